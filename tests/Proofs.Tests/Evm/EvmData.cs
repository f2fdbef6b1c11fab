using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm;

/// <summary>The recorded blocks, proofs and receipts in <c>tests/data/evm-proofs</c>.</summary>
internal static class EvmData
{
    public static readonly EvmAddress DepositContract = EvmAddress.Parse("0x00000000219ab540356cbb839cbe05303d7705fa");
    public static readonly EvmAddress Miner = EvmAddress.Parse("0x4838b106fce9647bdf1e7877bf73ce8b0bad5f97");
    public static readonly Hash256 SlotOne = EvmWord.From(1).Bytes;

    public static EvmHeader Mainnet => Header(Read("mainnet_21925176/rpc_block.json"));

    public static Hash256 MainnetHash { get; } = Hash256.Parse("0x92dabfa3f61ff1c349d12f5fd0dd4c99760a0a41b77dee8f0a80f83efdcb307a");

    public static JsonElement Read(string file) => Recorded.Read($"evm-proofs/{file}");

    public static EvmHeader Header(JsonElement block)
    {
        Assert.True(EvmHeaderJson.TryParse(block, out var header, out var refusal), refusal?.ToString());
        return header;
    }

    public static EvmProofAnswer Answer(JsonElement result)
    {
        Assert.True(EvmProofAnswer.TryParse(result, out var answer, out var refusal), refusal?.ToString());
        return answer;
    }

    public static EvmReceipt Receipt(JsonElement json)
    {
        Assert.True(EvmReceiptJson.TryParse(json, out var receipt, out var refusal), refusal?.ToString());
        return receipt;
    }

    public static byte[] Bytes(string? hex) => Hex.TryDecode(hex, out byte[]? bytes) ? bytes : throw new FormatException(hex);

    public static IReadOnlyList<ReadOnlyMemory<byte>> Nodes(JsonElement array) => [.. array.EnumerateArray().Select(node => (ReadOnlyMemory<byte>)Bytes(node.GetString()))];

    /// <summary>A JSON document with some members replaced; null takes a member away.</summary>
    public static JsonElement With(JsonElement original, params (string Name, object? Value)[] changes)
    {
        var members = original.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value);
        foreach (var (name, value) in changes)
        {
            if (value is null) members.Remove(name);
            else members[name] = value;
        }

        return JsonSerializer.SerializeToElement(members);
    }
}
