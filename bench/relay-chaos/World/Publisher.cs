using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Pipeline;
using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.Judging;
using CrossChainOracle.Streams;

namespace CrossChainOracle.RelayChaos.World;

/// <summary>Publishes the batches of both shards at the simulated time, and hands over to new attesters twice.</summary>
/// <param name="begin">Unix milliseconds.</param>
/// <param name="length">Of the trouble, milliseconds: the attesters change after a third and after two thirds of it.</param>
internal sealed class Publisher(FileEventStream stream, Attesters attesters, IReadOnlyList<ChainJudge> judges, FastTime time, Counts counts, long begin, long length, int seed)
{
    public const long RoundMs = 2_000;

    /// <summary>Rounds of prices to one of facts.</summary>
    private const int RoundsPerFacts = 4;

    /// <summary>Between the statement of a set and its beginning.</summary>
    private const long NoticeMs = 20_000;

    private const uint LastEpoch = 3;

    private readonly Market _market = new(new Random(seed));
    private readonly Desk _desk = new(new Random(seed + 1));
    private readonly Batches _prices = new(ChainPlan.Domain, ChainPlan.Prices, BatchHeader.MedianV1, begin, attesters);
    private readonly Batches _facts = new(ChainPlan.Domain, Desk.Shard, BatchHeader.CollateralV1, begin, attesters);
    private readonly List<RetractionStatement> _retractions = [];
    private AttesterSet? _coming;

    public uint Epoch { get; private set; } = 1;

    public IReadOnlyList<RetractionStatement> Retractions => _retractions;

    /// <summary>From now on nothing changes but the time.</summary>
    public void Calm() => (_market.Quiet, _desk.Quiet) = (true, true);

    /// <exception cref="InvalidOperationException">The stream did not take a batch.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var round = 0; !cancellation.IsCancellationRequested; round++)
        {
            if (_coming is not null && time.Now >= _coming.ValidFrom) (Epoch, _coming) = (_coming.Epoch, null);
            if (_coming is null && Epoch < LastEpoch && time.Now >= begin + (length * Epoch / LastEpoch)) await RotateAsync();
            await PublishAsync(_prices.Make(Epoch, time.Now, _market.Round(time.Now)));
            if (round % RoundsPerFacts == 0) await PublishAsync(_facts.Make(Epoch, time.Now, _desk.Round(_facts.Next, time.Now)));
            var wait = begin + ((round + 1) * RoundMs) - time.Now;
            if (wait > 0) await Task.Delay(TimeSpan.FromMilliseconds(wait), time, cancellation).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task RotateAsync()
    {
        _coming = attesters.Set(Epoch + 1, time.Now + NoticeMs);
        counts.Rotations++;
        await PublishAsync(_prices.Make(Epoch, time.Now, [new AttesterSetStatement(_coming)]));
    }

    private async Task PublishAsync(SignedBatch batch)
    {
        var now = time.Now;
        var outcome = await stream.PublishAsync(0, [PublishedStream.Envelope(batch.Attestation, batch.Digest, now)]);
        if (outcome is not PublishOutcome.Published) throw new InvalidOperationException($"the stream did not take a batch: {outcome}");
        counts.Batches++;
        _retractions.AddRange(batch.Statements.OfType<RetractionStatement>());
        counts.Retractions = _retractions.Count;
        if (batch.Header.Shard != ChainPlan.Prices) return;
        foreach (var judge in judges) judge.Published(batch, now);
    }
}
