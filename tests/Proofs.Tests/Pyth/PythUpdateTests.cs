using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Proofs.Tests.Pyth;

public sealed class PythUpdateTests
{
    private const uint Timestamp = 1_714_746_101;
    private const long Now = Timestamp * 1_000L;
    private readonly DevRouters _routers = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(255)]
    public void Update_OfAnySizeOfSlot_VerifiesToWhatWasEncoded(int count)
    {
        var messages = Enumerable.Range(0, count).Select(i => (PythMessage)DevRouters.Price((byte)i, i - 7)).ToArray();
        var slot = _routers.Encoder().Sign(Timestamp, 99, messages);
        Assert.True(PythUpdate.TryVerify(slot.Update([.. Enumerable.Range(0, count)]), _routers.Trust(), Now, out var update, out var refusal), refusal?.ToString());
        Assert.Equal(messages, update.Messages.Select(proven => proven.Message));
        Assert.Equal((99ul, 99ul, Timestamp, true), (update.Slot, update.Vaa.Vaa.Sequence, update.Vaa.Vaa.Timestamp, update.IsWhole));
    }

    [Fact]
    public void Update_OfSomeMessagesInAnyOrder_ProvesEachByItself()
    {
        var twap = new PythMessage.Twap(Hash256.From([.. new byte[31], 9]), Int128.MinValue, UInt128.MaxValue, ulong.MaxValue, int.MinValue, long.MinValue, long.MaxValue, 1);
        PythMessage[] messages = [DevRouters.Price(1, long.MinValue + 5, long.MaxValue), twap, DevRouters.Price(3), new PythMessage.Unknown(7, new byte[] { 7, 1 })];
        var bytes = _routers.Encoder(1, 2, 3).Sign(Timestamp, 1, messages).Update([3, 1, 0]);
        Assert.True(PythUpdate.TryVerify(bytes, _routers.Trust(), Now, out var update, out var refusal), refusal?.ToString());
        Assert.Equal(7, Assert.IsType<PythMessage.Unknown>(update.Messages[0].Message).Type);
        Assert.Equal([7, 1], ((PythMessage.Unknown)update.Messages[0].Message).Bytes.ToArray());
        Assert.Equal([twap, messages[0]], update.Messages.Skip(1).Select(proven => proven.Message));
    }

    [Fact]
    public void TryVerify_OfAMessageWithFieldsOfALaterVersion_ReadsThoseItKnows()
    {
        var known = _routers.Encoder().Sign(Timestamp, 1, [DevRouters.Price(1)]).Update([0]);
        var longer = known.AsSpan(known.Length - 86, 85).ToArray().Concat(new byte[8]).ToArray();
        var bytes = _routers.Encoder().Sign(Timestamp, 1, [new PythMessage.Unknown(0, longer)]).Update([0]);
        Assert.True(PythUpdate.TryVerify(bytes, _routers.Trust(), Now, out var update, out _));
        Assert.Equal(DevRouters.Price(1), update.Messages[0].Message);
        Assert.Equal(93, update.Messages[0].Size);
    }

    [Fact]
    public void TryVerify_OfASignedMessageThatIsCutShort_RefusesThatOneOnly()
    {
        var bytes = _routers.Encoder().Sign(Timestamp, 1, [new PythMessage.Unknown(0, new byte[84]), DevRouters.Price(1)]).Update([0, 1]);
        Assert.True(PythUpdate.TryVerify(bytes, _routers.Trust(), Now, out var update, out _));
        Assert.Equal(DevRouters.Price(1), Assert.Single(update.Messages).Message);
        Assert.Equal((0, RejectionCode.Malformed), (Assert.Single(update.Refused).Index, update.Refused[0].Refusal.Code));
        Assert.False(update.IsWhole);
    }

    [Fact]
    public void TryVerify_OfAnInnerNodeAsMessage_IsRefused()
    {
        var slot = _routers.Encoder().Sign(Timestamp, 1, [DevRouters.Price(1), DevRouters.Price(2), DevRouters.Price(3), DevRouters.Price(4)]);
        var whole = slot.Update([0]);
        byte[] siblings = whole[^40..];
        byte[] forged = [.. whole[..(10 + slot.Vaa.Length)], 1, 0, 41, 1, .. siblings, 1, .. siblings[20..]];
        Assert.True(PythUpdate.TryVerify(forged, _routers.Trust(), Now, out var update, out var refusal), refusal?.ToString());
        Assert.Empty(update.Messages);
        Assert.IsType<ProofRefusal.BadProof>(Assert.Single(update.Refused).Refusal);
    }

    [Theory]
    [InlineData(0, 0xff, "begins with")]
    [InlineData(4, 2, "major version 2")]
    [InlineData(4, 0, "major version 0")]
    [InlineData(7, 1, "update type 1")]
    public void TryVerify_OfAnotherFormat_IsRefused(int offset, byte value, string problem)
    {
        var bytes = One();
        bytes[offset] = value;
        AssertMalformed(bytes, problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    public void TryVerify_OfAnyMinorVersionAndHeader_IsRead(byte number)
    {
        var bytes = One();
        byte[] later = [.. bytes[..5], number, number, .. new byte[number], .. bytes[7..]];
        Assert.True(PythUpdate.TryVerify(later, _routers.Trust(), Now, out var update, out _));
        Assert.Equal(number, update.Minor);
    }

    [Fact]
    public void TryVerify_OfBytesAfterTheLastMessage_IsRefused() => AssertMalformed([.. One(), 0], "1 bytes after the last message");

    [Fact]
    public void TryVerify_OfEveryPrefix_IsRefused()
    {
        var bytes = One();
        for (var i = 0; i < bytes.Length; i++) AssertMalformed(bytes[..i], string.Empty);
    }

    [Fact]
    public void TryVerify_OfAnOversizedUpdate_IsRefused()
    {
        Assert.False(PythUpdate.TryVerify(new byte[PythUpdate.MaximumSize + 1], _routers.Trust(), Now, out _, out var refusal));
        Assert.Equal(RejectionCode.Oversized, refusal.Code);
    }

    [Fact]
    public void TryVerify_OfAnotherEmitter_IsRefused()
    {
        var other = DevRouters.Source with { Chain = 1 };
        var bytes = new PythUpdateEncoder(other, 0, [0, 1, 2], _routers.Sign).Sign(Timestamp, 1, [DevRouters.Price(1)]).Update([0]);
        Assert.False(PythUpdate.TryVerify(bytes, _routers.Trust(), Now, out _, out var refusal));
        Assert.Equal(new ProofRefusal.WrongEmitter(other, DevRouters.Source), refusal);
    }

    [Theory]
    [InlineData("41555755000000000000000001000027100000000000000000000000000000000000000000")]
    [InlineData("41555756010000000000000001000027100000000000000000000000000000000000000000")]
    [InlineData("415557560000000000000000010000271000000000000000000000000000000000000000")]
    [InlineData("")]
    public void TryVerify_OfASignedPayloadOfAnotherForm_IsRefused(string payload)
    {
        var body = Proofs.Wormhole.VaaEncoder.Body(Timestamp, 0, DevRouters.Source, 1, 1, Convert.FromHexString(payload));
        var vaa = Proofs.Wormhole.VaaEncoder.Encode(0, [0, 1, 2], _routers.Sign, body);
        byte[] bytes = [.. "PNAU"u8, 1, 0, 0, 0, (byte)(vaa.Length >> 8), (byte)(vaa.Length & 0xff), .. vaa, 0];
        AssertMalformed(bytes, "payload");
    }

    [Fact]
    public void TryVerify_OfAMainnetUpdateAfterItsSetExpired_IsRefused()
    {
        var bytes = Recorded.Bytes(Recorded.Read("pyth/updates/gs3_20240219T172056_1u_BTCUSD.json"));
        var expiry = Recorded.Guardians.Find(3)!.ExpiresAt!.Value;
        Assert.True(PythUpdate.TryVerify(bytes, Recorded.Mainnet, expiry, out _, out _));
        Assert.False(PythUpdate.TryVerify(bytes, Recorded.Mainnet, expiry + 1, out _, out var refusal));
        Assert.Equal(new ProofRefusal.ExpiredSet("wormhole-mainnet", 3, expiry, expiry + 1), refusal);
    }

    private byte[] One() => _routers.Encoder().Sign(Timestamp, 1, [DevRouters.Price(1)]).Update([0]);

    private void AssertMalformed(byte[] bytes, string problem)
    {
        Assert.False(PythUpdate.TryVerify(bytes, _routers.Trust(), Now, out var update, out var refusal));
        Assert.Null(update);
        Assert.Equal(RejectionCode.Malformed, refusal.Code);
        Assert.Contains(problem, refusal.Detail, StringComparison.Ordinal);
    }
}
