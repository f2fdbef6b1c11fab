using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Encoding.Tests;

public class Bech32Tests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_123;

    /// <summary>Valid strings of BIP-173 whose data is whole bytes, and addresses of recorded answers.</summary>
    [Theory]
    [InlineData("a12uel5l", "a", 0)]
    [InlineData("?1ezyfcl", "?", 0)]
    [InlineData("dydx1lzr023hy3x7muerfwz3e7a80xvwd6cv7rxtz8h", "dydx", 20)]
    [InlineData("dydx1n56z5fhmemtffzkt2eqyf9kuc7ycjfs86mvqy7", "dydx", 20)]
    [InlineData("axelar1z5dc9y86hvandwjgp8ta7pqe9xvc6qq4kpfvfy", "axelar", 20)]
    [InlineData("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", 20)]
    [InlineData("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split", 30)]
    public void TryDecode_OfAValidString_GivesItsBytes_AndEncodeGivesItBack(string text, string prefix, int length)
    {
        Assert.True(Bech32.TryDecode(text, out var decoded, out var data));
        Assert.Equal((prefix, length), (decoded, data.Length));
        Assert.Equal(text, Bech32.Encode(decoded, data));
    }

    /// <summary>Invalid strings of BIP-173, and what is valid there and not here: upper case, bits that are no bytes.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pzry9x0s0muk")]
    [InlineData("1pzry9x0s0muk")]
    [InlineData("x1b4n0q5v")]
    [InlineData("li1dgmt3")]
    [InlineData("de1lg7wt\u00ff")]
    [InlineData("A1G7SGD8")]
    [InlineData("10a06t8")]
    [InlineData("1qzzfhee")]
    [InlineData("A12UEL5L")]
    [InlineData("\u00201nwldj5")]
    [InlineData("dydx1lzr023hy3x7muerfwz3e7a80xvwd6cv7rxtz8j")]
    [InlineData("cosmos1lzr023hy3x7muerfwz3e7a80xvwd6cv7rxtz8h")]
    public void TryDecode_OfAnythingElse_IsFalse(string? text) => Assert.False(Bech32.TryDecode(text, out _, out _));

    [Fact]
    public void TryDecode_OfADamagedAddress_NeverThrows_AndWhatItReadsIsCanonical()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        const string Original = "dydx1lzr023hy3x7muerfwz3e7a80xvwd6cv7rxtz8h";
        for (var i = 0; i < Cases; i++)
        {
            var damaged = System.Text.Encoding.Latin1.GetString(mutator.Next(System.Text.Encoding.ASCII.GetBytes(Original)));
            if (!Bech32.TryDecode(damaged, out var prefix, out var data)) continue;
            Assert.True(Bech32.Encode(prefix, data) == damaged, mutator.Describe(i));

            // Four wrong characters are always found (BIP-173).
            if (damaged.Length == Original.Length) Assert.True(damaged == Original || damaged.Zip(Original).Count(pair => pair.First != pair.Second) > 4, mutator.Describe(i));
        }
    }
}
