using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm.RealChain;

/// <summary>Asks a real node for blocks, proofs and balances, as they stand at one block.</summary>
internal sealed class ProofChain(Anvil anvil)
{
    public async Task<EvmHeader> HeadAsync() => EvmData.Header(Element(await anvil.RpcAsync("eth_getBlockByNumber", "latest", false)));

    public async Task<EvmProofAnswer> ProofAsync(EvmHeader at, EvmAddress account, params Hash256[] slots) =>
        EvmData.Answer(Element(await anvil.RpcAsync("eth_getProof", account.ToString(), new JsonArray([.. slots.Select(slot => (JsonNode?)slot.ToString())]), Tag(at))));

    public async Task<ProvenAccount> ProveAsync(EvmHeader at, EvmAddress account, params Hash256[] slots)
    {
        Assert.True(EvmStateProof.TryVerify(at, at.ComputeHash(), await ProofAsync(at, account, slots), account, slots, out var proven, out var refusal), refusal?.ToString());
        return proven;
    }

    /// <summary>By <c>balanceOf</c>, with some slots overridden.</summary>
    public async Task<EvmWord> BalanceAsync(EvmHeader at, EvmAddress token, EvmAddress owner, params (Hash256 Slot, EvmWord Value)[] overridden)
    {
        var call = new JsonObject { ["to"] = token.ToString(), ["data"] = Hex.Encode(new AbiWriter().Address(owner).ToCall(AbiSelector.Of("balanceOf(address)"))) };
        var diff = new JsonObject([.. overridden.Select(item => KeyValuePair.Create(item.Slot.ToString(), (JsonNode?)item.Value.ToString()))]);
        return new(Hash256.Parse((string)(await anvil.RpcAsync("eth_call", call, Tag(at), new JsonObject { [token.ToString()] = new JsonObject { ["stateDiff"] = diff } }))!));
    }

    public async Task<IReadOnlyList<EvmReceipt>> ReceiptsAsync(EvmHeader at) => [.. Element(await anvil.RpcAsync("eth_getBlockReceipts", Tag(at))).EnumerateArray().Select(EvmData.Receipt)];

    public async Task<IReadOnlyList<StatedLog>> LogsAsync(EvmHeader at, EvmAddress emitter)
    {
        var filter = new JsonObject { ["blockHash"] = at.ComputeHash().ToString(), ["address"] = emitter.ToString() };
        return [.. Element(await anvil.RpcAsync("eth_getLogs", filter)).EnumerateArray().Select(json => StatedLog.TryParse(json, out var log, out var refusal) ? log : throw new InvalidOperationException($"{refusal}"))];
    }

    public static AbiWriter To(EvmAddress to, UInt128 amount) => new AbiWriter().Address(to).UInt(amount);

    private static string Tag(EvmHeader at) => $"0x{at.Number:x}";

    private static JsonElement Element(JsonNode? node) => JsonSerializer.SerializeToElement(node);
}
