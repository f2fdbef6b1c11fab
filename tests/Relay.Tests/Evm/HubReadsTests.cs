using System.Text.RegularExpressions;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

public sealed partial class HubReadsTests
{
    private const int Mutations = 20_000;

    public static TheoryData<StatementKind, string> Views => new() { { StatementKind.Collateral, "CollateralView" }, { StatementKind.MarketIndex, "MarketIndexView" }, { StatementKind.Snapshot, "SnapshotView" }, { StatementKind.ChainStatus, "ChainStatusView" } };

    [Fact]
    public void APrice_IsReadAsItIsStored()
    {
        var data = Price(7, 1_790_000_000_000, 1_789_999_999_000, 1_790_000_060_000, 31, 1, 100, 5).ToArray();
        Assert.True(HubReads.TryReadPrice(data, out var price, out _));
        Assert.Equal(new(7, 1_790_000_000_000, 1_789_999_999_000, 1_790_000_060_000, Domain.Price.FromScaled(100), Domain.Price.FromScaled(5), Verdict.All, BreakerState.HalfOpen), price);
    }

    [Theory]
    [InlineData(32u, 0u)]
    [InlineData(31u, 3u)]
    public void AVerdictOrBreakerThatIsNone_IsRefused(uint verdict, uint breaker)
    {
        Assert.False(HubReads.TryReadPrice(Price(7, 1, 1, 1, verdict, breaker, 100, 5).ToArray(), out _, out var fault));
        Assert.Equal(AbiFaultCode.OutOfRange, fault.Code);
    }

    /// <summary>The structs of the interfaces are the source: every fact begins with its sequence and its end, and has so many words.</summary>
    [Theory]
    [MemberData(nameof(Views))]
    public void AFact_HasTheWordsOfItsView(StatementKind kind, string view)
    {
        var folder = Repository.PathOf("contracts", "evm", "src", "interfaces");
        string[] sources = [.. Directory.EnumerateFiles(folder, "I*Hub.sol").Select(File.ReadAllText)];
        if (sources.Select(source => Regex.Match(source, $@"struct {view} \{{([^}}]*)\}}")).FirstOrDefault(static match => match.Success) is not { } found)
        {
            Assert.Equal(StatementKind.MarketIndex, kind);
            return;
        }

        string[] fields = [.. Field().Matches(found.Groups[1].Value).Select(static match => match.Groups[1].Value)];
        Assert.Equal(["sequence", "validUntil"], fields[..2]);
        var words = new AbiWriter().UInt(9).UInt(1_790_000_000_000);
        for (var i = 2; i < fields.Length; i++) words.UInt(1);
        Assert.True(HubReads.TryReadFact(kind, words.ToArray(), out var sequence, out var validUntil, out _));
        Assert.Equal((9UL, 1_790_000_000_000), (sequence, validUntil));
        Assert.False(HubReads.TryReadFact(kind, words.UInt(1).ToArray(), out _, out _, out _));
    }

    [Fact]
    public void AFloor_MayBeZero_OrNotThere()
    {
        Assert.True(HubReads.TryReadFloor(new AbiWriter().Bool(true).UInt(0).ToArray(), out var floor, out _) && floor == 0);
        Assert.True(HubReads.TryReadFloor(new AbiWriter().Bool(false).UInt(0).ToArray(), out floor, out _) && floor is null);
        Assert.True(HubReads.TryReadEpoch(new AbiWriter().UInt(uint.MaxValue).ToArray(), out var epoch, out _) && epoch == uint.MaxValue);
        Assert.False(HubReads.TryReadEpoch(new AbiWriter().UInt(1UL << 32).ToArray(), out _, out _));
    }

    /// <summary>Every selector is that of a function of the interfaces.</summary>
    [Fact]
    public void Names_StandAtTheLeftOfTheirWords()
    {
        var call = HubReads.Price(ShardId.Parse("ab"), FeedId.Parse("A/USD"));
        Assert.Equal("6162" + new string('0', 60) + "412f555344" + new string('0', 54), Convert.ToHexStringLower(call.AsSpan(4)));
        Assert.Equal(AbiSelector.Of("price(bytes16,bytes16)"), System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(call));
    }

    [Fact]
    public void ACall_OpensToItsPosting_AndNothingElseDoes()
    {
        var attestation = Planning.Deployment.Solo().Sign(ShardId.Parse("s"), Planning.Deployment.Start, Planning.Deployment.Price("A/USD", "1"));
        foreach (var (call, form) in (IEnumerable<(byte[], PostingForm)>)[(HubCalls.Post(attestation, Planning.Deployment.Domain), PostingForm.Batch), (HubCalls.PostPaired(attestation, Planning.Deployment.Domain), PostingForm.Paired)])
        {
            Assert.True(HubCalls.TryOpen(call, out var found, out var posting));
            Assert.Equal(form, found);
            Assert.Equal(PostingCodec.Encode(attestation, Planning.Deployment.Domain, 1), posting);
            Assert.False(HubCalls.TryOpen(call.AsSpan(0, call.Length - 1), out _, out _));
        }

        Assert.Null(HubCalls.FormOf([1, 2, 3, 4]));
        Assert.Null(HubCalls.FormOf([]));
    }

    [Fact]
    public void DamagedReturnData_NeverThrows()
    {
        var mutator = new Mutator(20_261_120);
        var original = Price(7, 1, 1, 1, 31, 1, 100, 5).ToArray();
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = mutator.Next(original);
            HubReads.TryReadPrice(damaged, out _, out _);
            HubReads.TryReadFact(StatementKind.ChainStatus, damaged, out _, out _, out _);
            HubReads.TryReadFloor(damaged.AsSpan(0, Math.Min(damaged.Length, 64)), out _, out _);
            HubReads.TryReadEpoch(damaged.AsSpan(0, Math.Min(damaged.Length, 32)), out _, out _);
            HubReads.TryReadAddress(damaged.AsSpan(0, Math.Min(damaged.Length, 32)), out _, out _);
            HubCalls.TryOpen(damaged, out _, out _);
        }
    }

    private static AbiWriter Price(params UInt128[] words)
    {
        var writer = new AbiWriter();
        foreach (var word in words) writer.UInt(word);
        return writer;
    }

    [GeneratedRegex(@"(\w+);")]
    private static partial Regex Field();
}
