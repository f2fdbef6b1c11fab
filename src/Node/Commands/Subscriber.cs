using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Commands;

/// <summary>What a margin engine does: follows the node's stream over HTTP and verifies everything. The sandbox runs one to show that it can be done.</summary>
/// <param name="rounds">Stop the run after this many verified batches; 0: never.</param>
/// <param name="enough">Cancelled when they are reached.</param>
/// <param name="remember">Prices and gaps that are remembered one by one, the newest; 0: only the last of each feed.</param>
internal sealed class Subscriber(NodeRuntime node, Uri server, TimeProvider time, int rounds, CancellationTokenSource enough, int remember = 0) : IDisposable
{
    /// <summary>For the last events of a node that has stopped.</summary>
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Refusal> _refusals = [];
    private readonly List<SubscriptionEvent.Unrepaired> _holes = [];
    private readonly List<long> _latencies = [];
    private readonly SortedDictionary<FeedId, VerifiedStatement> _latest = [];
    private readonly AccountBoard _accounts = new();
    private readonly Dictionary<(ShardId Shard, ulong Sequence, FeedId Feed), Statement> _remembered = [];
    private readonly Queue<(ShardId Shard, ulong Sequence, FeedId Feed)> _order = [];
    private long _accountBatches;
    private long _batches;
    private long _prices;
    private long _gaps;
    private ulong _first;
    private ulong _last;
    private volatile string? _cursor;

    /// <summary>Until it is told to finish: what the node publishes while it stops is received too.</summary>
    public async Task<SubscriberReport> RunAsync()
    {
        using var http = NodeHttp.Client();
        var verifier = new AttestationVerifier(node.Domain, new AttesterSets(node.Attesters.Set));
        var subscription = new AttestationSubscription(http, new Uri(server, "/v1/stream"), verifier, new AttestationTracker(), time) { Missing = new(http, server, verifier, time) };
        try
        {
            await foreach (var received in subscription.FollowAsync("earliest", _stop.Token).ConfigureAwait(false))
            {
                Note(received);
                _cursor = subscription.Cursor;
                if (rounds > 0 && _batches >= rounds) await enough.CancelAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run is over.
        }

        return new(_batches, _prices, _gaps, _first, _last, _refusals, _holes, [.. _latest.Values], [.. _latencies.Order()], _accountBatches, _accounts, _remembered);
    }

    /// <summary>Ends the run when everything that stands in the node's stream was received. The node publishes no more.</summary>
    public async Task FinishAsync()
    {
        var deadline = time.GetUtcNow() + CatchUpLimit;
        while (_cursor != node.Stream.LastOffset(null) && time.GetUtcNow() < deadline) await Task.Delay(TimeSpan.FromMilliseconds(10), time, CancellationToken.None).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose() => _stop.Dispose();

    private void Note(SubscriptionEvent received)
    {
        switch (received)
        {
            case SubscriptionEvent.Refused refused:
                _refusals.Add(refused.Refusal);
                break;
            case SubscriptionEvent.Received { Tracking: TrackOutcome.Refused { Refusal: not Refusal.Duplicate } tracking }:
                _refusals.Add(tracking.Refusal);
                break;
            case SubscriptionEvent.Unrepaired hole:
                _holes.Add(hole);
                break;
            case SubscriptionEvent.Received { Tracking: TrackOutcome.Newest } batch:
                Count(batch.Batch);
                break;
            default:
                break;
        }
    }

    private void Count(VerifiedBatch batch)
    {
        if (batch.Header.Algorithm == BatchHeader.RotationV1) return;
        if (batch.Header.Algorithm == BatchHeader.CollateralV1)
        {
            _accountBatches++;
            _accounts.Apply(batch.Attestation, batch.Digest);
            return;
        }

        if (_batches++ == 0) _first = batch.Header.Sequence;
        _last = batch.Header.Sequence;
        _latencies.Add(time.GetUtcNow().ToUnixTimeMilliseconds() - batch.Header.ObservedAt);
        foreach (var price in batch.Prices)
        {
            _prices++;
            var statement = (PriceStatement)price.Statement;
            _latest[statement.Feed] = price;
            Remember((batch.Header.Shard, batch.Header.Sequence, statement.Feed), statement);
        }

        foreach (var gap in batch.Statements.OfType<GapStatement>())
        {
            _gaps++;
            Remember((batch.Header.Shard, batch.Header.Sequence, gap.Feed), gap);
        }
    }

    private void Remember((ShardId Shard, ulong Sequence, FeedId Feed) key, Statement statement)
    {
        if (remember == 0) return;
        _remembered[key] = statement;
        _order.Enqueue(key);
        if (_order.Count > remember) _remembered.Remove(_order.Dequeue());
    }
}

/// <summary>What the run's own subscriber received and verified.</summary>
/// <param name="Holes">Batches that the stream left out and the node did not answer either.</param>
/// <param name="Latest">The last price of each feed, in order of feed.</param>
/// <param name="LatenciesMs">From observation to the subscriber having verified it, sorted.</param>
/// <param name="AccountBatches">Batches about accounts.</param>
/// <param name="Accounts">What they said.</param>
/// <param name="Remembered">Prices and gaps one by one, where that was asked for.</param>
internal sealed record SubscriberReport(
    long Batches,
    long Prices,
    long Gaps,
    ulong First,
    ulong Last,
    IReadOnlyList<Refusal> Refusals,
    IReadOnlyList<SubscriptionEvent.Unrepaired> Holes,
    IReadOnlyList<VerifiedStatement> Latest,
    IReadOnlyList<long> LatenciesMs,
    long AccountBatches,
    AccountBoard Accounts,
    IReadOnlyDictionary<(ShardId Shard, ulong Sequence, FeedId Feed), Statement> Remembered)
{
    public long Percentile(int percent) => LatenciesMs.Count == 0 ? 0 : LatenciesMs[Math.Min(LatenciesMs.Count - 1, LatenciesMs.Count * percent / 100)];
}
