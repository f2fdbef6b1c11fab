using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Encoding.Tests.Abi;

public sealed class AbiTests
{
    [Theory]
    [InlineData("baz(uint32,bool)", 0xcdcd77c0)]
    [InlineData("sam(bytes,bool,uint256[])", 0xa5643bf2)]
    [InlineData("latestRoundData()", 0xfeaf968c)]
    [InlineData("getRoundData(uint80)", 0x9a6fc8f5)]
    [InlineData("decimals()", 0x313ce567)]
    [InlineData("description()", 0x7284e416)]
    [InlineData("aggregate3((address,bool,bytes)[])", 0x82ad56cb)]
    [InlineData("Error(string)", 0x08c379a0)]
    public void Selector_IsTheFirstFourBytesOfTheSignaturesHash(string signature, uint expected) => Assert.Equal(expected, AbiSelector.Of(signature));

    // The example of the specification: sam("dave", true, [1,2,3]).
    /// <summary>Static elements stand in one row behind the length, without offsets of their own.</summary>
    [Fact]
    public void ArrayOfStaticTuples_IsReadInOneRow_AndNeverBehindItsEnd()
    {
        var data = new AbiWriter().Array([new AbiWriter().UInt(1).Bool(true), new AbiWriter().UInt(2).Bool(false)]).ToArray();
        var reader = new AbiReader(data);
        Assert.True(reader.TryOpen(1, out var top));
        Assert.True(reader.TryOpenArray(ref top, 2, out var count, out var elements, words: 2));
        Assert.Equal(2, count);
        Assert.True(reader.TryReadUInt128(ref elements, 256, out var first));
        Assert.True(reader.TryReadBool(ref elements, out var yes));
        Assert.True(reader.TryReadUInt128(ref elements, 256, out var second));
        Assert.True(reader.TryReadBool(ref elements, out var no));
        Assert.Equal(((UInt128)1, true, (UInt128)2, false), (first, yes, second, no));
        Assert.True(reader.TryFinish());

        var wider = new AbiReader(data);
        Assert.True(wider.TryOpen(1, out top));
        Assert.False(wider.TryOpenArray(ref top, 2, out _, out _, words: 3));
        Assert.Equal(AbiFaultCode.Truncated, wider.Fault.Code);
    }

    /// <summary>Elements of <c>bytes[]</c> are no tuples: an offset each, and then length and bytes without a further offset.</summary>
    [Fact]
    public void BytesArray_HasOneOffsetPerElement() =>
        Assert.Equal(
            "0000000000000000000000000000000000000000000000000000000000000020"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "0000000000000000000000000000000000000000000000000000000000000040"
            + "0000000000000000000000000000000000000000000000000000000000000080"
            + "0000000000000000000000000000000000000000000000000000000000000001"
            + "ff00000000000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000000000000000000000000000000000000000000000000",
            Convert.ToHexStringLower(new AbiWriter().BytesArray([[0xff], []]).ToArray()));

    [Fact]
    public void Writer_GivesTheBytesOfTheSpecificationsExample()
    {
        var call = new AbiWriter()
            .Bytes("dave"u8)
            .Bool(true)
            .Array([new AbiWriter().UInt(1), new AbiWriter().UInt(2), new AbiWriter().UInt(3)])
            .ToCall(AbiSelector.Of("sam(bytes,bool,uint256[])"));
        Assert.Equal(
            "0xa5643bf2"
            + "0000000000000000000000000000000000000000000000000000000000000060"
            + "0000000000000000000000000000000000000000000000000000000000000001"
            + "00000000000000000000000000000000000000000000000000000000000000a0"
            + "0000000000000000000000000000000000000000000000000000000000000004"
            + "6461766500000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000000000000000000000000000000000000000000000003"
            + "0000000000000000000000000000000000000000000000000000000000000001"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "0000000000000000000000000000000000000000000000000000000000000003",
            Hex.Encode(call));
    }

    [Theory]
    [InlineData("00000000000000000000000000000000ffffffffffffffffffffffffffffffff", 256, AbiFaultCode.None)]
    [InlineData("0000000000000000000000000000000100000000000000000000000000000000", 256, AbiFaultCode.OutOfRange)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 256, AbiFaultCode.OutOfRange)]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000ff", 8, AbiFaultCode.None)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000100", 8, AbiFaultCode.Padding)]
    [InlineData("000000000000000000000000000000000000000000000100000000000000000a", 80, AbiFaultCode.None)]
    [InlineData("0000000000000000000000000000000000000000000100000000000000000000", 80, AbiFaultCode.Padding)]
    [InlineData("0000000000000001000000000000000000000000000000000000000000000000", 192, AbiFaultCode.Padding)]
    [InlineData("0000000000000000800000000000000000000000000000000000000000000000", 192, AbiFaultCode.OutOfRange)]
    public void UnsignedWord_IsReadOnlyWhereItsTypeAndOursHoldIt(string word, int bits, AbiFaultCode expected)
    {
        var data = Convert.FromHexString(word);
        var reader = new AbiReader(data);
        Assert.True(reader.TryOpen(1, out var top));
        Assert.Equal(expected == AbiFaultCode.None, reader.TryReadUInt128(ref top, bits, out var value));
        Assert.Equal(expected, reader.Fault.Code);
        if (expected == AbiFaultCode.None) Assert.Equal(word, Convert.ToHexStringLower(new AbiWriter().UInt(value).ToArray()));
        else Assert.Contains(word, reader.Fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("000000000000000000000000000000007fffffffffffffffffffffffffffffff", 256, AbiFaultCode.None)]
    [InlineData("ffffffffffffffffffffffffffffffff80000000000000000000000000000000", 256, AbiFaultCode.None)]
    [InlineData("0000000000000000000000000000000080000000000000000000000000000000", 256, AbiFaultCode.OutOfRange)]
    [InlineData("ffffffffffffffffffffffffffffffff7fffffffffffffffffffffffffffffff", 256, AbiFaultCode.OutOfRange)]
    [InlineData("8000000000000000000000000000000000000000000000000000000000000000", 256, AbiFaultCode.OutOfRange)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 192, AbiFaultCode.None)]
    [InlineData("00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 224, AbiFaultCode.Padding)]
    [InlineData("ffffffff00000000000000000000000000000000000000000000000000000001", 224, AbiFaultCode.Padding)]
    [InlineData("ffffffff80000000000000000000000000000000000000000000000000000001", 224, AbiFaultCode.OutOfRange)]
    [InlineData("000000007fffffffffffffffffffffffffffffffffffffffffffffffffffffff", 224, AbiFaultCode.OutOfRange)]
    [InlineData("0000000000000000ffffffffffffffffffffffffffffffffffffffffffffffff", 192, AbiFaultCode.Padding)]
    public void SignedWord_IsReadOnlyWhereItsTypeAndOursHoldIt(string word, int bits, AbiFaultCode expected)
    {
        var data = Convert.FromHexString(word);
        var reader = new AbiReader(data);
        Assert.True(reader.TryOpen(1, out var top));
        Assert.Equal(expected == AbiFaultCode.None, reader.TryReadInt128(ref top, bits, out var value));
        Assert.Equal(expected, reader.Fault.Code);
        if (expected == AbiFaultCode.None) Assert.Equal(word, Convert.ToHexStringLower(new AbiWriter().Int(value).ToArray()));
        else Assert.Contains(word, reader.Fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void SixtyFourBits_EndAtTheirLargestNumber()
    {
        Assert.True(Read64(ulong.MaxValue, out var value, out _));
        Assert.Equal(ulong.MaxValue, value);
        Assert.False(Read64((UInt128)ulong.MaxValue + 1, out _, out var fault));
        Assert.Equal((AbiFaultCode.OutOfRange, "uint256 18446744073709551616 needs more than 64 bits at byte 0"), (fault.Code, fault.ToString()));

        static bool Read64(UInt128 number, out ulong value, out AbiFault fault)
        {
            var reader = new AbiReader(new AbiWriter().UInt(number).ToArray());
            Assert.True(reader.TryOpen(1, out var top));
            var read = reader.TryReadUInt64(ref top, 256, out value);
            fault = reader.Fault;
            return read;
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000002")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000001")]
    public void Bool_OtherThanZeroOrOne_IsRefused(string word)
    {
        var reader = new AbiReader(Convert.FromHexString(word));
        Assert.True(reader.TryOpen(1, out var top));
        Assert.False(reader.TryReadBool(ref top, out _));
        Assert.Equal(AbiFaultCode.Padding, reader.Fault.Code);
    }

    [Fact]
    public void Address_WithBitsAbove_IsRefused()
    {
        var reader = new AbiReader(Convert.FromHexString("000000000000000000000001ca11bde05977b3631167028862be2a173976ca11"));
        Assert.True(reader.TryOpen(1, out var top));
        Assert.False(reader.TryReadAddress(ref top, out _));
        Assert.Equal(AbiFaultCode.Padding, reader.Fault.Code);
    }

    public static TheoryData<string, AbiFaultCode> Strings => new()
    {
        { Word(0x20) + Word(9) + "455448202f20555344" + new string('0', 46), AbiFaultCode.None },
        { Word(0x20) + Word(0), AbiFaultCode.None },
        { string.Empty, AbiFaultCode.Truncated },
        { Word(0x20), AbiFaultCode.Truncated },
        { Word(0x20) + Word(9) + "455448", AbiFaultCode.Truncated },
        { Word(0x20) + Word(9) + "455448202f20555344" + new string('0', 44), AbiFaultCode.Truncated },
        { Word(0x20) + Word(9) + "455448202f20555344" + new string('0', 44) + "01", AbiFaultCode.Padding },
        { Word(0x20) + Word(9) + "455448202f20555344" + new string('0', 46) + "00", AbiFaultCode.Trailing },
        { Word(0x20) + Word(2) + "c328" + new string('0', 60), AbiFaultCode.Text },
        { Word(0x20) + Word(65) + new string('2', 192), AbiFaultCode.TooMany },
        { Word(0x20) + new string('f', 64), AbiFaultCode.TooMany },
        { Word(0x20) + "000000000000000000000000000000000000000000000000ffffffffffffffff", AbiFaultCode.TooMany },
        { Word(0x00) + Word(0), AbiFaultCode.Offset },
        { Word(0x40) + Word(0) + Word(0), AbiFaultCode.Offset },
        { Word(0x21) + Word(0), AbiFaultCode.Offset },
        { new string('f', 64) + Word(0), AbiFaultCode.Offset },
        { "000000000000000000000000000000000000000000000000ffffffffffffffe0" + Word(0), AbiFaultCode.Offset },
    };

    [Theory]
    [MemberData(nameof(Strings))]
    public void String_IsReadOnlyInItsCanonicalForm(string hex, AbiFaultCode expected)
    {
        var reader = new AbiReader(Convert.FromHexString(hex));
        var read = reader.TryOpen(1, out var top) && reader.TryReadString(ref top, 64, out _) && reader.TryFinish();
        Assert.Equal(expected, reader.Fault.Code);
        Assert.Equal(expected == AbiFaultCode.None, read);
    }

    [Fact]
    public void TwoValues_ThatShareOneTail_AreRefused()
    {
        var shared = Convert.FromHexString(Word(0x40) + Word(0x40) + Word(0));
        var reader = new AbiReader(shared);
        Assert.True(reader.TryOpen(2, out var top));
        Assert.True(reader.TryReadBytes(ref top, 64, out _));
        Assert.False(reader.TryReadBytes(ref top, 64, out _));
        Assert.Equal("offset 64, 96 expected at byte 32", reader.Fault.ToString());
    }

    [Fact]
    public void ReadingMoreWordsThanWereOpened_IsABrokenInvariantAndThrows() => Assert.Throws<InvalidOperationException>(() =>
    {
        var reader = new AbiReader(new byte[64]);
        Assert.True(reader.TryOpen(1, out var top));
        reader.ReadBytes32(ref top, out _);
        reader.ReadBytes32(ref top, out _);
    });

    private static string Word(int value) => value.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}
