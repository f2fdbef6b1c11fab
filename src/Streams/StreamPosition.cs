namespace CrossChainOracle.Streams;

/// <summary>Where reading starts.</summary>
public abstract record StreamPosition
{
    private StreamPosition() { }

    /// <summary>The first event there is.</summary>
    public static StreamPosition Earliest { get; } = new First();

    /// <summary>Events published from the call on.</summary>
    public static StreamPosition Latest { get; } = new Next();

    /// <summary>The first event beyond this offset; the offset may be that of an event in any partition.</summary>
    public static StreamPosition After(string offset) => new Beyond(offset);

    public sealed record First : StreamPosition;

    public sealed record Next : StreamPosition;

    public sealed record Beyond(string Offset) : StreamPosition;
}
