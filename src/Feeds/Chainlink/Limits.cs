using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Chainlink;

/// <summary>What is accepted of a Chainlink proxy.</summary>
public static class ChainlinkLimits
{
    /// <summary>Longest <c>description()</c> that is read, bytes.</summary>
    public const int MaximumDescriptionBytes = 128;

    /// <summary>Latest <c>updatedAt</c> that can be held, Unix seconds.</summary>
    public const ulong MaximumTime = UnixTime.MaxValue / 1000;

    /// <summary>Most rounds in one walk backwards.</summary>
    public const int MaximumHistory = 250;

    /// <summary>How long after an L2's sequencer came back its feeds are not used; the figure of Chainlink's documentation.</summary>
    public const long DefaultSequencerGraceMs = 3_600_000;
}
