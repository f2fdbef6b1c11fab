using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Tests.Wormhole;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Tests.Pyth;

public sealed class PythUpdateTestsVectors
{
    public static TheoryData<string> Real => [.. Recorded.Files("pyth", "updates"), .. Recorded.Files("pyth", "negative")];

    public static TheoryData<string> Synthetic => [.. Recorded.Files("pyth", "synthetic")];

    [Theory]
    [MemberData(nameof(Real))]
    public void TryVerify_OfARecordedMainnetUpdate_GivesItsPublishedValues(string file)
    {
        var expected = Recorded.Read(file);
        var bytes = Recorded.Bytes(expected);
        Assert.Equal(bytes, Convert.FromBase64String(Recorded.Text(expected, "base64")));
        Assert.Equal(expected.GetProperty("byte_length").GetInt32(), bytes.Length);
        Assert.True(PythUpdate.TryReadTime(bytes, out var time, out var refusal), refusal?.ToString());
        Assert.True(PythUpdate.TryVerify(bytes, Recorded.Mainnet, time, out var update, out refusal), refusal?.ToString());
        AssertUpdate(expected.GetProperty("decoded"), update);
        Assert.Equal(file.Contains("/updates/", StringComparison.Ordinal), update.IsWhole);
    }

    [Theory]
    [MemberData(nameof(Synthetic))]
    public void TryVerify_OfASyntheticUpdate_IsRefusedOnMainnetForItsSignature(string file)
    {
        var bytes = Recorded.Bytes(Recorded.Read(file));
        var time = PythUpdate.TryReadTime(bytes, out var at, out _) ? at : 0;
        Assert.False(PythUpdate.TryVerify(bytes, Recorded.Mainnet, time, out _, out var refusal));
        var isMajor60 = file.Contains("v60", StringComparison.Ordinal);
        var isAfterGenesis = time > 0;
        Assert.Equal(isMajor60 ? RejectionCode.Malformed : isAfterGenesis ? RejectionCode.ExpiredSignerSet : RejectionCode.BadSignature, refusal.Code);
    }

    [Theory]
    [MemberData(nameof(Synthetic))]
    public void TryVerify_OfASyntheticUpdate_GivesWhatItsOwnChainBelieves(string file)
    {
        var expected = Recorded.Read(file);
        var decoded = expected.GetProperty("decoded");
        var vaa = decoded.GetProperty("vaa");
        var source = new Emitter(vaa.GetProperty("emitter_chain").GetUInt16(), Hash256.Parse(Recorded.Text(vaa, "emitter_address")));
        var trust = Recorded.Of(Recorded.Text(vaa.GetProperty("signers")[0], "recovered_address"), source);
        var bytes = Recorded.Bytes(expected);
        var verified = PythUpdate.TryVerify(bytes, trust, vaa.GetProperty("timestamp").GetInt64() * 1_000, out var update, out var refusal);
        if (decoded.GetProperty("major").GetInt32() != 1)
        {
            Assert.Equal(new ProofRefusal.Malformed("update", 4, "major version 60, not 1"), refusal);
        }
        else if (Recorded.Text(decoded.GetProperty("payload"), "magic") != "AUWV")
        {
            Assert.Equal(RejectionCode.Malformed, refusal!.Code);
        }
        else
        {
            Assert.True(verified, refusal?.ToString());
            AssertUpdate(decoded, update!);
            var other = new PythTrust(trust.Signers.Families, source with { Chain = 7 });
            Assert.False(PythUpdate.TryVerify(bytes, other, 0, out _, out var wrong));
            Assert.Equal(new ProofRefusal.WrongEmitter(source, other.Source), wrong);
        }
    }

    [Fact]
    public void TryVerify_OfTheUpdatesOfTheTonSuite_GivesItsHandWrittenNumbers()
    {
        var constants = Recorded.Read("pyth/ton_expected_constants.json").GetProperty("constants");
        var prices = Recorded.Files("pyth", "updates").SelectMany(Feeds).ToLookup(feed => feed.Price);
        var names = constants.EnumerateObject().Where(entry => entry.Name.EndsWith("_PRICE", StringComparison.Ordinal) && !entry.Name.Contains("_EMA_", StringComparison.Ordinal)).ToArray();
        var found = 0;
        foreach (var name in names.Select(entry => entry.Name[..^"_PRICE".Length]))
        {
            var candidates = prices[Constant(name + "_PRICE")].ToArray();
            if (candidates.Length == 0) continue;
            found++;
            Assert.Contains(candidates, feed =>
                (long)feed.Confidence == Constant(name + "_CONF")
                && feed.Exponent == Constant(name + "_EXPO")
                && feed.PublishTime == Constant(name + "_PUBLISH_TIME")
                && feed.EmaPrice == Constant(name + "_EMA_PRICE")
                && (long)feed.EmaConfidence == Constant(name + "_EMA_CONF"));
        }

        // The suite has 15 prices more, of updates that are not among the recordings.
        Assert.Equal((44, 29), (names.Length, found));

        long Constant(string name) => long.Parse(Recorded.Text(constants, name), CultureInfo.InvariantCulture);
    }

    [Fact]
    public void TryVerify_OfTwoUpdatesOfOneSecond_TellsThemApartBySlotAndSequence()
    {
        var first = Verify("pyth/updates/gs4_20250314T123900_1u_BTCUSD.json");
        var second = Verify("pyth/updates/gs4_20250314T123900_1u_BTCUSD_2.json");
        var (a, b) = ((PythMessage.PriceFeed)first.Messages[0].Message, (PythMessage.PriceFeed)second.Messages[0].Message);
        Assert.Equal(a.PublishTime, b.PublishTime);
        Assert.NotEqual(a.Price, b.Price);
        Assert.NotEqual(first.Slot, second.Slot);
        Assert.Equal(first.Slot < second.Slot, first.Vaa.Vaa.Sequence < second.Vaa.Vaa.Sequence);
    }

    private static VerifiedUpdate Verify(string file)
    {
        var bytes = Recorded.Bytes(Recorded.Read(file));
        Assert.True(PythUpdate.TryReadTime(bytes, out var time, out _));
        Assert.True(PythUpdate.TryVerify(bytes, Recorded.Mainnet, time, out var update, out var refusal), refusal?.ToString());
        return update;
    }

    private static IEnumerable<PythMessage.PriceFeed> Feeds(string file) => Verify(file).Messages.Select(proven => proven.Message).OfType<PythMessage.PriceFeed>();

    private static void AssertUpdate(JsonElement decoded, VerifiedUpdate update)
    {
        VaaTestsVectors.AssertHeader(decoded.GetProperty("vaa"), update.Vaa);
        Assert.Equal(decoded.GetProperty("minor").GetByte(), update.Minor);
        var payload = decoded.GetProperty("payload");
        Assert.Equal(Recorded.Text(payload, "slot"), update.Slot.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(payload.GetProperty("ring_size").GetUInt32(), update.RingSize);
        var entries = decoded.GetProperty("updates").EnumerateArray().ToArray();
        Assert.Equal(entries.Length, update.Messages.Count + update.Refused.Count);
        for (var i = 0; i < entries.Length; i++)
        {
            if (!entries[i].GetProperty("proof_ok").GetBoolean())
            {
                var refused = Assert.IsType<ProofRefusal.BadProof>(Assert.Single(update.Refused, message => message.Index == i).Refusal);
                Assert.Equal("0x" + Recorded.Text(payload, "root"), refused.Signed);
                continue;
            }

            var proven = Assert.Single(update.Messages, message => message.Index == i);
            Assert.Equal(entries[i].GetProperty("message_len").GetInt32(), proven.Size);
            Assert.Equal(entries[i].GetProperty("proof_nodes").GetInt32(), proven.ProofNodes);
            AssertMessage(entries[i], proven.Message);
        }
    }

    private static void AssertMessage(JsonElement expected, PythMessage message)
    {
        var (type, fields) = message switch
        {
            PythMessage.PriceFeed feed => ("PriceFeedMessage", new (string Name, Int128 Value)[]
            {
                ("price", feed.Price), ("conf", feed.Confidence), ("expo", feed.Exponent), ("publish_time", feed.PublishTime),
                ("prev_publish_time", feed.PreviousPublishTime), ("ema_price", feed.EmaPrice), ("ema_conf", feed.EmaConfidence),
            }),
            PythMessage.Twap twap => ("TwapMessage",
            [
                ("cumulative_price", twap.CumulativePrice), ("cumulative_conf", (Int128)twap.CumulativeConfidence), ("num_down_slots", twap.DownSlots),
                ("expo", twap.Exponent), ("publish_time", twap.PublishTime), ("prev_publish_time", twap.PreviousPublishTime),
                ("publish_slot", twap.PublishSlot),
            ]),
            _ => ("unknown", []),
        };
        Assert.Equal(Recorded.Text(expected, "type"), type);
        var id = message is PythMessage.PriceFeed priced ? priced.Id : ((PythMessage.Twap)message).Id;
        Assert.Equal(Hash256.Parse(Recorded.Text(expected, "feed_id")), id);
        foreach (var (name, value) in fields) AssertNumber(expected.GetProperty(name), value, name);
    }

    // Numbers that the vectors hold as JSON numbers went through a double; above 2^53 they agree as doubles only.
    private static void AssertNumber(JsonElement expected, Int128 actual, string name)
    {
        if (expected.ValueKind == JsonValueKind.String) Assert.Equal(Int128.Parse(expected.GetString()!, CultureInfo.InvariantCulture), actual);
        else Assert.True(expected.GetDouble() == (double)actual, $"{name}: {expected} and {actual}");
    }
}
