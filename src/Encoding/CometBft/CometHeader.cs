using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Encoding.CometBft;

/// <summary>A block's header (CometBFT <c>types.Header</c>, block protocol 11: Tendermint 0.34 and all of CometBFT so far). Hashes are null where they are empty.</summary>
public sealed record CometHeader
{
    /// <summary>Longest chain id that CometBFT allows (<c>types.MaxChainIDLen</c>).</summary>
    public const int MaximumChainId = 50;

    public required ulong BlockVersion { get; init; }

    public required ulong AppVersion { get; init; }

    public required string ChainId { get; init; }

    public required long Height { get; init; }

    public required CometTime Time { get; init; }

    public required BlockId LastBlock { get; init; }

    public required Hash256? LastCommitHash { get; init; }

    public required Hash256? DataHash { get; init; }

    /// <summary>Of the validators that sign this header.</summary>
    public required Hash256? ValidatorsHash { get; init; }

    /// <summary>Of the validators that sign the next one.</summary>
    public required Hash256? NextValidatorsHash { get; init; }

    public required Hash256? ConsensusHash { get; init; }

    /// <summary>The application's state after the block before this one: a proof at height H checks against header H+1.</summary>
    public required Hash256? AppHash { get; init; }

    public required Hash256? LastResultsHash { get; init; }

    public required Hash256? EvidenceHash { get; init; }

    public required ReadOnlyMemory<byte> ProposerAddress { get; init; }

    /// <summary>The root over the fields, each in protobuf; what validators vote for.</summary>
    public Hash256 ComputeHash() => Sha256Tree.Root(
    [
        new ProtoWriter().Varint(1, BlockVersion).Varint(2, AppVersion).ToArray(),
        new ProtoWriter().Text(1, ChainId).ToArray(),
        new ProtoWriter().Int64(1, Height).ToArray(),
        Time.Encode(),
        LastBlock.Encode(),
        Wrapped(LastCommitHash),
        Wrapped(DataHash),
        Wrapped(ValidatorsHash),
        Wrapped(NextValidatorsHash),
        Wrapped(ConsensusHash),
        Wrapped(AppHash),
        Wrapped(LastResultsHash),
        Wrapped(EvidenceHash),
        new ProtoWriter().Bytes(1, ProposerAddress.Span).ToArray(),
    ]);

    // A leaf is google.protobuf.BytesValue, StringValue or Int64Value: one field, left out where it is empty.
    private static byte[] Wrapped(Hash256? hash) => new ProtoWriter().Bytes(1, HashBytes.Of(hash)).ToArray();
}
