using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.Encoding.Protobuf;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Encoding.Tests;

public class ProtobufTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_124;

    [Theory]
    [InlineData(0, "")]
    [InlineData(150, "089601")]
    [InlineData(long.MaxValue, "08ffffffffffffffff7f")]
    [InlineData(-1, "08ffffffffffffffffff01")]
    [InlineData(long.MinValue, "0880808080808080808001")]
    public void Int64_IsWrittenAsProtobufSays_AndReadBack(long value, string bytes)
    {
        var written = new ProtoWriter().Int64(1, value).ToArray();
        Assert.Equal(bytes, Convert.ToHexStringLower(written));
        var reader = new ProtoReader(written);
        Assert.Equal(value != 0, reader.Next());
        if (value != 0) Assert.Equal(value, reader.Int64());
        Assert.False(reader.Next());
        Assert.Null(reader.Problem);
    }

    [Theory]
    [InlineData("0800", null)]
    [InlineData("088000", "a number that is not in its shortest form of at most 64 bits")]
    [InlineData("08ffffffffffffffffff02", "a number that is not in its shortest form of at most 64 bits")]
    [InlineData("08", "cut short")]
    [InlineData("0880", "cut short")]
    [InlineData("0801" + "0801", "field 1 after field 1")]
    [InlineData("1000" + "0801", "unknown field 2")]
    [InlineData("0a00", "field 1 has wire type 2, not 0")]
    [InlineData("0001", "field 0")]
    [InlineData("1a05", "unknown field 3")]
    [InlineData("8004", "field 64")]
    public void Reader_OfAnythingButItsOneForm_SaysWhatIsWrong(string bytes, string? problem)
    {
        var reader = new ProtoReader(Convert.FromHexString(bytes));
        while (reader.Next())
        {
            if (reader.Field == 1) reader.Varint();
            else reader.Unknown();
        }

        Assert.Equal(problem, reader.Problem);
    }

    [Fact]
    public void Reader_OfALengthBeyondTheEnd_SaysHowMuchIsLeft()
    {
        var reader = new ProtoReader(new byte[] { 0x0a, 3, 1, 2 });
        Assert.True(reader.Next());
        Assert.True(reader.Bytes().IsEmpty);
        Assert.Equal("field 1 has 3 bytes, 2 are left", reader.Problem);
    }

    [Fact]
    public void Reader_OfDamagedBytes_NeverThrows_AndWhatItReadsIsCanonical()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        var original = new ProtoWriter().Varint(1, 300).Int64(2, -5).Bytes(3, [1, 2, 3]).Message(4, [9]).Message(4, []).Text(5, "text").ToArray();
        var read = 0;
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(original);
            var (writer, reader) = (new ProtoWriter(), new ProtoReader(damaged));
            var zero = false;
            while (reader.Next(repeated: 1 << 4))
            {
                if (reader.Field == 1) writer.Varint(1, reader.Varint() is > 0 and var value ? value : Zero(1));
                else if (reader.Field == 2) writer.Int64(2, reader.Int64() is not 0 and var number ? number : Zero(2));
                else if (reader.Field == 3) writer.Message(3, reader.Bytes().Span);
                else if (reader.Field == 4) writer.Message(4, reader.Bytes().Span);
                else if (reader.Field == 5) writer.Message(5, System.Text.Encoding.ASCII.GetBytes(reader.Text()));
                else reader.Unknown();
            }

            if (reader.Problem is not null || zero) continue;
            read++;
            Assert.True(writer.ToArray().AsSpan().SequenceEqual(damaged), mutator.Describe(i));

            // A zero that is written though it could be left out is read, and left out again.
            byte Zero(int field)
            {
                zero = field > 0;
                return 0;
            }
        }

        Assert.True(read > 100, $"{read} read");
    }

    [Theory]
    [InlineData("2023-09-07T12:45:59.767207173Z", 1_694_090_759, 767_207_173)]
    [InlineData("2023-09-07T12:45:59Z", 1_694_090_759, 0)]
    [InlineData("2023-09-07T12:45:59.5Z", 1_694_090_759, 500_000_000)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800, 0)]
    public void CometTime_IsReadToTheNanosecond(string text, long seconds, int nanos)
    {
        Assert.True(CometTime.TryParse(text, out var time));
        Assert.Equal(new(seconds, nanos), time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2023-09-07T12:45:59")]
    [InlineData("2023-09-07T12:45:59.Z")]
    [InlineData("2023-09-07T12:45:59.1234567890Z")]
    [InlineData("2023-09-07T12:45:59.-1Z")]
    [InlineData("2023-09-07T12:45:59+01:00Z")]
    [InlineData("2023-13-07T12:45:59Z")]
    [InlineData("2023-09-07 12:45:59Z")]
    public void CometTime_OfAnotherForm_IsRefused(string? text) => Assert.False(CometTime.TryParse(text, out _));
}
