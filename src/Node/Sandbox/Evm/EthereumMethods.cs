using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>The node of the chain of prices: its blocks have no header that could be hashed.</summary>
internal sealed class EthereumMethods(SandboxChain chain) : EthereumNode<SandboxBlock>(chain)
{
    private static readonly string ZeroHash = Hash256.Zero.ToString();
    private static readonly string EmptyBloom = Hex.Encode(new byte[256]);

    protected override void Write(Utf8JsonWriter writer, SandboxBlock block)
    {
        writer.WriteString("number", Show(block.Number));
        writer.WriteString("hash", block.Hash.ToString());
        writer.WriteString("parentHash", block.Parent.ToString());
        writer.WriteString("timestamp", Show((ulong)block.Time));
        writer.WriteString("stateRoot", block.StateRoot.ToString());
        foreach (var name in (string[])["sha3Uncles", "transactionsRoot", "receiptsRoot", "mixHash"]) writer.WriteString(name, ZeroHash);
        foreach (var name in (string[])["difficulty", "gasUsed", "size", "baseFeePerGas"]) writer.WriteString(name, "0x0");
        writer.WriteString("logsBloom", EmptyBloom);
        writer.WriteString("miner", default(EvmAddress).ToString());
        writer.WriteString("nonce", "0x0000000000000000");
        writer.WriteString("extraData", "0x");
        writer.WriteString("gasLimit", Show(GasLimit));
        foreach (var name in (string[])["transactions", "uncles"])
        {
            writer.WriteStartArray(name);
            writer.WriteEndArray();
        }
    }
}
