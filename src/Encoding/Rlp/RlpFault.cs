namespace CrossChainOracle.Encoding.Rlp;

/// <summary>Why bytes are not the canonical RLP of what was expected.</summary>
/// <param name="Code">The kind of fault.</param>
/// <param name="At">Byte position of the offending item from the start of the data.</param>
/// <param name="Detail">What was found and what was expected; printable ASCII.</param>
public readonly record struct RlpFault(RlpFaultCode Code, int At, string Detail)
{
    public override string ToString() => $"{Detail} at byte {At}";
}

/// <summary>The kinds of <see cref="RlpFault"/>.</summary>
public enum RlpFaultCode
{
    None = 0,

    /// <summary>The data ends before the item does.</summary>
    Truncated = 1,

    /// <summary>There is data behind the last item.</summary>
    Trailing = 2,

    /// <summary>A length or a single byte that has a shorter form.</summary>
    NotMinimal = 3,

    /// <summary>A list where bytes must stand, or bytes where a list must stand.</summary>
    WrongKind = 4,

    /// <summary>Bytes of another length than the field has, or longer than the reader accepts.</summary>
    WrongLength = 5,

    /// <summary>A number with leading zero bytes.</summary>
    LeadingZero = 6,

    /// <summary>A sound number that does not fit the type it must be held in.</summary>
    OutOfRange = 7,

    /// <summary>Lists within lists, deeper than the reader accepts.</summary>
    TooDeep = 8,
}
