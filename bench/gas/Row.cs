using System.Text.Json.Serialization;

namespace CrossChainOracle.Gas;

/// <summary>What is compared within: rows of one section do the same for whoever asked.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Section>))]
internal enum Section
{
    One,
    Two,
    Ten,
    Fifty,
    LargeQuorum,
    Pull,
    Fact,
}

/// <summary>One line of the table.</summary>
/// <param name="Section">What it does.</param>
/// <param name="Who">Whose contracts.</param>
/// <param name="What">Which way, with how many signatures.</param>
/// <param name="First">The write into empty storage, 0 → x.</param>
/// <param name="Updates">The same transaction over and over, x → y, with other values and other signatures each time.</param>
/// <param name="Limit">What it may cost, where we promised something.</param>
internal sealed record Row(Section Section, string Who, string What, Receipt First, IReadOnlyList<Receipt> Updates, long? Limit = null)
{
    /// <summary>The one in the middle: signatures are random, and a zero byte is cheaper than another.</summary>
    public Receipt Median { get; } = Updates.OrderBy(update => update.Gas).ElementAt(Updates.Count / 2);

    /// <summary>From the cheapest to the dearest.</summary>
    public long Spread => Updates.Max(update => update.Gas) - Updates.Min(update => update.Gas);

    public bool IsMissed => Median.Gas > Limit;
}

/// <summary>What a read costs the contract that makes it, in gas of the call and not of a transaction.</summary>
/// <param name="Cold">The first in a transaction.</param>
/// <param name="Warm">The same again.</param>
internal sealed record ReadRow(string Who, string What, long Cold, long Warm);
