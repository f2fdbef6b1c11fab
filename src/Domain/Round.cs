namespace CrossChainOracle.Domain;

/// <summary>What every round says of itself, whatever it is about.</summary>
public abstract record RoundHeader
{
    public required ShardId Shard { get; init; }

    public required ulong Sequence { get; init; }

    public required Hash256 PreviousDigest { get; init; }

    public required uint Epoch { get; init; }

    /// <summary>Observation time of the round before, Unix milliseconds.</summary>
    public required long ValidAfter { get; init; }

    /// <summary>Unix milliseconds; later than <see cref="ValidAfter"/>.</summary>
    public required long ObservedAt { get; init; }

    /// <summary>keccak256 of the canonical bytes of the policy in force.</summary>
    public required Hash256 PolicyDigest { get; init; }
}

/// <summary>All that was seen of one shard for one tick. Self-contained: previous state and round give the batch.</summary>
public sealed record Round : RoundHeader
{
    /// <summary>Most inputs in a round.</summary>
    public const int MaximumInputs = 65_535;

    public required IReadOnlyList<Observation> Observations { get; init; }

    /// <summary>What sources failed to give, and provider-wide faults.</summary>
    public required IReadOnlyList<SourceFailure> Failures { get; init; }

    /// <summary>The signed updates that authenticated observations hang from, each once. Observations commit to them by <see cref="Observation.Anchor"/>.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }
}

/// <summary>A source's signed answer, kept so that anyone can check it again.</summary>
/// <param name="Digest">keccak256 of <paramref name="Bytes"/>.</param>
/// <param name="Bytes">As received, such as a Pyth accumulator update.</param>
public sealed record Evidence(Hash256 Digest, ReadOnlyMemory<byte> Bytes);

/// <summary>A route that gave no usable answer for a feed, found while reading it.</summary>
/// <param name="Feed">Empty where the whole provider is concerned.</param>
/// <param name="Provider">Whose route.</param>
/// <param name="Route">Empty where the whole provider is concerned.</param>
/// <param name="Code">The cause; <see cref="RejectionCode.ProviderFault"/> removes the provider's votes from the feed it names, or from every feed of the round.</param>
/// <param name="Detail">What, where and the operands; printable ASCII, at most 200 characters. Never a credential.</param>
public sealed record SourceFailure(FeedId Feed, Provider Provider, RouteId Route, RejectionCode Code, string Detail)
{
    public const int MaximumDetail = PrintableText.MaximumLength;

    /// <summary>What, where and the operands.</summary>
    public string Detail { get; } = PrintableText.Clean(Detail);
}
