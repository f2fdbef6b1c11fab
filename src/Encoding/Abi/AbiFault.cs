namespace CrossChainOracle.Encoding.Abi;

/// <summary>Why bytes are not the canonical ABI encoding of what was expected.</summary>
/// <param name="Code">The kind of fault.</param>
/// <param name="At">Byte position of the offending word from the start of the data.</param>
/// <param name="Detail">What was found and what was expected; printable ASCII.</param>
public readonly record struct AbiFault(AbiFaultCode Code, int At, string Detail)
{
    public override string ToString() => $"{Detail} at byte {At}";
}

/// <summary>The kinds of <see cref="AbiFault"/>.</summary>
public enum AbiFaultCode
{
    None = 0,

    /// <summary>The data ends before the value does.</summary>
    Truncated = 1,

    /// <summary>There is data behind the last value.</summary>
    Trailing = 2,

    /// <summary>An offset that is not the place where the value must stand: outside, overlapping, leaving a gap, or huge.</summary>
    Offset = 3,

    /// <summary>Bits that the type does not use are not its zero or sign extension.</summary>
    Padding = 4,

    /// <summary>More elements or bytes than the reader accepts.</summary>
    TooMany = 5,

    /// <summary>Text that is not UTF-8.</summary>
    Text = 6,

    /// <summary>A sound number that does not fit the type it must be held in.</summary>
    OutOfRange = 7,
}
