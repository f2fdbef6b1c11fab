using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Rounds.Tests;

/// <summary>Rounds as a bad day makes them: silent routes, outliers, dissent, repeats, nonsense, faults. From a seed.</summary>
internal sealed class RandomRounds(int seed, ShardPolicy policy)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<FeedId, Int128> _prices = policy.Feeds.ToDictionary(feed => feed.Feed, _ => Price.Parse("2500").Scaled);

    public Round Next(ShardState state, Hash256 previousDigest)
    {
        var observedAt = state.ObservedAt + _random.Next(20, _random.Next(10) == 0 ? 100_000 : 1_000);
        return Samples.Round(policy, state, previousDigest, observedAt) with
        {
            Observations = [.. policy.Feeds.SelectMany(feed => Observations(feed, observedAt))],
            Failures = [.. Failures()],
            Evidence = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Evidence())],
        };
    }

    /// <summary>The same inputs in another order, some of them twice.</summary>
    public Round Disorder(Round round) => round with
    {
        Observations = Disorder(round.Observations),
        Failures = Disorder(round.Failures),
        Evidence = Disorder(round.Evidence),
    };

    private T[] Disorder<T>(IReadOnlyList<T> items)
    {
        T[] more = [.. items, .. items.Where(_ => _random.Next(2) == 0)];
        _random.Shuffle(more);
        return more;
    }

    private IEnumerable<Observation> Observations(FeedPolicy feed, long observedAt)
    {
        if (_random.Next(20) == 0) yield break;
        _prices[feed.Feed] += _prices[feed.Feed] / 10_000 * _random.Next(_random.Next(30) == 0 ? -2_000 : -5, 6);
        foreach (var route in feed.Routes)
        {
            for (var copies = _random.Next(8) switch { 0 => 0, 1 => 2, _ => 1 }; copies > 0; copies--)
            {
                var value = _prices[feed.Feed] + (_prices[feed.Feed] / 1_000_000 * _random.Next(_random.Next(6) == 0 ? -90_000 : -300, 300));
                var seen = Samples.Observation(feed.Feed, route, Price.FromScaled(value), observedAt);
                yield return _random.Next(12) switch
                {
                    0 => seen with { Value = Price.FromScaled(_random.Next(-1, 2)) },
                    1 => seen with { PublishedAt = observedAt - _random.Next(-5_000, 5_000_000) },
                    2 => seen with { Route = RouteId.Parse("unknown") },
                    3 => seen with { Flags = (ObservationFlags)_random.Next(8) },
                    4 => seen with { HalfWidth = Price.FromScaled(Int128.MaxValue) },
                    _ => seen,
                };
            }
        }
    }

    private IEnumerable<SourceFailure> Failures()
    {
        while (_random.Next(3) == 0)
        {
            var feed = policy.Feeds[_random.Next(policy.Feeds.Count)];
            var route = feed.Routes[_random.Next(feed.Routes.Count)];
            yield return new(feed.Feed, route.Provider, route.Route, RejectionCode.Unreachable, $"timed out after {_random.Next(5_000)} ms");
        }

        if (_random.Next(25) == 0) yield return new(default, (Provider)_random.Next(1, 4), default, RejectionCode.ProviderFault, "the signer set expired");
    }

    private Evidence Evidence()
    {
        var bytes = new byte[_random.Next(1, 200)];
        _random.NextBytes(bytes);
        return new(Keccak256.Hash(bytes), bytes);
    }
}
