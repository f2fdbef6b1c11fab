using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>What a sandbox's Ethereum node answers from. Any thread may read.</summary>
internal interface IEthereumChain<TBlock>
    where TBlock : class, IEthereumBlock
{
    /// <summary>EIP-155.</summary>
    ulong Id { get; }

    TBlock Head { get; }

    TBlock Find(BlockTag tag);

    /// <summary>The canonical block of that height; null where there is none, or not any more.</summary>
    TBlock? Find(ulong number);

    /// <summary>Also one that was reorganised away, for as long as it is kept.</summary>
    TBlock? Find(Hash256 hash);

    bool IsCanonical(TBlock block);

    bool HasCode(EvmAddress address);

    /// <summary>Runs a call. Where there is no contract it succeeds and returns nothing, as in the EVM.</summary>
    MulticallResult Call(TBlock block, EvmAddress to, ReadOnlySpan<byte> data);
}

internal interface IEthereumBlock
{
    ulong Number { get; }
}
