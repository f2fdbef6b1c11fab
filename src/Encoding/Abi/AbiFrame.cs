namespace CrossChainOracle.Encoding.Abi;

/// <summary>The head of one tuple or array while it is read: offsets count from its start.</summary>
public struct AbiFrame
{
    internal AbiFrame(int start, int words)
    {
        Start = start;
        Next = start;
        End = start + (words * AbiReader.Word);
    }

    /// <summary>Where the head starts, from the start of the data.</summary>
    internal int Start { get; }

    internal int End { get; }

    /// <summary>Position of the next head word.</summary>
    internal int Next { get; set; }
}
