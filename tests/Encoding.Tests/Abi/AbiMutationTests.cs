using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Encoding.Tests.Abi;

public sealed class AbiMutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 1_120_208;

    // (uint80, int256, string, (bool, bytes)[], bool)
    [Fact]
    public void Reader_OfDamagedData_NeverThrowsAndWhatItReadsIsTheOnlyEncoding()
    {
        var original = Write(123, -5, "ETH / USD", [(true, [1, 2, 3]), (false, [])], true);
        var mutator = new Mutator(Seed);
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var codes = new HashSet<AbiFaultCode>();
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(original);
            try
            {
                var fault = RoundTrip(damaged);
                codes.Add(fault.Code);
                Assert.True(fault.Code == AbiFaultCode.None || fault.Detail.Length > 0);
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {Convert.ToHexString(damaged)}: {cause}");
            }
        }

        // The damage must have reached every refusal, or the test would hold nothing.
        Assert.Equal(Enum.GetValues<AbiFaultCode>(), codes.Order());
    }

    private static AbiFault RoundTrip(byte[] data)
    {
        var reader = new AbiReader(data);
        if (!reader.TryOpen(5, out var top)
            || !reader.TryReadUInt128(ref top, 80, out var round)
            || !reader.TryReadInt128(ref top, 256, out var answer)
            || !reader.TryReadString(ref top, 64, out var text)
            || !reader.TryOpenArray(ref top, 16, out var count, out var elements))
        {
            return reader.Fault;
        }

        var results = new List<(bool, byte[])>();
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryOpenTuple(ref elements, 2, out var result) || !reader.TryReadBool(ref result, out var success) || !reader.TryReadBytes(ref result, 64, out var bytes)) return reader.Fault;
            results.Add((success, bytes.ToArray()));
        }

        if (!reader.TryReadBool(ref top, out var last) || !reader.TryFinish()) return reader.Fault;
        Assert.Equal(data, Write(round, answer, text, results, last));
        return reader.Fault;
    }

    private static byte[] Write(UInt128 round, Int128 answer, string text, IReadOnlyList<(bool Success, byte[] Data)> results, bool last) => new AbiWriter()
        .UInt(round)
        .Int(answer)
        .String(text)
        .Array([.. results.Select(result => new AbiWriter().Bool(result.Success).Bytes(result.Data))])
        .Bool(last)
        .ToArray();
}
