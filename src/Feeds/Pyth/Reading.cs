using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>What a signed Pyth price means as an observation. One place for readers, and for attesters that check them.</summary>
internal static class Reading
{
    /// <summary>
    /// The observation, or why the signed numbers do not fit ours. The anchor is keccak256 of the whole update; the stage is that at which Pyth's
    /// validators sign: their network's slot is confirmed, and no consumer ever sees more.
    /// </summary>
    public static bool TryObserve(
        FeedId feed,
        RouteId route,
        PythMessage.PriceFeed price,
        ulong slot,
        Hash256 anchor,
        long receivedAt,
        [NotNullWhen(true)] out Observation? observation,
        [NotNullWhen(false)] out Fault? fault)
    {
        observation = null;
        fault = null;
        if (price.PublishTime is < 0 or > UnixTime.MaxValue / 1_000) fault = OutOfRange(price, $"publish time {price.PublishTime} s");
        else if (!Price.TryFromMantissa(price.Price, price.Exponent, Rounding.Down, out var value)) fault = OutOfRange(price, $"price {price.Price}");
        else if (!Price.TryFromMantissa(price.Confidence, price.Exponent, Rounding.Up, out var halfWidth))
        {
            fault = OutOfRange(price, $"confidence {price.Confidence}");
        }
        else
        {
            observation = new()
            {
                Feed = feed,
                Provider = Provider.Pyth,
                Route = route,
                Value = value,
                HalfWidth = halfWidth,
                PublishedAt = price.PublishTime * 1_000,
                ReceivedAt = receivedAt,
                Sequence = slot,
                Authenticity = Authenticity.Authenticated,
                Stage = Stage.Confirmed,
                Height = slot,
                Anchor = anchor,
            };
        }

        return observation is not null;
    }

    /// <summary>Order among values of one feed: publish time, then slot.</summary>
    public static bool IsNewer(Observation candidate, Observation? than) =>
        than is null || (candidate.PublishedAt, candidate.Sequence).CompareTo((than.PublishedAt, than.Sequence)) > 0;

    private static Fault OutOfRange(PythMessage.PriceFeed price, string problem) =>
        new(RejectionCode.OutOfRange, $"{price.Id}: {problem} with exponent {price.Exponent} does not fit");
}
