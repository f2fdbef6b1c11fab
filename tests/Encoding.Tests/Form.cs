using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding.Tests;

/// <summary>One canonical form: how to make random bytes of it, and how to read bytes and write what was read again.</summary>
/// <param name="Make">Valid bytes.</param>
/// <param name="Read">The refusal, or the bytes of what was decoded.</param>
public sealed record Form(Func<RandomForms, byte[]> Make, Func<byte[], (Refusal? Refusal, byte[]? Again)> Read)
{
    public static readonly IReadOnlyDictionary<string, Form> All = new Dictionary<string, Form>
    {
        ["statement"] = new(random => StatementCodec.Encode(random.Statement()), bytes => (StatementCodec.Decode(bytes, out var read), read is null ? bytes : StatementCodec.Encode(read))),
        ["price context"] = new(random => Write(random.PriceContext()), bytes => (ContextCodec.Decode(bytes, out PriceContext? read), read is null ? null : Write(read))),
        ["gap context"] = new(random => Write(random.GapContext()), bytes => (ContextCodec.Decode(bytes, out GapContext? read), read is null ? null : Write(read))),
        ["header"] = new(random => Write(random.Header()), bytes => (BatchHeaderCodec.Decode(bytes, out var read), read is null ? null : Write(read))),
        ["round"] = new(random => RoundCodec.Encode(random.Round()), bytes => (RoundCodec.Decode(bytes, out var read), read is null ? null : RoundCodec.Encode(read))),
        ["state"] = new(random => StateCodec.Encode(random.State()), bytes => (StateCodec.Decode(bytes, out var read), read is null ? null : StateCodec.Encode(read))),
        ["policy"] = new(random => PolicyCodec.Encode(RandomPolicies.Next(random, 2)), bytes => (PolicyCodec.Decode(bytes, out var read), read is null ? null : PolicyCodec.Encode(read))),
        ["attestation"] = new(random => AttestationCodec.Encode(Batch(random)), bytes => (AttestationCodec.Decode(bytes, out Attestation? read), read is null ? null : AttestationCodec.Encode(read))),
        ["statement attestation"] = new(random => AttestationCodec.Encode(One(random)), bytes => (AttestationCodec.Decode(bytes, out StatementAttestation? read), read is null ? null : AttestationCodec.Encode(read))),
        ["statement about accounts"] = new(random => StatementCodec.Encode(Of(random).Statement()), bytes => (StatementCodec.Decode(bytes, out var read), read is null ? bytes : StatementCodec.Encode(read))),
        ["collateral context"] = new(random => ContextCodec.Encode(Of(random).CollateralContext()), bytes => (ContextCodec.Decode(bytes, out CollateralContext? read), read is null ? null : ContextCodec.Encode(read))),
        ["market context"] = new(random => ContextCodec.Encode(Of(random).MarketKey()), bytes => (ContextCodec.Decode(bytes, out MarketKey? read), read is null ? null : ContextCodec.Encode(read))),
        ["chain context"] = new(random => ContextCodec.Encode(Of(random).ChainContext()), bytes => (ContextCodec.Decode(bytes, out ChainContext? read), read is null ? null : ContextCodec.Encode(read))),
        ["snapshot context"] = new(random => ContextCodec.Encode(Of(random).SnapshotContext()), bytes => (ContextCodec.Decode(bytes, out SnapshotContext? read), read is null ? null : ContextCodec.Encode(read))),
        ["collateral gap context"] = new(random => ContextCodec.Encode(Of(random).GapContext()), bytes => (ContextCodec.Decode(bytes, out CollateralGapContext? read), read is null ? null : ContextCodec.Encode(read))),
        ["round of accounts"] = new(random => CollateralRoundCodec.Encode(Of(random).Round()), bytes => (CollateralRoundCodec.Decode(bytes, out var read), read is null ? null : CollateralRoundCodec.Encode(read))),
        ["state of accounts"] = new(random => CollateralStateCodec.Encode(Of(random).State()), bytes => (CollateralStateCodec.Decode(bytes, out var read), read is null ? null : CollateralStateCodec.Encode(read))),
        ["policy for accounts"] = new(random => CollateralPolicyCodec.Encode(Of(random).Policy()), bytes => (CollateralPolicyCodec.Decode(bytes, out var read), read is null ? null : CollateralPolicyCodec.Encode(read))),
        ["round of a rotation"] = new(random => RotationRoundCodec.Encode(Rotation(random)), bytes => (RotationRoundCodec.Decode(bytes, out var read), read is null ? null : RotationRoundCodec.Encode(read))),
        ["state of rotations"] = new(random => RotationStateCodec.Encode(new(random.State().Shard, random.State().NextSequence, random.State().ObservedAt, random.Set())), bytes => (RotationStateCodec.Decode(bytes, out var read), read is null ? null : RotationStateCodec.Encode(read))),
        ["policy for rotations"] = new(random => RotationPolicyCodec.Encode(new(random.State().Shard, random.Below(3_600_001), 1 + random.Below(int.MaxValue), Ordinary(random))), bytes => (RotationPolicyCodec.Decode(bytes, out var read), read is null ? null : RotationPolicyCodec.Encode(read))),
        ["signatures"] = new(random => AttestationCodec.EncodeSignatures(Signatures(random)), bytes => (AttestationCodec.DecodeSignatures(bytes, out var read), read is null ? null : AttestationCodec.EncodeSignatures(read))),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static byte[] Write(PriceContext context)
    {
        var writer = new CanonicalWriter();
        ContextCodec.Write(writer, context);
        return writer.ToArray();
    }

    public static byte[] Write(GapContext context)
    {
        var writer = new CanonicalWriter();
        ContextCodec.Write(writer, context);
        return writer.ToArray();
    }

    public static byte[] Write(BatchHeader header)
    {
        var writer = new CanonicalWriter();
        BatchHeaderCodec.Write(writer, header);
        return writer.ToArray();
    }

    private static RandomCollateral Of(RandomForms random) => new(random);

    private static AttesterSet Ordinary(RandomForms random) => random.Set() is { Epoch: not AttesterSet.RecoveryEpoch } set ? set : Ordinary(random);

    private static RotationRound Rotation(RandomForms random)
    {
        var round = random.Round();
        return new()
        {
            Shard = round.Shard, Sequence = round.Sequence, PreviousDigest = round.PreviousDigest, Epoch = round.Epoch, ValidAfter = round.ValidAfter, ObservedAt = round.ObservedAt, PolicyDigest = round.PolicyDigest, Next = random.Set(),
        };
    }

    private static Attestation Batch(RandomForms random)
    {
        Leaf[] leaves = [.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => LeafOf(random))];
        return new(random.Header() with { LeafCount = (uint)leaves.Length }, leaves, Signatures(random));
    }

    private static StatementAttestation One(RandomForms random) => new(random.Header(), LeafOf(random), random.Several(AttestationCodec.MaximumProof, random.Hash), Signatures(random));

    private static Leaf LeafOf(RandomForms random) => new(StatementCodec.Encode(random.Statement()), random.Coin() ? Write(random.PriceContext()) : default);

    private static List<AttesterSignature> Signatures(RandomForms random) =>
        random.Several(5, () => new AttesterSignature((byte)random.Below(256), (byte[])[.. random.Hash().ToArray(), .. random.Hash().ToArray(), 27]));
}
