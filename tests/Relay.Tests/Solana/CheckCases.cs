using System.Buffers.Binary;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Solana;

namespace CrossChainOracle.Relay.Tests.Solana;

/// <summary>One transaction, where a consumer looks in it, and what its check must say.</summary>
/// <param name="Instructions">Of the transaction.</param>
/// <param name="Expect"><c>ok</c> or the name of the rule in docs/solana.md.</param>
internal sealed record CheckCase(string Name, IReadOnlyList<SolanaInstruction> Instructions, string Expect)
{
    public const string Sysvar = "Sysvar1nstructions1111111111111111111111111";

    /// <summary>Whether the runtime executes it: the cases that count are those.</summary>
    public bool Runs { get; init; } = true;

    public string Account { get; init; } = Sysvar;

    public int Index { get; init; } = SolanaEncoder.VerificationIndex;

    public string Feed { get; init; } = "ETH/USD";

    public string Shard { get; init; } = "core";

    public ulong? Stored { get; init; } = 11;

    public long Now { get; init; } = SolanaKit.Start + 1_000;
}

/// <summary>A good posting, and for each rule of docs/solana.md what its breach looks like where the runtime sees nothing wrong.</summary>
internal static class CheckCases
{
    private const int Signers = 3;
    private const int Address = 1 + (Signers * VerificationInstruction.OffsetsSize);

    private static readonly int PreImage = VerificationInstruction.PreImageOffset(Signers);
    private static readonly int Header = PreImage + SigningDomain.PreImageSize;
    private static readonly int Proof = Header + BatchHeaderCodec.Size;

    private static readonly AttesterSet Set = SolanaKit.Set(Signers);
    private static readonly PriceStatement[] Prices = [.. ((string[])["ETH/USD", "FEED1", "FEED2", "FEED3"]).Select(feed => SolanaKit.Price(feed))];
    private static readonly StatementAttestation Attestation = SolanaKit.Attest(Set, Prices);
    private static readonly byte[] Good = Data(Attestation);

    public static IEnumerable<CheckCase> All() => [.. Whole(), .. Places(), .. People(), .. Signed(), .. Statements(), .. Times()];

    private static IEnumerable<CheckCase> Whole()
    {
        yield return new("a good posting", Before(Good), "ok");
        yield return new("with a memo", [.. Before(Good), SolanaPrograms.MemoOf("cco")], "ok");
        yield return new("the first of its feed", Before(Good), "ok") { Stored = null };
        yield return new("five signers", Before(Data(SolanaKit.Attest(SolanaKit.Set(5), Prices), SolanaKit.Set(5))), "ok");
        yield return new("read from an account of the caller's", Before(Good), "WrongSysvar") { Account = new SolanaKit.Payer(9).Address.ToString() };
        yield return new("another instruction is pointed at", Before(Good), "WrongProgram") { Index = 0 };
        yield return new("no instruction is pointed at", Before(Good), "WrongProgram") { Index = 3 };
        yield return new("the same bytes for a program of the attacker's", [.. Before(Good)[..2], new(new SolanaKit.Payer(9).Address, [], Good)], "WrongProgram") { Runs = false };
        yield return new("ends within its header", Before(Good[..(Header + 100)]), "Truncated");
        yield return new("ends after its header", Before(Good[..Proof]), "Truncated");
        yield return new("no signature", Before([0, .. Good[1..]]), "Truncated") { Runs = false };
    }

    /// <summary>The runtime verifies what offsets name; a consumer reads what stands in its place.</summary>
    private static IEnumerable<CheckCase> Places()
    {
        foreach (var (what, field) in ((string, int)[])[("signature", 2), ("address", 5), ("message", 10)])
        {
            var one = Data(SolanaKit.Attest(SolanaKit.Set(1), Prices), SolanaKit.Set(1));
            byte[] other = [.. one[..(VerificationInstruction.PreImageOffset(1) + SigningDomain.PreImageSize)]];
            foreach (var at in (int[])[2, 5, 10]) other[1 + at] = 3;
            one[1 + field] = 3;
            yield return new($"the {what} stands in another instruction", [.. Before(one), new(SolanaPrograms.Secp256k1, [], other)], "WrongIndex");
        }

        yield return new("everything stands in another instruction, by somebody else", Hijacked(), "WrongIndex");
        yield return new("the message that was signed stands behind", Before(Displaced()), "WrongOffsets");
        yield return new("one signature three times", Before(Patched(data =>
        {
            for (var i = 1; i < Signers; i++) data.AsSpan(1, 5).CopyTo(data.AsSpan(1 + (i * VerificationInstruction.OffsetsSize)));
        })), "WrongOffsets");
        yield return new("a message that is shorter", Before(Shortened()), "WrongOffsets");
    }

    private static IEnumerable<CheckCase> People()
    {
        yield return new("two of three", Before(Data(Attestation, Set, 2)), "TooFewSignatures");
        yield return new("one member twice", Before(Patched(data => data.AsSpan(Address, VerificationInstruction.SignerSize).CopyTo(data.AsSpan(Address + VerificationInstruction.SignerSize)))), "SignerOrder");
        yield return new("in another order", Before(Patched(data =>
        {
            var first = data.AsSpan(Address, VerificationInstruction.SignerSize).ToArray();
            data.AsSpan(Address + VerificationInstruction.SignerSize, VerificationInstruction.SignerSize).CopyTo(data.AsSpan(Address));
            first.CopyTo(data.AsSpan(Address + VerificationInstruction.SignerSize));
        })), "SignerOrder");
        var strangers = TestAttesters.Set(Set.Epoch, 3, Set.ValidFrom, Set.ExpiresAt, 20, 21, 22);
        yield return new("three that are nobody", Before(Data(SolanaKit.Attest(strangers, Prices), strangers)), "UnknownSigner");
        var mixed = TestAttesters.Set(Set.Epoch, 3, Set.ValidFrom, Set.ExpiresAt, 1, 2, 20);
        yield return new("one that is nobody", Before(Data(SolanaKit.Attest(mixed, Prices), mixed)), "UnknownSigner");
        yield return new("the other form of a signature", Before(Patched(data =>
        {
            var s = data.AsSpan(Address + EvmAddress.Size + 32, 32);
            Secp256k1.NegateS(s.ToArray(), s);
            data[Address + VerificationInstruction.SignerSize - 1] ^= 1;
        })), "BadSignature");
    }

    private static IEnumerable<CheckCase> Signed()
    {
        Leaf[] leaves = [.. Prices.Select(price => new Leaf(StatementCodec.Encode(price), default))];
        var elsewhere = new SigningDomain("crosschainoracle:elsewhere");
        yield return new("signed for another deployment", Before(VerificationInstruction.Encode(SolanaKit.Attest(Set, Attestation.Header, leaves, elsewhere), Set, elsewhere, Signers, 2)), "WrongDomain");
        foreach (var (field, at) in ((string, int)[])[("sequence", 15), ("validAfter", 20), ("observedAt", 27), ("leafCount", 31), ("previousDigest", 90), ("stateDigest", 120), ("inputsRoot", 150), ("root", 180), ("body", 210)])
        {
            yield return new($"another {field} than was signed", Before(Patched(data => data[Header + at] ^= 1)), "WrongHeader");
        }

        yield return new("another statement than was signed", Before(Patched(data => data[^40] ^= 1)), "WrongRoot");
        yield return new("another node than was signed", Before(Patched(data => data[Proof + 20] ^= 1)), "WrongRoot");
        yield return new("a node fewer", Before(Patched(data => data[Proof]--)), "WrongRoot");
        yield return new("a byte behind", Before([.. Good, 0]), "WrongRoot");
        yield return new("more nodes than a proof has", Before(Patched(data => data[Proof] = 17)), "Truncated");
        yield return new("of schema 2", Before(Of(header => header with { Schema = 2 })), "UnsupportedVersion");
        yield return new("made by other rules", Before(Of(header => header with { Algorithm = 2 })), "UnknownAlgorithm");
        yield return new("of another shard", Before(Of(header => header with { Shard = ShardId.Parse("other") })), "WrongShard");
        yield return new("for another audience", Before(Of(header => header with { Audience = Keccak256.Hash("them"u8) })), "WrongAudience");
        yield return new("for us alone", Before(Of(header => header with { Audience = Keccak256.Hash("us"u8) })), "ok");
        yield return new("of an epoch to come", Before(Of(header => header with { Epoch = 9 })), "UnknownEpoch");
    }

    private static IEnumerable<CheckCase> Statements()
    {
        yield return new("a gap", Before(Data(SolanaKit.Attest(Set, [new GapStatement
        {
            Feed = FeedId.Parse("ETH/USD"), Reason = GapReason.NoQuorum, Breaker = BreakerState.Closed, Quorum = 2, From = 1, To = 2, Context = default,
        }]))), "WrongStatement");
        yield return new("of another feed", Before(Good), "WrongStatement") { Feed = "BTC/USD" };
        yield return new("of value zero", Before(Raw(data => data.AsSpan(32, 16).Clear())), "WrongStatement");
        yield return new("of a negative half-width", Before(Raw(data => data[48] = 0x80)), "WrongStatement");
        yield return new("of a breaker that is none", Before(Raw(data => data[1] = 0x7f)), "WrongStatement");
        yield return new("of another kind", Before(Raw(data => data[0] = 10)), "WrongStatement");
        yield return new("not good for opening", Before(Raw(data => data[1] = 30)), "NotGoodFor");
        yield return new("with an open breaker", Before(Raw(data => data[1] = 0x5f)), "NotGoodFor");
    }

    private static IEnumerable<CheckCase> Times()
    {
        yield return new("a second time", Before(Good), "Replay") { Stored = 12 };
        yield return new("after a newer one", Before(Good), "OlderSequence") { Stored = 13 };
        yield return new("in its last millisecond", Before(Good), "ok") { Now = SolanaKit.Start + 60_000 };
        yield return new("a millisecond later", Before(Good), "Expired") { Now = SolanaKit.Start + 60_001 };
        yield return new("as far ahead as is allowed", Before(Good), "ok") { Now = SolanaKit.Start - 2_000 };
        yield return new("farther ahead", Before(Good), "Ahead") { Now = SolanaKit.Start - 2_001 };
        yield return new("before its epoch", Before(Of(header => header with { Epoch = 8 })), "EpochNotYetValid");
        yield return new("after its epoch", Before(Of(header => header with { Epoch = 6 })), "EpochExpired");
    }

    private static SolanaInstruction[] Before(byte[] data) => [SolanaPrograms.UnitLimit(20_000), SolanaPrograms.UnitPrice(0), new(SolanaPrograms.Secp256k1, [], data)];

    private static byte[] Data(StatementAttestation attestation, AttesterSet? set = null, int? signers = null) =>
        VerificationInstruction.Encode(attestation, set ?? Set, SolanaKit.Domain, signers ?? (set ?? Set).Threshold, SolanaEncoder.VerificationIndex);

    private static byte[] Patched(Action<byte[]> patch)
    {
        byte[] data = [.. Good];
        patch(data);
        return data;
    }

    /// <summary>Signed as it is, with another header.</summary>
    private static byte[] Of(Func<BatchHeader, BatchHeader> change)
    {
        var leaves = Prices.Select(price => new Leaf(StatementCodec.Encode(price), default)).ToArray();
        return Data(SolanaKit.Attest(Set, change(SolanaKit.Header(leaves)), leaves, SolanaKit.Domain));
    }

    /// <summary>Signed as it is, with a statement that attesters never make.</summary>
    private static byte[] Raw(Action<byte[]> patch)
    {
        var bytes = StatementCodec.Encode(Prices[0]);
        patch(bytes);
        Leaf[] leaves = [new(bytes, default)];
        return Data(SolanaKit.Attest(Set, SolanaKit.Header(leaves), leaves, SolanaKit.Domain));
    }

    /// <summary>Real addresses and a made-up price in its place; what is verified is another instruction, that of a stranger.</summary>
    private static SolanaInstruction[] Hijacked()
    {
        var strangers = TestAttesters.Set(Set.Epoch, 1, Set.ValidFrom, Set.ExpiresAt, 20);
        var theirs = VerificationInstruction.Encode(SolanaKit.Attest(strangers, Prices), strangers, SolanaKit.Domain, 1, 3);
        var trusted = SolanaKit.Set(1);
        var made = Data(SolanaKit.Attest(strangers, [SolanaKit.Price(value: "1")]), trusted);
        foreach (var at in (int[])[2, 5, 10]) made[1 + at] = 3;
        return [.. Before(made), new(SolanaPrograms.Secp256k1, [], theirs.AsMemory(0, VerificationInstruction.PreImageOffset(1) + SigningDomain.PreImageSize))];
    }

    /// <summary>The genuine pre-image is verified at the end; in its place stands that of a made-up header.</summary>
    private static byte[] Displaced()
    {
        var made = SolanaKit.Attest(Set, [SolanaKit.Price(value: "1")]) with { Signatures = Attestation.Signatures };
        byte[] data = [.. Data(made), .. SolanaKit.Domain.PreImage(Attestation.Header)];
        for (var i = 0; i < Signers; i++) BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(1 + (i * VerificationInstruction.OffsetsSize) + 6), (ushort)(data.Length - SigningDomain.PreImageSize));
        return data;
    }

    /// <summary>Had attesters ever signed the hash of less than a pre-image.</summary>
    private static byte[] Shortened() => Patched(data =>
    {
        const int length = 34;
        var signatures = TestAttesters.Sign(Set, Keccak256.Hash(data.AsSpan(PreImage, length)), 0, 1, 2);
        for (var i = 0; i < Signers; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(1 + (i * VerificationInstruction.OffsetsSize) + 8), length);
            var at = Address + (i * VerificationInstruction.SignerSize) + EvmAddress.Size;
            signatures[i].Bytes.Span.CopyTo(data.AsSpan(at));
            data[at + 64] -= 27;
        }
    });
}
