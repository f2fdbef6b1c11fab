using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Verifier;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Chains of batches over which the accepted attester sets change: ordinary rotations, the grace of the epoch before, recovery.</summary>
public static class RotationVectors
{
    private const long Start = Setting.Start;
    private const long Hour = 3_600_000;
    private const long Delay = 2 * Setting.Day;

    private static readonly AttesterSet First = Setting.Five;
    private static readonly AttesterSet Second = TestAttesters.Set(2, 3, Start + Hour, Start + (60 * Setting.Day), 4, 5, 6, 7);
    private static readonly AttesterSet Third = TestAttesters.Set(3, 2, Start + (3 * Hour), Start + (90 * Setting.Day), 8, 9, 10);
    private static readonly AttesterSet Short = TestAttesters.Set(1, 2, Start - Setting.Day, Start + Hour + 60_000, 1, 2, 3);
    private static readonly AttesterSet Rescue = TestAttesters.Set(AttesterSet.RecoveryEpoch, 2, 0, UnixTime.MaxValue, 30, 31, 32);
    private static readonly RecoveryRule Rule = new(Rescue, Delay);
    private static readonly long Expiry = First.ExpiresAt;

    /// <summary>One batch shown to the verifier at a time; where it states a set, the verifier is told to follow it.</summary>
    private sealed record Step(AttesterSet Signer, AttesterSet? States, long ObservedAt, long? Now, RefusalCode? Refusal, uint EpochAfter);

    public static JsonArray Build(SignatureBook book) =>
    [
        Chain(
            book, "ordinary: each epoch names the next, the one before is accepted for one hour",
            new() { Recovery = Rule },
            new(First, Second, Start, Start, null, 2),
            new(First, null, Start + 1_000, Start + 1_000, null, 2),
            new(Second, null, Start + 1_000, Start + 1_000, RefusalCode.EpochNotYetValid, 2),
            new(Second, null, Start + Hour, Start + Hour - 1, RefusalCode.EpochNotYetValid, 2),
            new(Second, null, Start + Hour, Start + Hour, null, 2),
            new(First, null, Start + (2 * Hour) - 1, Start + (2 * Hour) - 1, null, 2),
            new(First, null, Start + (2 * Hour) - 1, Start + (2 * Hour), RefusalCode.EpochExpired, 2),
            new(First, null, Start + (2 * Hour) - 1, null, null, 2),
            new(First, null, Start + (2 * Hour), null, RefusalCode.EpochExpired, 2),
            new(Second, Third, Start + (2 * Hour), Start + (2 * Hour), null, 3),
            new(First, null, Start + (2 * Hour), Start + (2 * Hour), RefusalCode.UnknownEpoch, 3),
            new(Third, null, Start + (3 * Hour), Start + (3 * Hour), null, 3)),
        Chain(
            book, "the grace ends with the old set's own expiry",
            new() { Anchor = Short },
            new(Short, Second, Start, Start, null, 2),
            new(Short, null, Start + Hour, Start + Hour + 59_999, null, 2),
            new(Short, null, Start + Hour, Start + Hour + 60_000, RefusalCode.EpochExpired, 2)),
        Chain(
            book, "a verifier that grants no grace",
            new() { GraceMs = 0 },
            new(First, Second, Start, Start, null, 2),
            new(First, null, Start + Hour - 1, Start + Hour - 1, null, 2),
            new(First, null, Start + Hour - 1, Start + Hour, RefusalCode.EpochExpired, 2)),
        Chain(
            book, "out of order: epochs follow one by one and the current one names the next",
            new(),
            new(First, Third, Start, Start, RefusalCode.BadRotation, 1),
            new(First, First, Start, Start, RefusalCode.BadRotation, 1),
            new(First, Second, Start, Start, null, 2),
            new(First, Second, Start + 1_000, Start + 1_000, RefusalCode.BadRotation, 2),
            new(First, Third, Start + 1_000, Start + 1_000, RefusalCode.BadRotation, 2)),
        Chain(
            book, "recovery: after expiry, with delay",
            new() { Recovery = Rule },
            new(Rescue, Recovered(Expiry + Delay), Start, Start, RefusalCode.EpochNotYetValid, 1),
            new(First, Second, Expiry - 1, Expiry, RefusalCode.EpochExpired, 1),
            new(Rescue, Recovered(Expiry + Delay - 1), Expiry, Expiry, RefusalCode.BadRotation, 1),
            new(Rescue, Recovered(Expiry + Delay), Expiry, Expiry, null, 2),
            new(Recovered(Expiry + Delay), null, Expiry + Delay - 1, Expiry + Delay - 1, RefusalCode.EpochNotYetValid, 2),
            new(Recovered(Expiry + Delay), null, Expiry + Delay, Expiry + Delay, null, 2),
            new(Rescue, null, Expiry + Delay, Expiry + Delay, RefusalCode.EpochNotYetValid, 2)),
        Chain(
            book, "recovery announced before expiry by a batch that is only shown after it: takes effect after expiry, not before",
            new() { Recovery = new(Rescue, 1_000) },
            new(Rescue, Recovered(Expiry - 1), Expiry - 10_000, Expiry, RefusalCode.BadRotation, 1),
            new(Rescue, Recovered(Expiry), Expiry - 10_000, Expiry, null, 2)),
        Chain(
            book, "no recovery set was named: after expiry nobody rotates",
            new(),
            new Step(Rescue, Recovered(Expiry + Delay), Expiry, Expiry, RefusalCode.UnknownEpoch, 1)),
    ];

    private static AttesterSet Recovered(long validFrom) => TestAttesters.Set(2, 2, validFrom, validFrom + (30 * Setting.Day), 20, 21, 22);

    private static JsonObject Chain(SignatureBook book, string name, Setting setting, params Step[] steps) => Object(
        ("name", name),
        ("options", (setting with { Now = null }).ToJson()),
        ("steps", Array(steps, step => Object(
            ("attestation", Hex.Encode(Batch(book, step).Bytes)),
            ("now", step.Now is { } now ? Number(now) : null),
            ("rotatesTo", step.States is null ? null : Number(step.States.Epoch)),
            ("refusal", step.Refusal?.ToString()),
            ("epochAfter", Number(step.EpochAfter))))));

    private static BatchBuilder Batch(SignatureBook book, Step step)
    {
        List<Encoding.Leaf> leaves = [SampleLeaves.WithoutContext(SampleLeaves.EthUsd)];
        if (step.States is not null) leaves.Add(SampleLeaves.Set(step.States));
        return new(book, leaves) { Set = step.Signer, Signers = [.. Enumerable.Range(0, step.Signer.Threshold)], ObservedAt = step.ObservedAt };
    }
}
