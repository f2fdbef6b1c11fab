using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>Reads the parameters of Ethereum's methods (execution-apis). What is wrong is said; nothing throws.</summary>
internal static class RpcArguments
{
    /// <summary>DATA: <c>0x</c> and whole bytes.</summary>
    public static bool TryData(LocatedJson? value, out byte[] data)
    {
        data = [];
        if (value is not LocatedJson.Text text || !text.Value.StartsWith("0x", StringComparison.Ordinal) || !Hex.TryDecode(text.Value, out var bytes)) return false;
        data = bytes;
        return true;
    }

    public static bool TryAddress(LocatedJson? value, out EvmAddress address)
    {
        address = default;
        if (!TryData(value, out var bytes) || bytes.Length != EvmAddress.Size) return false;
        address = EvmAddress.From(bytes);
        return true;
    }

    public static bool TryHash(LocatedJson? value, out Hash256 hash)
    {
        hash = default;
        if (!TryData(value, out var bytes) || bytes.Length != Hash256.Size) return false;
        hash = Hash256.From(bytes);
        return true;
    }

    /// <summary>A tag, a height, or (EIP-1898) an object with a hash or a height; left out it is the latest block.</summary>
    /// <param name="value">The parameter.</param>
    /// <param name="chain">Where to look.</param>
    /// <param name="block">Null when the chain does not know it, or no longer, or has it no longer in its canonical branch where that is required.</param>
    /// <returns>False when the parameter is none of these.</returns>
    public static bool TryBlock<TBlock>(LocatedJson? value, IEthereumChain<TBlock> chain, out TBlock? block)
        where TBlock : class, IEthereumBlock
    {
        block = null;
        switch (value)
        {
            case null or LocatedJson.Null: block = chain.Head; return true;
            case LocatedJson.Text text: return TryNamed(text.Value, chain, out block);
            case LocatedJson.Members { Values.Count: <= 2 } members: return TryObject(members, chain, out block);
            default: return false;
        }
    }

    private static bool TryNamed<TBlock>(string text, IEthereumChain<TBlock> chain, out TBlock? block)
        where TBlock : class, IEthereumBlock
    {
        block = null;
        switch (text)
        {
            case "latest" or "pending": block = chain.Find(BlockTag.Latest); return true;
            case "safe": block = chain.Find(BlockTag.Safe); return true;
            case "finalized": block = chain.Find(BlockTag.Finalized); return true;
            case "earliest": block = chain.Find(1); return true;
        }

        if (!EvmNodeParser.TryParseQuantity(text, out var number)) return false;
        block = chain.Find(number);
        return true;
    }

    private static bool TryObject<TBlock>(LocatedJson.Members members, IEthereumChain<TBlock> chain, out TBlock? block)
        where TBlock : class, IEthereumBlock
    {
        block = null;
        if (members.Find("blockNumber") is { } height) return members.Values.Count == 1 && height is LocatedJson.Text text && TryNamed(text.Value, chain, out block);
        if (!TryHash(members.Find("blockHash"), out var hash)) return false;
        var canonical = members.Find("requireCanonical") as LocatedJson.Boolean;
        if (members.Values.Count == 2 && canonical is null) return false;
        block = chain.Find(hash);
        if (block is not null && canonical is { Value: true } && !chain.IsCanonical(block)) block = null;
        return true;
    }
}
