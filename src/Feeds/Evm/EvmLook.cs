using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Evm;

/// <summary>Collects what one look at contracts gave: for each target an observation or a failure, whichever is told first.</summary>
internal sealed class EvmLook(Provider provider, EvmRoute route, Authenticity authenticity)
{
    private readonly Dictionary<FeedId, Observation> _observations = [];
    private readonly Dictionary<FeedId, SourceFailure> _failures = [];

    public void Fail(FeedTarget target, ReadFailure failure)
    {
        if (_observations.ContainsKey(target.Feed)) return;
        _failures.TryAdd(target.Feed, new(target.Feed, provider, route.Route, failure.Code, failure.Detail));
    }

    public Look FailAll(ReadFailure failure)
    {
        foreach (var target in route.Targets) Fail(target, failure);
        return ToLook();
    }

    public void Observe(FeedTarget target, PinnedBlock block, Price value, long publishedAt, long receivedAt, UInt128 sequence, ObservationFlags flags)
    {
        if (_failures.ContainsKey(target.Feed)) return;
        _observations.TryAdd(target.Feed, new()
        {
            Feed = target.Feed,
            Provider = provider,
            Route = route.Route,
            Value = value,

            // Threshold feeds publish no half-width; the policy's threshold stands for it.
            HalfWidth = Price.Zero,
            PublishedAt = publishedAt,
            ReceivedAt = receivedAt,
            Sequence = sequence,
            Authenticity = authenticity,
            Stage = route.Tag.ToStage(),
            Flags = flags,
            Height = block.Number,
            Anchor = block.Hash,
        });
    }

    public Look ToLook()
    {
        if (route.Targets.FirstOrDefault(target => !_observations.ContainsKey(target.Feed) && !_failures.ContainsKey(target.Feed)) is { } lost)
        {
            throw new InvalidOperationException($"{lost.Feed} on {route.Route} has neither a value nor a failure.");
        }

        return new([.. _observations.Values], [.. _failures.Values], []);
    }
}
