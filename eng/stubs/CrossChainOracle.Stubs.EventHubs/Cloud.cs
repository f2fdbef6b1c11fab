namespace CrossChainOracle.Stubs;

internal static class Cloud
{
    /// <summary>What every client says here.</summary>
    public static NotSupportedException Needed => new("needs -p:Cloud=true");
}
