namespace CrossChainOracle.Domain.Tests.Values;

/// <summary>The types that are a fixed number of bytes.</summary>
public class BytesTests
{
    [Fact]
    public void Hash256_KeepsTheContractOfAValue() =>
        ValueContract.Holds([.. Ascending(Hash256.Size).Select(bytes => Hash256.From(bytes))], hash => Hash256.Parse(hash.ToString()));

    [Fact]
    public void EvmAddress_KeepsTheContractOfAValue() =>
        ValueContract.Holds([.. Ascending(EvmAddress.Size).Select(bytes => EvmAddress.From(bytes))], address => EvmAddress.Parse(address.ToString()));

    [Fact]
    public void Default_IsZero()
    {
        Assert.True(default(Hash256).IsZero);
        Assert.Equal(Hash256.Zero, Hash256.From(new byte[32]));
        Assert.True(default(EvmAddress).IsZero);
        Assert.All(Ascending(Hash256.Size).Skip(1), bytes => Assert.False(Hash256.From(bytes).IsZero));
        Assert.All(Ascending(EvmAddress.Size).Skip(1), bytes => Assert.False(EvmAddress.From(bytes).IsZero));
    }

    [Fact]
    public void BytesAndTextRoundTrip()
    {
        var random = new Random(3);
        for (var i = 0; i < 1_000; i++)
        {
            var bytes = new byte[32];
            random.NextBytes(bytes);
            var hash = Hash256.From(bytes);
            Assert.Equal(bytes, hash.ToArray());
            Assert.Equal("0x" + Convert.ToHexStringLower(bytes), hash.ToString());
            Assert.Equal(hash, Hash256.Parse(Convert.ToHexString(bytes)));
            var address = EvmAddress.From(bytes.AsSpan(0, 20));
            Assert.Equal(bytes[..20], address.ToArray());
            Assert.Equal(address, EvmAddress.Parse("0X" + Convert.ToHexString(bytes[..20])));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(21)]
    [InlineData(31)]
    [InlineData(33)]
    public void From_WithAnotherLength_IsAProgrammersMistake(int length)
    {
        Assert.Throws<ArgumentException>(() => Hash256.From(new byte[length]));
        Assert.Throws<ArgumentException>(() => EvmAddress.From(new byte[length]));
    }

    [Fact]
    public void TryParse_RefusesOtherLengthsAndCharacters()
    {
        Assert.All(Damaged(new string('a', 64)), text => Assert.False(Hash256.TryParse(text, out _)));
        Assert.All(Damaged(new string('a', 40)), text => Assert.False(EvmAddress.TryParse(text, out _)));
        Assert.Throws<FormatException>(() => Hash256.Parse("00"));
        Assert.Throws<FormatException>(() => EvmAddress.Parse("00"));

        static string?[] Damaged(string good) =>
            [null, "", "0x", good[1..], good + "a", good + "aa", "0x" + good[2..], "0x0x" + good[4..], good[1..] + "g", " " + good[1..], good[1..] + "\0"];
    }

    [Fact]
    public void Hex_RefusesOddLengthsAndOtherCharacters_AndReadsBothCases()
    {
        Assert.True(Hex.TryDecode("0x", out byte[]? empty));
        Assert.Empty(empty);
        Assert.True(Hex.TryDecode("0xAbCd", out byte[]? bytes));
        Assert.Equal("0xabcd", Hex.Encode(bytes));
        Assert.True(Hex.TryDecode("abcd", out bytes));
        Assert.All((string?[])[null, "a", "0xa", "0xag", "x0aa", "0x aa", "aa ", "\uff11\uff11"], text => Assert.False(Hex.TryDecode(text, out byte[]? _)));
    }

    /// <summary>Zero, then a one in each byte from the last to the first: ascending as bytes, and every word of the type takes part.</summary>
    private static IEnumerable<byte[]> Ascending(int size) =>
        Enumerable.Range(0, size + 1).Select(place =>
        {
            var bytes = new byte[size];
            if (place > 0) bytes[size - place] = (byte)(place % 2 == 0 ? 0xff : 0x01);
            return bytes;
        });
}
