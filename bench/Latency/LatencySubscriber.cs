using System.Diagnostics;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Bench.Latency;

/// <param name="Price">Mantissa of Pyth's price.</param>
/// <param name="ReceivedAt">When the subscriber had the event's bytes, <see cref="Stopwatch"/> ticks.</param>
/// <param name="VerifiedAt">When it had verified the batch.</param>
internal readonly record struct Arrival(long Price, long ReceivedAt, long VerifiedAt);

/// <summary>A consumer as the library has it: follows the node's stream over HTTP and verifies every batch.</summary>
internal sealed class LatencySubscriber(NodeRuntime node, Uri server, FeedId feed)
{
    private readonly List<Arrival> _arrivals = [];
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first price of each batch, where it is another than that of the batch before.</summary>
    public IReadOnlyList<Arrival> Arrivals => _arrivals;

    public Task Connected => _connected.Task;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var tap = new Tap(NodeHttp.Handler());
        using var http = NodeHttp.Client(tap);
        var verifier = new AttestationVerifier(node.Domain, new AttesterSets(node.Attesters.Set));
        var subscription = new AttestationSubscription(http, new Uri(server, "/v1/stream"), verifier, new AttestationTracker(), TimeProvider.System);
        try
        {
            await foreach (var received in subscription.FollowAsync("earliest", cancellation)) Note(received, tap.LastReadAt);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }

    private void Note(SubscriptionEvent received, long receivedAt)
    {
        if (received is not SubscriptionEvent.Received { Batch: var batch }) throw new InvalidOperationException(received.ToString());
        var verifiedAt = Stopwatch.GetTimestamp();
        _connected.TrySetResult();
        var value = batch.Statements.OfType<PriceStatement>().First(price => price.Feed == feed).Value;
        var price = (long)(value.Scaled / FixedPoint.PowerOfTen(Domain.Price.Decimals + HermesStub.Exponent));
        if (_arrivals.Count == 0 || _arrivals[^1].Price != price) _arrivals.Add(new(price, receivedAt, verifiedAt));
    }
}
