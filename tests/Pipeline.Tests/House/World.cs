using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>What is outside a node and outlives it: the clock, the market, the subscribers, and what the node said and signed so far.</summary>
internal sealed class World
{
    private readonly Lock _gate = new();
    private readonly List<Hash256> _signed = [];
    private readonly List<string> _forgotten = [];
    private int _looks;

    public World(long now = Samples.StartedAt + 60_000) => Time = new(DateTimeOffset.FromUnixTimeMilliseconds(now));

    public ManualTime Time { get; }

    public ShardPolicy Policy { get; init; } = Samples.Policy();

    /// <summary>What the shard is about: prices of <see cref="Policy"/>, unless it is told otherwise.</summary>
    public IShardKind Kind
    {
        get => field ?? new PriceKind(Policy);
        init;
    }

    public AttesterSet Set { get; } = Keys.Set();

    /// <summary>Keeps its place in the stream itself and follows it live.</summary>
    public Subscriber Following { get; private init; } = new();

    /// <summary>Keeps its place in the stream's checkpoints.</summary>
    public Subscriber Grouped { get; private init; } = new();

    /// <summary>What the node said was published.</summary>
    public SortedDictionary<ulong, Hash256> Published { get; private init; } = [];

    /// <summary>Digests that any attester's key was used on.</summary>
    public IReadOnlyList<Hash256> Signed
    {
        get { lock (_gate) return [.. _signed]; }
    }

    /// <summary>Digests that were signed although a power cut at that moment would have made somebody forget them.</summary>
    public IReadOnlyList<string> Forgotten
    {
        get { lock (_gate) return [.. _forgotten]; }
    }

    /// <summary>One of several futures of this world.</summary>
    public World Fork()
    {
        lock (_gate)
        {
            var fork = new World(Time.GetUtcNow().ToUnixTimeMilliseconds())
            {
                Policy = Policy,
                Kind = Kind,
                Published = new(Published),
                Following = Following.Fork(),
                Grouped = Grouped.Fork(),
                _looks = _looks,
            };
            fork._signed.AddRange(_signed);
            return fork;
        }
    }

    /// <summary>The market, which never says the same twice: two rounds of one sequence would have two digests.</summary>
    public Look Look()
    {
        var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        var price = (2_500 + (0.01m * (Interlocked.Increment(ref _looks) % 90))).ToString(CultureInfo.InvariantCulture);
        return new(Samples.Round(Policy, ShardState.Initial(Policy.Shard, now - 1), Hash256.Zero, now, price).Observations, [], []);
    }

    public void NoteSigned(Hash256 digest, string? forgottenBy)
    {
        lock (_gate)
        {
            _signed.Add(digest);
            if (forgottenBy is not null) _forgotten.Add($"{digest} by {forgottenBy}");
        }
    }

    public void Note(RoundOutcome.Published published)
    {
        var sequence = published.Attestation.Header.Sequence;
        lock (_gate)
        {
            if (Published.TryGetValue(sequence, out var known)) Assert.Equal(known, published.Digest);
            Published[sequence] = published.Digest;
        }
    }
}
