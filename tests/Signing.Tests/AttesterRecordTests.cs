using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

public sealed class AttesterRecordTests
{
    private static readonly AttesterLogEntry Entry = new(Samples.Shard, 7, Keys.Digest("digest"), Keys.Digest("state"));

    [Fact]
    public void Decode_OfEncoded_GivesTheSame()
    {
        var bytes = AttesterRecord.Encode(Keys.Five[0].Address, Entry);
        Assert.Equal(AttesterRecord.Size, bytes.Length);
        Assert.Null(AttesterRecord.Decode(bytes, out var signer, out var entry));
        Assert.Equal((Keys.Five[0].Address, Entry), (signer, entry));
    }

    [Fact]
    public void Decode_AHundredThousandDamagedRecords_RefusesOrReadsTheOneRecordOfTheBytes()
    {
        var bytes = AttesterRecord.Encode(Keys.Five[0].Address, Entry);
        var mutator = new Mutator(4_711);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 100_000; i++)
        {
            var damaged = mutator.Next(bytes);
            if (AttesterRecord.Decode(damaged, out var signer, out var entry) is null)
            {
                read++;
                Assert.True(damaged.AsSpan().SequenceEqual(AttesterRecord.Encode(signer, entry!)), mutator.Describe(i));
            }
            else
            {
                refused++;
                Assert.True(entry is null, mutator.Describe(i));
            }
        }

        Assert.True(read > 1_000 && refused > 1_000, $"{read} read, {refused} refused: the mutations must reach both");
    }

    [Fact]
    public void Decode_OfAnotherVersionOrOfZeros_IsRefused()
    {
        Assert.IsType<Refusal.UnsupportedVersion>(Decode([2, .. AttesterRecord.Encode(Keys.Five[0].Address, Entry)[1..]]));
        Assert.IsType<Refusal.Truncated>(Decode([]));
        Assert.IsType<Refusal.TrailingBytes>(Decode([.. AttesterRecord.Encode(Keys.Five[0].Address, Entry), 0]));
        Assert.IsType<Refusal.OutOfRange>(Decode(AttesterRecord.Encode(default, Entry)));
        Assert.IsType<Refusal.OutOfRange>(Decode(AttesterRecord.Encode(Keys.Five[0].Address, Entry with { Digest = default })));
        Assert.IsType<Refusal.OutOfRange>(Decode(AttesterRecord.Encode(Keys.Five[0].Address, Entry with { StateDigest = default })));
        Assert.IsType<Refusal.OutOfRange>(Decode(AttesterRecord.Encode(Keys.Five[0].Address, Entry with { Shard = default })));
    }

    private static Refusal? Decode(byte[] bytes) => AttesterRecord.Decode(bytes, out _, out _);
}
