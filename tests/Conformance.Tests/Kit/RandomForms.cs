using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Conformance.Tests.Kit;

/// <summary>Random values of everything that has a canonical form, within its rules. Deterministic in the seed.</summary>
public sealed class RandomForms(int seed)
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-_.:!~";

    private readonly Random _random = new(seed);

    /// <summary>Often an extreme, otherwise of a random magnitude.</summary>
    public UInt128 Number(UInt128 maximum)
    {
        var raw = new UInt128((ulong)_random.NextInt64(), (ulong)_random.NextInt64()) >> _random.Next(127);
        return _random.Next(12) switch { 0 => 0, 1 => maximum, _ => maximum == UInt128.MaxValue ? raw : raw % (maximum + 1) };
    }

    public bool Coin() => _random.Next(2) == 0;

    public int Below(int limit) => _random.Next(limit);

    public long Time() => (long)Number((UInt128)UnixTime.MaxValue);

    public Hash256 Hash()
    {
        var bytes = new byte[Hash256.Size];
        _random.NextBytes(bytes);
        return Hash256.From(bytes);
    }

    public string Name() => string.Create(_random.Next(1, 17), _random, static (span, random) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = Characters[random.Next(Characters.Length)];
    });

    public FeedId Feed() => FeedId.Parse(Name());

    public RouteId Route() => RouteId.Parse(Name());

    public Price Positive() => Price.FromScaled((Int128)UInt128.Max(1, Number((UInt128)Price.Maximum.Scaled)));

    public Price NotNegative() => Price.FromScaled((Int128)Number((UInt128)Int128.MaxValue));

    public Price AnyPrice() => Coin() ? NotNegative() : Price.FromScaled(-NotNegative().Scaled - (Coin() ? 1 : 0));

    public T Pick<T>()
        where T : struct, Enum => Enum.GetValues<T>()[_random.Next(Enum.GetValues<T>().Length)];

    public PriceStatement PriceOf(FeedId feed) => new()
    {
        Feed = feed,
        Value = Positive(),
        Confidence = NotNegative(),
        Sigma = (uint)Number(uint.MaxValue),
        Verdict = (Verdict)_random.Next(32),
        Breaker = Pick<BreakerState>(),
        PublishedAt = Time(),
        ValidFor = (uint)Number(uint.MaxValue),
        Context = Hash(),
    };

    public GapStatement GapOf(FeedId feed)
    {
        var from = (long)Number((UInt128)UnixTime.MaxValue - 1);
        return new()
        {
            Feed = feed,
            Reason = Pick<GapReason>(),
            Breaker = Pick<BreakerState>(),
            Quorum = (byte)_random.Next(256),
            From = from,
            To = from + 1 + (long)Number((UInt128)(UnixTime.MaxValue - from - 1)),
            Context = Hash(),
        };
    }

    public AttesterSet Set()
    {
        var numbers = Enumerable.Range(1, 40).Where(_ => _random.Next(4) == 0).Take(AttesterSet.MaximumMembers).DefaultIfEmpty(7).ToArray();
        var from = (long)Number((UInt128)UnixTime.MaxValue - 1);
        return TestAttesters.Set((uint)Number(uint.MaxValue), (numbers.Length / 2) + 1, from, from + 1, numbers);
    }

    public Statement Statement() => _random.Next(5) switch { 0 => new AttesterSetStatement(Set()), 1 or 2 => GapOf(Feed()), _ => PriceOf(Feed()) };

    public PriceContext PriceContext() => new()
    {
        OldestPublishedAt = Time(),
        Dispersion = AnyPrice(),
        Absence = Number(ulong.MaxValue),
        Sigma = Number(ulong.MaxValue),
        ZMilli = (uint)Number(uint.MaxValue),
        ConfiguredProviders = (byte)_random.Next(256),
        Votes = Several(4, Vote),
        Outliers = Several(3, Vote),
        Dissents = Several(6, Vote),
    };

    public GapContext GapContext() => new((byte)_random.Next(256), [.. Several(9, () => new GapCause(Pick<Provider>(), Coin() ? Route() : default, Pick<RejectionCode>()))
        .Distinct().OrderBy(cause => (cause.Provider, cause.Route, cause.Code))]);

    public BatchHeader Header()
    {
        var sequence = (ulong)Number(ulong.MaxValue);
        var validAfter = (long)Number((UInt128)UnixTime.MaxValue - 1);
        return new()
        {
            Schema = BatchHeader.CurrentSchema,
            Algorithm = (ushort)_random.Next(65_536),
            Epoch = (uint)Number(uint.MaxValue),
            Sequence = sequence,
            ValidAfter = validAfter,
            ObservedAt = validAfter + 1,
            LeafCount = (uint)_random.Next(1, 65_536),
            Shard = ShardId.Parse(Name()),
            Audience = Coin() ? Hash256.Zero : Hash(),
            PreviousDigest = sequence == 0 ? Hash256.Zero : Hash(),
            StateDigest = Hash(),
            InputsRoot = Hash(),
            Root = Hash(),
            Body = Hash(),
        };
    }

    public Observation Observation() => new()
    {
        Feed = Feed(),
        Provider = Pick<Provider>(),
        Route = Route(),
        Value = AnyPrice(),
        HalfWidth = AnyPrice(),
        PublishedAt = Time(),
        ReceivedAt = Time(),
        Sequence = Number(Domain.Observation.MaxSequence),
        Authenticity = Pick<Authenticity>(),
        Stage = Pick<Stage>(),
        Flags = (ObservationFlags)_random.Next(8),
        Height = (ulong)Number(ulong.MaxValue),
        Anchor = Hash(),
    };

    public SourceFailure Failure() =>
        new(Coin() ? Feed() : default, Pick<Provider>(), Coin() ? Route() : default, Pick<RejectionCode>(), string.Concat(Several(20, Name)));

    public Round Round()
    {
        var header = Header();
        return new()
        {
            Shard = header.Shard,
            Sequence = header.Sequence,
            PreviousDigest = header.PreviousDigest,
            Epoch = header.Epoch,
            ValidAfter = header.ValidAfter,
            ObservedAt = header.ObservedAt,
            PolicyDigest = header.StateDigest,
            Observations = Several(6, Observation),
            Failures = Several(3, Failure),
            Evidence = Several(3, EvidenceOf),
        };
    }

    public ShardState State()
    {
        var observedAt = Math.Max(1, Time());
        var feeds = Several(8, Feed).Distinct().Order().Select(feed => StateOf(feed, observedAt)).ToList();
        return new(ShardId.Parse(Name()), (ulong)Number(ulong.MaxValue - 1), observedAt, feeds);
    }

    public List<T> Several<T>(int atMost, Func<T> make) => [.. Enumerable.Range(0, _random.Next(atMost + 1)).Select(_ => make())];

    private Evidence EvidenceOf()
    {
        var bytes = new byte[_random.Next(300)];
        _random.NextBytes(bytes);
        return new(Keccak256.Hash(bytes), bytes);
    }

    private FeedState StateOf(FeedId feed, long observedAt)
    {
        var medianAt = _random.Next(5) == 0 ? 0 : _random.NextInt64(1, observedAt + 1);
        return new()
        {
            Feed = feed,
            Median = medianAt == 0 ? Price.Zero : Positive(),
            Confidence = Price.FromScaled((Int128)Number((UInt128)FixedPoint.PowerOfTen(37))),
            MedianAt = medianAt,
            Variance = Number(FixedPoint.One * FixedPoint.One),
            Breaker = Pick<BreakerState>(),
            CalmRounds = _random.Next(65_536),
            GapFrom = Coin() ? 0 : _random.NextInt64(1, observedAt + 1),
        };
    }

    private Vote Vote() => new(Pick<Provider>(), Route(), AnyPrice(), AnyPrice(), Time(), Pick<Authenticity>());
}
