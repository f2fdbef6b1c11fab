using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Transactions;
using CrossChainOracle.Signing;

namespace CrossChainOracle.RelayChaos.Chains;

/// <summary>What is done to transactions that wait, and what others of the same key put beside them.</summary>
internal sealed class Mempool(RunningChain chain)
{
    private const ulong Transfer = 21_000;
    private static readonly UInt128 ForeignFee = 400_000_000_000;
    private static readonly UInt128 ForeignTip = 20_000_000_000;

    /// <summary>Hashes of all foreign transactions.</summary>
    public HashSet<string> Foreign { get; } = [];

    /// <summary>Waiting transactions of the account, those behind a gap too: nonce and hash.</summary>
    public async Task<IReadOnlyList<(ulong Nonce, string Hash)>> OfAsync(EvmAddress account)
    {
        var content = await chain.Rpc.AskAsync("txpool_content");
        var found = new List<(ulong, string)>();
        foreach (var part in (string[])["pending", "queued"])
        {
            foreach (var sender in content.GetProperty(part).EnumerateObject().Where(sender => EvmAddress.Parse(sender.Name.ToLowerInvariant()) == account))
            {
                found.AddRange(sender.Value.EnumerateObject().Select(static item => (Rpc.Number(item.Value.GetProperty("nonce")), item.Value.GetProperty("hash").GetString()!)));
            }
        }

        return found;
    }

    /// <returns>How many vanished.</returns>
    public async Task<int> DropAsync(EvmAddress account)
    {
        var dropped = 0;
        foreach (var (_, hash) in (await OfAsync(account)).Where(waiting => !Foreign.Contains(waiting.Hash)))
        {
            if (await chain.Rpc.TryAsync("anvil_dropTransaction", hash) is { ValueKind: not JsonValueKind.Null }) dropped++;
        }

        return dropped;
    }

    /// <summary>A transfer to itself by the relayer's own key, which the relayer knows nothing of.</summary>
    /// <param name="ahead">Nonces beyond the next one in blocks.</param>
    public async Task<string?> SendForeignAsync(PlatformSigner account, int ahead)
    {
        var nonce = await chain.Rpc.NumberAsync("eth_getTransactionCount", account.Address.ToString(), "latest") + (ulong)ahead;
        var signed = await new DynamicFeeTransaction(chain.Plan.ChainId, nonce, ForeignTip, ForeignFee, Transfer, account.Address, 0, default).SignAsync(account, default);
        if (await chain.Rpc.TryAsync("eth_sendRawTransaction", Hex.Encode(signed.Raw.Span)) is null) return null;
        Foreign.Add(signed.Hash.ToString());
        return signed.Hash.ToString();
    }
}
