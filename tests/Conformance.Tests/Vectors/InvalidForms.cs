using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Domain.RefusalCode;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Contexts, rounds, states and policies that are not canonical or break a rule of theirs.</summary>
public static class InvalidForms
{
    private static readonly FeedId[] Feeds = [FeedId.Parse("A/USD"), FeedId.Parse("B/USD")];

    public static IEnumerable<InvalidCase> All() => [.. PriceContexts(), .. GapContexts(), .. Rounds(), .. Inputs(), .. States(), .. Policies()];

    private static IEnumerable<InvalidCase> PriceContexts()
    {
        const int FirstVote = 1 + 6 + 16 + 8 + 8 + 4 + 1 + 3;
        var good = SampleLeaves.EthUsd.Context.ToArray();
        foreach (var (name, bytes, refusal) in ((string, byte[], RefusalCode)[])
        [
            ("tag of a gap context", good.Patch(0, 0x12), OutOfRange),
            ("no bytes", [], Truncated),
            ("cut", good[..^1], Truncated),
            ("a vote counted that is not there", good.Patch(FirstVote - 3, 4), Truncated),
            ("left over", good.Append(0), TrailingBytes),
            ("provider 0", good.Patch(FirstVote, 0), OutOfRange),
            ("provider 4", good.Patch(FirstVote, 4), OutOfRange),
            ("route without a name", good.Patch(FirstVote + 1, new byte[16]), OutOfRange),
            ("authenticity 0", good.Patch(FirstVote + 55, 0), OutOfRange),
            ("authenticity 4", good.Patch(FirstVote + 55, 4), OutOfRange),
        ])
        {
            yield return new("priceContext", name, bytes, refusal);
        }
    }

    private static IEnumerable<InvalidCase> GapContexts()
    {
        var writer = new CanonicalWriter();
        ContextCodec.Write(writer, new GapContext(1, [new(Provider.Pyth, default, RejectionCode.ProviderFault), new(Provider.Chainlink, RouteId.Parse("cl"), RejectionCode.Stale)]));
        var good = writer.ToArray();
        foreach (var (name, bytes, refusal) in ((string, byte[], RefusalCode)[])
        [
            ("tag of a price context", good.Patch(0, 0x11), OutOfRange),
            ("cut", good[..^1], Truncated),
            ("left over", good.Append(0), TrailingBytes),
            ("513 causes", good.Patch(2, 2, 1), Oversized),
            ("provider 0", good.Patch(4, 0), OutOfRange),
            ("cause 0", good.Patch(21, 0), OutOfRange),
            ("cause 14", good.Patch(21, 14), OutOfRange),
            ("causes not in order", [.. good[..4], .. good[22..40], .. good[4..22]], OutOfRange),
            ("a cause twice", [.. good[..4], .. good[4..22], .. good[4..22]], OutOfRange),
        ])
        {
            yield return new("gapContext", name, bytes, refusal);
        }
    }

    private static IEnumerable<InvalidCase> Rounds()
    {
        const int Header = 5;
        const int Inputs = Header + 105;
        var good = RoundCodec.Encode(SampleRound());
        var count = Inputs + 2;
        foreach (var (name, bytes, refusal) in ((string, byte[], RefusalCode)[])
        [
            ("no bytes", [], Truncated),
            ("magic", good.Patch(3, (byte)'A'), BadMagic),
            ("version 2", good.Patch(4, 2), UnsupportedVersion),
            ("header tag", good.Patch(Header, 0x81), OutOfRange),
            ("observed when the round before was", good.Patch(Header + 67, good[(Header + 61)..(Header + 67)]), OutOfRange),
            ("no previous digest at sequence 7", good.Patch(Header + 25, new byte[32]), OutOfRange),
            ("cut in the header", good[..60], Truncated),
            ("cut in the inputs", good[..(count + 40)], Truncated),
            ("cut in the evidence", good[..^1], Truncated),
            ("left over", good.Append(0), TrailingBytes),
            ("inputs not in order", [.. good[..count], .. good[(count + 133)..(count + 266)], .. good[count..(count + 133)], .. good[(count + 266)..]], OutOfRange),
            ("an input twice", [.. good[..count], .. good[count..(count + 133)], .. good[count..(count + 133)], .. good[(count + 266)..]], OutOfRange),
            ("a piece of evidence of 2^20 + 1 bytes", EvidenceOf(good, 0, 0x10, 0, 1), Oversized),
            ("4,097 pieces of evidence", good.Patch(good.Length - 16, 0x10, 0x01), Oversized),
            ("evidence not in order", [.. good[..^14], .. good[^7..], .. good[^14..^7]], OutOfRange),
            ("a piece of evidence twice", [.. good[..^14], .. good[^7..], .. good[^7..]], OutOfRange),
        ])
        {
            yield return new("round", name, bytes, refusal);
        }
    }

    private static IEnumerable<InvalidCase> Inputs()
    {
        const int First = 5 + 105 + 2 + 2;
        var round = SampleRound();
        var good = RoundCodec.Encode(round with { Failures = [], Observations = round.Observations.Take(1).ToList(), Evidence = [] });
        var failure = RoundCodec.Encode(round with { Observations = [], Evidence = [] });
        foreach (var (name, bytes, refusal) in ((string, byte[], RefusalCode)[])
        [
            ("input tag 0x83", good.Patch(First, 0x83), OutOfRange),
            ("input of no bytes", good.Patch(First - 2, 0, 0).Remove(First, 131), Truncated),
            ("input longer than its fields", good.Patch(First - 2, 0, 132).Insert(First + 131, 0), TrailingBytes),
            ("input shorter than its fields", good.Patch(First - 2, 0, 130).Remove(First + 130, 1), Truncated),
            ("feed without a name", good.Patch(First + 1, new byte[16]), OutOfRange),
            ("provider 0", good.Patch(First + 17, 0), OutOfRange),
            ("authenticity 4", good.Patch(First + 88, 4), OutOfRange),
            ("stage 0", good.Patch(First + 89, 0), OutOfRange),
            ("stage 5", good.Patch(First + 89, 5), OutOfRange),
            ("flags 8", good.Patch(First + 90, 8), OutOfRange),
            ("failure: cause 31", failure.Patch(First + 34, 31), OutOfRange),
            ("failure: detail with a control character", failure.Patch(First + 36, 10), OutOfRange),
            ("failure: detail of 201 characters", [.. failure[..(First - 2)], 0, 237, .. failure[First..(First + 35)], 201, .. Enumerable.Repeat((byte)'x', 201), 0, 0], OutOfRange),
            ("failure: detail cut", failure.Patch(First + 35, 200), Truncated),
        ])
        {
            yield return new("round", name, bytes, refusal);
        }
    }

    private static IEnumerable<InvalidCase> States()
    {
        const int First = 1 + 16 + 8 + 6 + 2;
        const int Size = 79;
        var good = StateCodec.Encode(new(ShardId.Parse("vectors"), 8, Setting.Start, [.. Feeds.Select(feed => new FeedState
        {
            Feed = feed, Median = Price.Parse("3"), Confidence = Price.Parse("0.5"), MedianAt = Setting.Start, Variance = 5, Breaker = BreakerState.Open, CalmRounds = 0, GapFrom = 0,
        })]));
        byte[] later = [.. good[25..30], (byte)(good[30] + 1)];
        foreach (var (name, bytes, refusal) in ((string, byte[], RefusalCode)[])
        [
            ("tag", good.Patch(0, 0x91), OutOfRange),
            ("cut", good[..^1], Truncated),
            ("left over", good.Append(0), TrailingBytes),
            ("1,025 feeds", good.Patch(31, 4, 1), Oversized),
            ("no sequence left", good.Patch(17, [.. Enumerable.Repeat((byte)0xff, 8)]), OutOfRange),
            ("feeds not in order", [.. good[..First], .. good[(First + Size)..], .. good[First..(First + Size)]], OutOfRange),
            ("a feed twice", [.. good[..First], .. good[First..(First + Size)], .. good[First..(First + Size)]], OutOfRange),
            ("a time of the median without a median", good.Patch(First + 16, new byte[16]), OutOfRange),
            ("a median without its time", good.Patch(First + 48, new byte[6]), OutOfRange),
            ("a median above 10^18", good.Patch(First + 16, Damage.Wide(Price.Maximum.Scaled + 1)), OutOfRange),
            ("a negative median", good.Patch(First + 16, Damage.Wide(-1)), OutOfRange),
            ("a negative confidence", good.Patch(First + 32, Damage.Wide(-1)), OutOfRange),
            ("a confidence that no round gives", good.Patch(First + 32, Damage.Wide(FixedPoint.PowerOfTen(38))), OutOfRange),
            ("a median after the state", good.Patch(First + 48, later), OutOfRange),
            ("a variance above 10^36", good.Patch(First + 54, Damage.Wide(FixedPoint.PowerOfTen(36) + 1)), OutOfRange),
            ("breaker 3", good.Patch(First + 70, 3), OutOfRange),
            ("a gap from after the state", good.Patch(First + 73, later), OutOfRange),
        ])
        {
            yield return new("state", name, bytes, refusal);
        }
    }

    private static IEnumerable<InvalidCase> Policies()
    {
        var policy = Market.Policy;
        var good = PolicyCodec.Encode(policy);
        yield return new("policy", "tag", good.Patch(0, 0x90), OutOfRange);
        yield return new("policy", "cut", good[..^1], Truncated);
        yield return new("policy", "left over", good.Append(0), TrailingBytes);
        yield return new("policy", "1,025 feeds", good.Patch(49, 4, 1), Oversized);
        yield return new("policy", "no feeds", good.Patch(49, 0, 0)[..51], OutOfRange);
        yield return Of("feeds not in order", policy with { Feeds = [.. policy.Feeds.Reverse()] });
        yield return Of("a feed twice", policy with { Feeds = [policy.Feeds[0], policy.Feeds[0]] });
        foreach (var (name, change) in Changes()) yield return Of(name, policy with { Feeds = [change(policy.Feeds[0])] });

        static InvalidCase Of(string name, ShardPolicy policy) => new("policy", name, PolicyCodec.Encode(policy), OutOfRange);
    }

    private static IEnumerable<(string Name, Func<FeedPolicy, FeedPolicy> Change)> Changes() =>
    [
        ("quorum 0", feed => feed with { Quorum = 0 }),
        ("quorum above the providers", feed => feed with { Quorum = 4 }),
        ("no routes", feed => feed with { Routes = [] }),
        ("routes not in order", feed => feed with { Routes = [.. feed.Routes.Reverse()] }),
        ("lower bound 0", feed => feed with { LowerBound = Price.Zero }),
        ("upper bound at the lower", feed => feed with { UpperBound = feed.LowerBound }),
        ("upper bound above 10^18", feed => feed with { UpperBound = Price.FromScaled(Price.Maximum.Scaled + 1) }),
        ("deviation 0", feed => feed with { DeviationPpm = 0 }),
        ("deviation above one", feed => feed with { DeviationPpm = 1_000_001 }),
        ("wide 0", feed => feed with { WidePpm = 0 }),
        ("z 0", feed => feed with { ZMilli = 0 }),
        ("k above 100", feed => feed with { KMilli = 100_001 }),
        ("sigma floor 0", feed => feed with { SigmaFloor = 0 }),
        ("initial sigma below the floor", feed => feed with { SigmaInitial = feed.SigmaFloor - 1 }),
        ("initial sigma above 1", feed => feed with { SigmaInitial = FixedPoint.One + 1 }),
        ("tau below a second", feed => feed with { TauMs = 999 }),
        ("tick 0", feed => feed with { TickMs = 0 }),
        ("maximum move 0", feed => feed with { MaximumMovePpm = 0 }),
        ("one calm round", feed => feed with { CalmRounds = 1 }),
        ("validFor 0", feed => feed with { ValidForMs = 0 }),
        ("validFor above 32 bits", feed => feed with { ValidForMs = 1L << 32 }),
        ("an action for no providers", feed => feed with { Verdict = feed.Verdict with { Open = feed.Verdict.Open with { MinimumProviders = 0 } } }),
        ("an action without an age", feed => feed with { Verdict = feed.Verdict with { Relay = feed.Verdict.Relay with { MaximumAgeMs = 0 } } }),
        ("a threshold route without a heartbeat", feed => feed with { Routes = [feed.Routes[0] with { HeartbeatMs = 0 }, .. feed.Routes.Skip(1)] }),
        ("a threshold route without a threshold", feed => feed with { Routes = [feed.Routes[0] with { ThresholdPpm = 0 }, .. feed.Routes.Skip(1)] }),
        ("a route without a maximum age", feed => feed with { Routes = [feed.Routes[0] with { MaximumAgeMs = 0 }, .. feed.Routes.Skip(1)] }),
        ("an action width that overflows", feed => feed with { Verdict = feed.Verdict with { Open = feed.Verdict.Open with { MaximumWidthPpm = uint.MaxValue } } }),
    ];

    /// <summary>Two observations, one failure, two pieces of evidence of three bytes.</summary>
    private static Round SampleRound() => Market.RoundAt(
        new(ShardId.Parse("vectors"), 7, Setting.Start, []), BatchBuilder.HashOf("batch 6"), Market.Policy,
        [Market.Read(Feeds[0], Provider.Pyth, "pyth", "3"), Market.Read(Feeds[1], Provider.Pyth, "pyth", "4")],
        [new(Feeds[0], Provider.Api3, RouteId.Parse("api3"), RejectionCode.Unreachable, "timeout")]) with
    {
        Evidence = [.. ((byte[][])[[1, 2, 3], [4, 5, 6]]).Select(bytes => new Evidence(Keccak256.Hash(bytes), bytes))],
    };

    /// <summary>The length of the last piece of evidence replaced.</summary>
    private static byte[] EvidenceOf(byte[] round, params byte[] length) => round.Patch(round.Length - 7, length);
}
