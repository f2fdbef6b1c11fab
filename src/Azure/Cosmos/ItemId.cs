using System.Globalization;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>Where the items of a sequence stand: partition and id follow from shard and sequence alone, so that an id is taken at most once.</summary>
internal static class ItemId
{
    /// <summary>Sequences in one partition: with an item and signatures of 16 KB each they stay below the 20 GB that a partition holds.</summary>
    public const ulong PerPartition = 1UL << 19;

    /// <summary>The shard and the number of the half million: <c>majors:0</c>. What follows the last colon is the number, whatever the shard's name.</summary>
    public static string Partition(string shard, ulong sequence) => string.Create(CultureInfo.InvariantCulture, $"{shard}:{sequence / PerPartition}");

    /// <summary>Twenty digits, so that ids order as sequences do.</summary>
    public static string Of(ulong sequence) => sequence.ToString("D20", CultureInfo.InvariantCulture);

    public static string Of(ulong sequence, string member) => $"{Of(sequence)}.{member}";
}
