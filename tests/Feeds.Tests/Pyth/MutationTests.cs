using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Proofs.Tests;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Feeds.Tests.Pyth;

/// <summary>Damaged answers and events: a typed fault or bytes within limits, never an exception and never a hang.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_240_503;

    [Fact]
    public void Parser_OfDamagedJson_RefusesOrReadsWithinItsLimits()
    {
        var mutator = Mutator();
        byte[][] originals =
        [
            .. Recorded.Files("pyth", "hermes_v2").Select(file => File.ReadAllBytes(Repository.PathOf("tests", "data", "pyth", "hermes_v2", file.Split('/')[^1]))),
            """{"binary":{"encoding":"base64","data":["UE5BVQ==","AAECAw=="]},"parsed":null}"""u8.ToArray(),
            """{"binary":{"encoding":"hex","data":["504e4155","0x00","\u0030\u0031"]}}"""u8.ToArray(),
        ];
        for (var i = 0; i < Cases; i++)
        {
            var parsed = Parser.TryParse(mutator.Next(originals[i % originals.Length]), out var updates, out var fault);
            Assert.True(parsed == (fault is null) && parsed == (updates is not null), mutator.Describe(i));
            if (fault is not null) Assert.True(fault.Detail.Length is > 0 and <= SourceFailure.MaximumDetail, mutator.Describe(i));
        }
    }

    [Fact]
    public async Task Stream_OfDamagedEvents_EndsWithAFault()
    {
        var mutator = Mutator();
        var original = ":keep\n\nid: 7\nevent: message\ndata: {\"binary\":\ndata: 1}\r\n\r\nretry: 10\ndata:{}\n\nevent:error\ndata:x\n\ndata\n\n\uFEFFdata:z\n\n"u8.ToArray();
        var messages = 0;
        for (var i = 0; i < Cases; i++)
        {
            await using var stream = new HermesStream(new MemoryStream(mutator.Next(original)), default);
            Fault? fault = null;
            for (var events = 0; fault is null; events++)
            {
                (var data, fault) = await stream.NextAsync(TimeSpan.FromMinutes(1), TimeProvider.System, default);
                Assert.True(data is null == fault is not null && events < 200, mutator.Describe(i));
                messages += data is null ? 0 : 1;
            }

            Assert.True(fault.Code is RejectionCode.Unreachable, mutator.Describe(i));
        }

        Assert.True(messages > Cases, $"only {messages} messages were ever framed");
    }

    private Mutator Mutator()
    {
        output.WriteLine($"seed {Seed}");
        return new(Seed);
    }
}
