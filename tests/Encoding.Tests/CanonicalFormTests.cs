using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Encoding.Tests;

public sealed class CanonicalFormTests
{
    private const int Mutations = 100_000;

    /// <summary>Changes which bytes are damaged; any value must pass.</summary>
    private const int Seed = 20_261_120;

    public static TheoryData<string> Forms => Form.Names;

    [Theory]
    [MemberData(nameof(Forms))]
    public void Bytes_OfAnythingWithinItsRules_DecodeAndEncodeToTheSameBytes(string name)
    {
        var form = Form.All[name];
        for (var seed = 0; seed < 2_000; seed++)
        {
            var bytes = form.Make(new(seed));
            var (refusal, again) = form.Read(bytes);
            Assert.True(refusal is null, $"{name}, seed {seed}: {refusal}");
            Assert.Equal(bytes, again);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Bytes_CutAnywhere_AreTruncated_AndWithOneMore_HaveTrailingBytes(string name)
    {
        var form = Form.All[name];
        for (var seed = 0; seed < 20; seed++)
        {
            var bytes = form.Make(new(seed));
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.True(form.Read(bytes[..length]).Refusal is Refusal.Truncated, $"{name}, seed {seed}, {length} of {bytes.Length} bytes: {form.Read(bytes[..length]).Refusal}");
            }

            Assert.IsType<Refusal.TrailingBytes>(form.Read([.. bytes, 0]).Refusal);
        }
    }

    /// <summary>Nothing throws, and what is accepted has no second form: it encodes to exactly the bytes it came from.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void DamagedBytes_AreRefusedOrCanonical_NeverThrow(string name)
    {
        var form = Form.All[name];
        var mutator = new Mutator(Seed);
        byte[][] originals = [.. Enumerable.Range(0, 50).Select(seed => form.Make(new(seed)))];
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = mutator.Next(originals[i % originals.Length]);
            try
            {
                var (refusal, again) = form.Read(damaged);
                Assert.True(refusal is not null || damaged.AsSpan().SequenceEqual(again), $"{name}: accepted, but is not canonical: {Hex.Encode(damaged)}");
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{name}, {mutator.Describe(i)}: {Hex.Encode(damaged)}: {failure}");
            }
        }
    }
}
