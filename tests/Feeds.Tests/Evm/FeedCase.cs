using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Api3;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.Feeds.Evm;

namespace CrossChainOracle.Feeds.Tests.Evm;

/// <summary>A provider that is read from contracts, so that one list of behaviours drives them all.</summary>
public abstract class FeedCase
{
    public static readonly IReadOnlyDictionary<Provider, FeedCase> All = new FeedCase[] { new ChainlinkCase(), new Api3Case() }.ToDictionary(feed => feed.Provider);

    public abstract Provider Provider { get; }

    /// <summary>Which word of the reading is the value, and which the time.</summary>
    public abstract (int Value, int Time) Words { get; }

    /// <summary>Bits of the value's type on the wire.</summary>
    public abstract int ValueBits { get; }

    public abstract IFeedReader Reader(EvmReader reader, EvmRoute route, TimeProvider clock);

    /// <summary>What the value function returns for a value with 18 decimals and Unix seconds.</summary>
    public abstract byte[] Reading(Int128 value, ulong seconds);

    /// <summary>A proxy that carries the feed's name and returns the reading.</summary>
    public abstract FakeContract Contract(string feed, byte[] reading);

    private sealed class ChainlinkCase : FeedCase
    {
        public override Provider Provider => Provider.Chainlink;

        public override (int Value, int Time) Words => (1, 3);

        public override int ValueBits => 256;

        public override IFeedReader Reader(EvmReader reader, EvmRoute route, TimeProvider clock) => new ChainlinkFeed(reader, route, sequencer: null, clock);

        public override byte[] Reading(Int128 value, ulong seconds) => ChainlinkContracts.Round(new(6, 77), value, seconds);

        public override FakeContract Contract(string feed, byte[] reading) => ChainlinkContracts.Proxy(feed.Replace("/", " / ", StringComparison.Ordinal), 18, reading);
    }

    private sealed class Api3Case : FeedCase
    {
        public override Provider Provider => Provider.Api3;

        public override (int Value, int Time) Words => (0, 1);

        public override int ValueBits => 224;

        public override IFeedReader Reader(EvmReader reader, EvmRoute route, TimeProvider clock) => new Api3Feed(reader, route, clock);

        public override byte[] Reading(Int128 value, ulong seconds) => new AbiWriter().Int(value).UInt(seconds).ToArray();

        public override FakeContract Contract(string feed, byte[] reading) =>
            FakeContracts.Of(("read()", reading), ("dapiName()", System.Text.Encoding.ASCII.GetBytes(feed.PadRight(32, '\0'))));
    }
}

public static class ChainlinkContracts
{
    public static byte[] Round(PhaseRound id, Int128 answer, ulong updatedAt, ulong? startedAt = null, PhaseRound? answeredIn = null) => new AbiWriter()
        .UInt(id.ToId())
        .Int(answer)
        .UInt(startedAt ?? updatedAt)
        .UInt(updatedAt)
        .UInt((answeredIn ?? id).ToId())
        .ToArray();

    public static FakeContract Proxy(string description, byte decimals, byte[] latest) => FakeContracts.Of(
        ("latestRoundData()", latest),
        ("decimals()", FakeContracts.Word(decimals)),
        ("description()", new AbiWriter().String(description).ToArray()));
}
