using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Tests.Wormhole;

public sealed class SignerSetsTests
{
    private static readonly JsonElement Upgrades = Recorded.Read("wormhole/guardian_set_upgrade_vaas.json").GetProperty("vaas");

    [Fact]
    public void TryFollow_OfTheRealUpgrades_LeadsFromGenesisToSetSeven()
    {
        var sets = Genesis();
        foreach (var upgrade in Upgrades.EnumerateArray())
        {
            Assert.True(sets.TryFollow(Recorded.Bytes(upgrade), out var next, out var refusal), refusal?.ToString());
            Assert.Equal(upgrade.GetProperty("to").GetUInt32(), next.Newest!.Index);
            Assert.Equal((upgrade.GetProperty("timestamp").GetInt64() + 86_400) * 1_000, next.Find(upgrade.GetProperty("from").GetUInt32())!.ExpiresAt);
            Assert.Null(next.Newest.ExpiresAt);
            sets = next;
        }

        AssertRecorded(sets);
        AssertRecorded(Recorded.Guardians);
    }

    [Fact]
    public void TryFollow_OfASkippedUpgrade_IsRefused() =>
        AssertRefused(Genesis(), Upgrade(1), new ProofRefusal.UnknownSet("wormhole-mainnet", 1));

    [Fact]
    public void TryFollow_OfAnUpgradeSignedByAnOlderSet_IsRefused() =>
        AssertRefused(Follow(2), Upgrade(0), new ProofRefusal.NotNewestSet("wormhole-mainnet", 0, 2));

    [Fact]
    public void TryFollow_Twice_IsRefused() =>
        AssertRefused(Follow(1), Upgrade(0), new ProofRefusal.NotNewestSet("wormhole-mainnet", 0, 1));

    [Fact]
    public void TryFollow_WithAnyByteOfHeaderFirstSignatureOrBodyChanged_IsRefused()
    {
        var (sets, vaa) = (Follow(4), Upgrade(4));
        for (var i = 0; i < vaa.Length; i++)
        {
            if (i == 6 + 66) i += 66 * 12;
            vaa[i] ^= 1;
            Assert.False(sets.TryFollow(vaa, out _, out var refusal), $"byte {i}");
            Assert.NotNull(refusal);
            vaa[i] ^= 1;
        }
    }

    [Fact]
    public void TryFollow_WithoutGovernance_IsRefused() =>
        AssertRefused(SignerSets.Create("wormhole-mainnet", null, Genesis().Sets), Upgrade(0), RejectionCode.WrongEmitter);

    [Fact]
    public void TryFollow_WithoutASet_IsRefused() =>
        AssertRefused(SignerSets.Create("wormhole-mainnet", null, []), Upgrade(0), new ProofRefusal.UnknownSet("wormhole-mainnet", 0));

    [Theory]
    [InlineData(2u, RejectionCode.UnknownSignerSet)]
    [InlineData(0u, RejectionCode.UnknownSignerSet)]
    [InlineData(uint.MaxValue, RejectionCode.UnknownSignerSet)]
    public void TryFollow_OfASignedUpgradeToAnotherThanTheNextIndex_IsRefused(uint index, RejectionCode code)
    {
        using var signer = DevSigner.New();
        AssertRefused(Dev(signer), Signed(signer, Payload(index, [signer.Address])), code);
    }

    [Fact]
    public void TryFollow_OfASignedUpgradeOfAnotherEmitter_IsRefused()
    {
        using var signer = DevSigner.New();
        AssertRefused(Dev(signer), Signed(signer, Payload(1, [signer.Address]), new Emitter(2, Governance.Address)), RejectionCode.WrongEmitter);
    }

    public static TheoryData<string, byte[]> BadPayloads => new()
    {
        { "another module", Payload(1, [Member], module: 0x66) },
        { "another action", Payload(1, [Member], action: 1) },
        { "one chain only", Payload(1, [Member], chain: 2) },
        { "no members", Payload(1, []) },
        { "a member twice", Payload(1, [Member, Member]) },
        { "the zero address", Payload(1, [Member, default]) },
        { "a byte too many", [.. Payload(1, [Member]), 0] },
        { "a byte too few", Payload(1, [Member])[..^1] },
        { "nothing", [] },
    };

    [Theory]
    [MemberData(nameof(BadPayloads))]
    public void TryFollow_OfASignedUpgradeOfBadForm_IsRefused(string what, byte[] payload)
    {
        using var signer = DevSigner.New();
        AssertRefused(Dev(signer), Signed(signer, payload), RejectionCode.Malformed, what);
    }

    [Fact]
    public void TryFollow_OfASignedUpgrade_GivesTheNextSet()
    {
        using var signer = DevSigner.New();
        Assert.True(Dev(signer).TryFollow(Signed(signer, Payload(1, [Member, signer.Address])), out var next, out _));
        Assert.Equal([Member, signer.Address], next.Newest!.Members);
        Assert.Equal(2, next.Newest.Quorum);
        Assert.Equal(1_700_000_000_000 + SignerSets.GraceMs, next.Find(0)!.ExpiresAt);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(13, 9)]
    [InlineData(19, 13)]
    public void MoreThanTwoThirds_IsWormholesQuorum(int members, int quorum) => Assert.Equal(quorum, SignerSet.MoreThanTwoThirds(members));

    [Theory]
    [InlineData(2, 5)]
    [InlineData(6, 5)]
    [InlineData(0, 1)]
    [InlineData(2, 4)]
    public void Create_WithAQuorumThatIsNoMajority_IsRefused(int quorum, int members)
    {
        Assert.Null(SignerSet.Create("f", 0, quorum, null, [.. Enumerable.Range(1, members).Select(Address)], out var problem));
        Assert.Contains("quorum", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithTwoSetsOfOneIndex_Throws() =>
        Assert.Throws<ArgumentException>(() => SignerSets.Create("wormhole-mainnet", null, [.. Genesis().Sets, .. Genesis().Sets]));

    private static readonly Emitter Governance = new(1, Hash256.From([.. new byte[31], 4]));
    private static readonly EvmAddress Member = Address(7);

    private static EvmAddress Address(int number) => EvmAddress.From([.. new byte[19], (byte)number]);

    private static SignerSets Genesis() => SignerSets.Create("wormhole-mainnet", Governance, [Recorded.Guardians.Sets[0] is { } set
        ? SignerSet.Create("wormhole-mainnet", 0, 1, null, set.Members, out _)!
        : throw new InvalidOperationException()]);

    private static SignerSets Follow(int upgrades)
    {
        var sets = Genesis();
        for (var i = 0; i < upgrades; i++)
        {
            Assert.True(sets.TryFollow(Upgrade(i), out var next, out _));
            sets = next;
        }

        return sets;
    }

    private static byte[] Upgrade(int from) => Recorded.Bytes(Upgrades[from]);

    private static SignerSets Dev(DevSigner signer) =>
        SignerSets.Create("dev", Governance, [SignerSet.Create("dev", 0, 1, null, [signer.Address], out _)!]);

    private static byte[] Signed(DevSigner signer, byte[] payload, Emitter? emitter = null) =>
        VaaEncoder.Encode(0, [0], (digest, _) => signer.Sign(digest), VaaEncoder.Body(1_700_000_000, 0, emitter ?? Governance, 1, 0, payload));

    private static byte[] Payload(uint index, EvmAddress[] members, byte module = 0x65, byte action = 2, byte chain = 0) =>
    [
        .. new byte[28], 0x43, 0x6f, 0x72, module, action, 0, chain, .. Hash256.From([.. new byte[28], .. BigEndian(index)]).ToArray()[28..], (byte)members.Length,
        .. members.SelectMany(member => member.ToArray()),
    ];

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static void AssertRecorded(SignerSets sets)
    {
        var expected = Recorded.Read("wormhole/guardian_sets.json").GetProperty("sets").EnumerateArray().ToArray();
        Assert.Equal(expected.Length, sets.Sets.Count);
        foreach (var set in expected)
        {
            var actual = sets.Find(set.GetProperty("index").GetUInt32())!;
            Assert.Equal(set.GetProperty("addresses").EnumerateArray().Select(address => EvmAddress.Parse(address.GetString()!)), actual.Members);
            Assert.Equal(actual.Index == 0 ? 1 : 13, actual.Quorum);
        }
    }

    private static void AssertRefused(SignerSets sets, byte[] vaa, ProofRefusal expected)
    {
        Assert.False(sets.TryFollow(vaa, out var next, out var refusal));
        Assert.Null(next);
        Assert.Equal(expected, refusal);
    }

    private static void AssertRefused(SignerSets sets, byte[] vaa, RejectionCode code, string? what = null)
    {
        Assert.False(sets.TryFollow(vaa, out _, out var refusal), what);
        Assert.Equal(code, refusal.Code);
    }
}
