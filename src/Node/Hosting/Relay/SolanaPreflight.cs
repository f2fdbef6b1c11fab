using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Relay.Solana.Running;

namespace CrossChainOracle.Node.Hosting.Relay;

/// <summary>What can be known to be wrong before the first posting to a Solana cluster. What an endpoint does not answer is a notice: it is asked again.</summary>
internal static class SolanaPreflight
{
    /// <returns>What no retry can mend.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(SolanaRelaySettings settings, SolanaKey account, HttpClient http, TimeProvider time, Action<RelayNotice> notify, CancellationToken cancellation)
    {
        var (chain, encoder) = (settings.Chain, new SolanaEncoder(settings.Domain, settings.Encoder));
        var problems = settings.Policy.Misfits(encoder, settings.Attesters.Threshold).Select(misfit => $"{chain}: {misfit}").ToList();
        var fee = SolanaFee.Of(settings.Attesters.Threshold, settings.Encoder.UnitLimit, settings.Sender.MinimumUnitPrice).Total;
        if (fee > settings.Policy.MaximumFee) problems.Add($"{chain}: maximumFee: a posting with {settings.Attesters.Threshold} signatures costs {fee} lamports or more, at most {settings.Policy.MaximumFee} are to be paid");
        foreach (var endpoint in settings.Endpoints)
        {
            var client = EvmRelaySetup.Client(http, endpoint, time);
            var name = client.Endpoint.Name;
            var genesis = await client.SendAsync(new("getGenesisHash"), cancellation).ConfigureAwait(false);
            if (genesis is not JsonRpcAnswer.Ok said || !SolanaKey.TryParse(JsonRpcParser.Text(said.Result), out var hash)) notify(new(RelayNoticeLevel.Warning, chain, $"{name} does not say its genesis hash: {EvmPreflight.Describe(genesis)}"));
            else if (!hash.ToString().StartsWith(SolanaReaderOptions.Genesis(chain)!, StringComparison.Ordinal)) problems.Add($"{chain}: {name} is of genesis {hash}");
            else if (await BalanceAsync(client, account, cancellation).ConfigureAwait(false) is { } balance && balance < fee) notify(new(RelayNoticeLevel.Alarm, chain, $"{account} has {balance} lamports, and a posting costs {fee} or more: nothing can be posted before somebody sends some"));
        }

        return problems;
    }

    /// <summary>Null where the endpoint does not say.</summary>
    private static async Task<ulong?> BalanceAsync(JsonRpcClient client, SolanaKey account, CancellationToken cancellation)
    {
        var answer = await client.SendAsync(new("getBalance", account.ToString(), new System.Text.Json.Nodes.JsonObject { ["commitment"] = "confirmed" }), cancellation).ConfigureAwait(false);
        return answer is JsonRpcAnswer.Ok ok && SolanaJson.TryNumber(ok.Result, "value", out var lamports) ? lamports : null;
    }
}
