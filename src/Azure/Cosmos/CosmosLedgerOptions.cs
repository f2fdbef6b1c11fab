using System.Text.RegularExpressions;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>What a ledger in Cosmos DB has to be told.</summary>
public sealed partial record CosmosLedgerOptions
{
    /// <summary>Items stay below: a read costs 1 request unit per KB at first, a write 5, and large bodies are kept at a fraction of the price as blobs.</summary>
    public const int DefaultMaxItemBytes = 16 * 1024;

    /// <summary>Whose signatures count, in the order of preference: the first that signed is read. 1 to 19 names of <c>a</c>–<c>z</c>, <c>0</c>–<c>9</c> and <c>-</c>, at most 32 characters each.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The attester app that attaches signatures here, one of <see cref="Members"/>; null in apps that only read.</summary>
    public string? Member { get; init; }

    /// <summary>Bytes of an item's JSON, 4,096 to 1,048,576. What does not fit goes to the body store.</summary>
    public int MaxItemBytes { get; init; } = DefaultMaxItemBytes;

    public CosmosRetry Retry { get; init; } = new();

    /// <summary>The first rule that is broken; null when all hold.</summary>
    public string? Problem()
    {
        if (Members.Count is 0 or > 19) return $"members: {Members.Count}, allowed are 1 to 19";
        if (Members.FirstOrDefault(member => !Name().IsMatch(member)) is { } odd) return $"members: '{odd}' is not 1 to 32 of a-z, 0-9 and -";
        if (Members.Distinct(StringComparer.Ordinal).Count() != Members.Count) return "members: a name stands twice";
        if (Member is not null && !Members.Contains(Member, StringComparer.Ordinal)) return $"member: '{Member}' is not one of the members";
        return MaxItemBytes is < 4_096 or > 1_048_576 ? $"maxItemBytes: {MaxItemBytes}, allowed are 4096 to 1048576" : Retry.Problem();
    }

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex Name();
}

/// <summary>How long one call to the ledger goes on asking.</summary>
public sealed record CosmosRetry
{
    /// <summary>How long one request may take before it counts as lost; 100 ms to 60 s.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>No request is begun after this much of the call; at least <see cref="AnswerLimit"/>, at most 5 minutes.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Before the second request; doubles with each one, up to <see cref="MaximumDelay"/>. Each is shortened by up to half, by chance.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromSeconds(2);

    internal string? Problem()
    {
        if (AnswerLimit < TimeSpan.FromMilliseconds(100) || AnswerLimit > TimeSpan.FromSeconds(60)) return $"answerLimit: {AnswerLimit}, allowed are 100 ms to 60 s";
        if (Budget < AnswerLimit || Budget > TimeSpan.FromMinutes(5)) return $"budget: {Budget}, allowed are {AnswerLimit} to 5 minutes";
        return FirstDelay <= TimeSpan.Zero || MaximumDelay < FirstDelay || MaximumDelay > Budget ? $"delays: {FirstDelay} to {MaximumDelay} are not in order, or beyond the budget" : null;
    }
}
