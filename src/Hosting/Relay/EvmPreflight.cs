using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Hosting.Relay;

/// <summary>What can be known to be wrong before the first posting to an EVM chain. What an endpoint does not answer is a notice: it is asked again.</summary>
public static class EvmPreflight
{
    /// <returns>What no retry can mend.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(EvmRelaySettings settings, EvmAddress account, HttpClient http, TimeProvider time, Action<RelayNotice> notify, CancellationToken cancellation)
    {
        var problems = new List<string>();
        var chain = settings.Policy.Chain;
        chain.TryGetEip155(out var chainId);
        foreach (var endpoint in settings.Sender.Endpoints)
        {
            var client = EvmRelaySetup.Client(http, endpoint, time);
            var answers = await client.SendAllAsync([new("eth_chainId"), DeploymentCall(settings), new("eth_getBalance", account.ToString(), "latest")], cancellation).ConfigureAwait(false);
            var name = client.Endpoint.Name;
            if (!TryText(answers[0], out var id) || !EvmNodeParser.TryParseQuantity(id, out var stated)) notify(new(RelayNoticeLevel.Warning, chain, $"{name} does not say its chain id: {Describe(answers[0])}"));
            else if (stated != chainId) problems.Add($"{chain}: {name} is of chain {stated}");
            else if (CheckDeployment(settings, answers[1]) is { } wrong) problems.Add($"{chain}: {name}: {wrong}");
            else if (TryText(answers[2], out var balance) && balance is "0x0" or "0x") notify(new(RelayNoticeLevel.Alarm, chain, $"{account} has no ether: nothing can be posted before somebody sends some"));
        }

        return problems;
    }

    private static JsonRpcCall DeploymentCall(EvmRelaySettings settings) =>
        new("eth_call", new JsonObject { ["to"] = settings.Policy.Hub.ToString(), ["data"] = Hex.Encode(new AbiWriter().ToCall(AbiSelector.Of("deployment()"))) }, "latest");

    private static string? CheckDeployment(EvmRelaySettings settings, JsonRpcAnswer answer)
    {
        if (answer is not JsonRpcAnswer.Ok || !TryText(answer, out var text)) return answer is JsonRpcAnswer.RpcError ? $"{settings.Policy.Hub} is no hub: {Describe(answer)}" : null;
        if (text == "0x") return $"there is no contract at {settings.Policy.Hub}";
        return text == settings.Domain.Salt.ToString() ? null : $"the hub at {settings.Policy.Hub} is of another deployment than {settings.Domain.Deployment} ({text[..Math.Min(text.Length, 66)]})";
    }

    private static bool TryText(JsonRpcAnswer answer, out string text)
    {
        text = answer is JsonRpcAnswer.Ok { Result: { ValueKind: JsonValueKind.String } result } ? JsonRpcParser.Text(result) ?? string.Empty : string.Empty;
        return text.Length > 0;
    }

    internal static string Describe(JsonRpcAnswer answer) => answer switch
    {
        JsonRpcAnswer.RpcError error => error.Message,
        JsonRpcAnswer.Failed failed => failed.Detail,
        _ => "the answer is malformed",
    };
}
