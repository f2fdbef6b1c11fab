using CrossChainOracle.Relay.Running;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>What the relayers gave up, by reason.</summary>
internal static class DeadLetters
{
    /// <summary>What a run does to its relayers on purpose: a posting that waited until it ended, until its fact was taken back, or until its attesters were replaced.</summary>
    private static readonly string[] Explained = ["Expired", "BelowFloor", "Retracted", "EpochExpired", "UnknownEpoch"];

    public static bool IsExplained(string name) => Explained.Contains(name);

    /// <param name="folder">Of a relayer whose process has ended.</param>
    /// <returns>The name of the error of each.</returns>
    public static IEnumerable<(string Name, string Reason)> Read(string folder)
    {
        var letters = new List<(string, string)>();
        var opened = FileEventStream.Verify(FileEventStream.In(Path.Combine(folder, RelaySinks.DeadLetters)), stored =>
        {
            var reason = stored.Properties[DeadLetter.ReasonProperty];
            letters.Add((NameOf(reason), reason));
        });
        if (opened is not OpenOutcome<StreamSummary>.Opened) letters.Add(("unreadable", $"{opened}"));
        return letters;
    }

    private static string NameOf(string reason) => new([.. reason.TakeWhile(char.IsLetter)]);
}
