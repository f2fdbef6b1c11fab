namespace CrossChainOracle.Encoding.Rlp;

/// <summary>One RLP item: bytes, or a list of items.</summary>
/// <param name="isList">Whether it is a list.</param>
/// <param name="payload">The bytes, or the encodings of a list's items one after the other.</param>
/// <param name="encoded">The whole item with its prefix.</param>
/// <param name="at">Where the payload starts, from the start of the data.</param>
public readonly ref struct RlpItem(bool isList, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> encoded, int at)
{
    public bool IsList { get; } = isList;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public ReadOnlySpan<byte> Encoded { get; } = encoded;

    /// <summary>Position of <see cref="Payload"/> in the data.</summary>
    public int At { get; } = at;
}
