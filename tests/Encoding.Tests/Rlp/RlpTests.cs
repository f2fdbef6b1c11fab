using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Encoding.Tests.Rlp;

public sealed class RlpTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_002;

    [Fact]
    public void OfficialVectors_AreWrittenAsTheyStand_AndReadBack()
    {
        foreach (var vector in RlpVectors.Read("rlptest.json").EnumerateObject())
        {
            var encoded = RlpVectors.Bytes(vector.Value.GetProperty("out").GetString()!);
            var written = RlpVectors.Write(new(), vector.Value.GetProperty("in"), hex: false).ToArray();
            Assert.True(encoded.AsSpan().SequenceEqual(written), vector.Name);
            Assert.NotNull(RlpVectors.Decode(encoded, out _));
        }
    }

    [Fact]
    public void EthersVectors_AreWrittenAsTheyStand_AndReadBack()
    {
        var vectors = RlpVectors.Read("ethers-rlp-coder.json");
        Assert.Equal(61, vectors.GetArrayLength());
        foreach (var vector in vectors.EnumerateArray())
        {
            var encoded = RlpVectors.Bytes(vector.GetProperty("encoded").GetString()!);
            Assert.Equal(encoded, RlpVectors.Write(new(), vector.GetProperty("decoded"), hex: true).ToArray());
            Assert.Equal(Tree(vector.GetProperty("decoded")), RlpVectors.Decode(encoded, out _));
        }
    }

    [Fact]
    public void OfficialInvalidVectors_AreRefused_AndTheValidExampleIsNot()
    {
        var codes = new HashSet<RlpFaultCode>();
        foreach (var vector in RlpVectors.Read("invalidRLPTest.json").EnumerateObject())
        {
            Assert.Null(RlpVectors.Decode(RlpVectors.Bytes(vector.Value.GetProperty("out").GetString()!), out var fault));
            codes.Add(fault.Code);
        }

        Assert.Equal([RlpFaultCode.Truncated, RlpFaultCode.NotMinimal], codes.Order());
        var example = RlpVectors.Read("randomRlpExample.json").GetProperty("listsoflists2").GetProperty("out").GetString()!;
        Assert.Equal("[[],[[]],[[],[[]]]]", RlpVectors.Decode(RlpVectors.Bytes(example), out _));
    }

    [Theory]
    [InlineData("820001", RlpFaultCode.LeadingZero, 0)]
    [InlineData("00", RlpFaultCode.LeadingZero, 0)]
    [InlineData("89010000000000000000", RlpFaultCode.OutOfRange, 0)]
    [InlineData("c0", RlpFaultCode.WrongKind, 0)]
    [InlineData("8180", RlpFaultCode.None, 0)]
    [InlineData("80", RlpFaultCode.None, 0)]
    [InlineData("0505", RlpFaultCode.Trailing, 1)]
    public void ANumber_HasOneForm(string hex, RlpFaultCode expected, int at)
    {
        var reader = new RlpReader(RlpVectors.Bytes(hex));
        reader.U64();
        var fault = reader.Finish();
        Assert.Equal((expected, at), (fault.Code, fault.At));
    }

    [Fact]
    public void Faults_SayWhereInTheWhole_AndTheFirstOneStays()
    {
        // A list of a list of three bytes where an address must stand.
        var reader = new RlpReader(RlpVectors.Bytes("c701c5830102030405"));
        var outer = reader.List();
        Assert.Equal(1ul, outer.U64());
        var inner = outer.List();
        Assert.True(inner.Address().IsZero);
        Assert.Equal(0ul, inner.U64());
        outer.Close(inner);
        reader.Close(outer);
        Assert.Equal(new RlpFault(RlpFaultCode.WrongLength, 3, "3 bytes, not 20"), reader.Finish());
        Assert.True(reader.IsAtEnd);
    }

    [Fact]
    public void Numbers_OfEveryWidth_AreReadAsWritten()
    {
        for (var bits = 0; bits < 128; bits++)
        {
            var value = (UInt128.One << bits) - (UInt128)(bits % 2);
            var reader = new RlpReader(new RlpWriter().Number(value).Number(value).ToArray());
            Assert.Equal(value, reader.U128());
            Assert.EndsWith(value.ToString("x", null), reader.U256().ToString(), StringComparison.Ordinal);
            Assert.Equal(RlpFaultCode.None, reader.Finish().Code);
        }
    }

    [Fact]
    public void Depth_IsLimited()
    {
        Assert.Equal(RlpFaultCode.None, RlpForm.Check(RlpVectors.Bytes("c3c2c1c0"), 4).Code);
        Assert.Equal((RlpFaultCode.TooDeep, 3), (RlpForm.Check(RlpVectors.Bytes("c3c2c1c0"), 3).Code, RlpForm.Check(RlpVectors.Bytes("c3c2c1c0"), 3).At));
    }

    [Fact]
    public void Reader_OfDamagedData_NeverThrows_AndWhatItReadsIsTheOnlyEncoding()
    {
        var address = EvmAddress.Parse("0x00000000219ab540356cbb839cbe05303d7705fa");
        var original = Write(7, UInt128.MaxValue, address, [[1, 2, 3], [], new byte[70]]);
        var mutator = new Mutator(Seed);
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var codes = new HashSet<RlpFaultCode> { RlpForm.Check([0xc1, 0xc0], 1).Code };
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(original);
            var fault = RoundTrip(damaged, () => mutator.Describe(i));
            codes.Add(fault.Code);
            Assert.True(fault.Code == RlpFaultCode.None || (fault.Detail.Length > 0 && fault.At >= 0 && fault.At <= damaged.Length), mutator.Describe(i));
        }

        // The damage must have reached every refusal, or the test would hold nothing.
        Assert.Equal(Enum.GetValues<RlpFaultCode>(), codes.Order());
    }

    private static RlpFault RoundTrip(byte[] data, Func<string> describe)
    {
        var reader = new RlpReader(data);
        var list = reader.List();
        var small = list.U64();
        var wide = list.U128();
        var address = list.Address();
        var texts = new List<byte[]>();
        var inner = list.List();
        while (!inner.IsAtEnd) texts.Add(inner.Bytes(100).ToArray());
        list.Close(inner);
        reader.Close(list);
        var fault = reader.Finish();
        if (fault.Code == RlpFaultCode.None) Assert.True(data.AsSpan().SequenceEqual(Write(small, wide, address, texts)), describe());
        return fault;
    }

    private static byte[] Write(ulong small, UInt128 wide, EvmAddress address, List<byte[]> texts)
    {
        var inner = new RlpWriter();
        foreach (var text in texts) inner.Bytes(text);
        return new RlpWriter().Number(small).Number(wide).Address(address).List(inner).ToList();
    }

    private static string Tree(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? $"[{string.Join(',', value.EnumerateArray().Select(Tree))}]" : value.GetString()![2..];
}
