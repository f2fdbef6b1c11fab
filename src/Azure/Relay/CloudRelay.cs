using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Relay;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Azure.Relay;

/// <summary>A relay whose process may end after any call: what arrives is verified and put on a shelf, and a step posts what the shelf holds, on every chain.</summary>
/// <remarks>
/// Any number of processes may do the same at a time: the shelf is a set, and of two that are about to send by one account the journal's version lets one go on. Thread-safe.
/// </remarks>
public sealed class CloudRelay : IAsyncDisposable
{
    private readonly IReadOnlyList<HostedChain> _chains;
    private readonly BatchShelf _shelf;
    private readonly HeldBatches _held;
    private readonly BatchDoor _door;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly RelayServices _services;
    private long _asked;
    private long _seen;
    private string? _trouble;

    /// <param name="domain">The deployment.</param>
    /// <param name="attesters">The configured set.</param>
    /// <param name="before">The configured one before it; null: there is none.</param>
    /// <param name="recovery">Null: nobody may rotate after expiry.</param>
    public CloudRelay(SigningDomain domain, AttesterSet attesters, AttesterSet? before, RecoveryRule? recovery, IReadOnlyList<HostedChain> chains, BatchShelf shelf, RelayServices services)
    {
        (_chains, _shelf, _services) = (chains, shelf, services);
        _held = new(shelf, services.Time);
        _door = new(domain, attesters, before, recovery);
    }

    /// <summary>Verifies an event and keeps it, where anything of it may be posted. Its place in the stream may be given up after that: a step does the rest, now or in another process.</summary>
    public async Task<EventOutcome> ConsumeAsync(StoredEvent attestation, CancellationToken cancellation)
    {
        var opened = _door.Open(attestation.Body);
        if (opened is IntakeOutcome.Early)
        {
            // The rotation may have come by another partition, to another process.
            await LookAsync(cancellation).ConfigureAwait(false);
            opened = _door.Open(attestation.Body);
        }

        switch (opened)
        {
            case IntakeOutcome.Accepted accepted when !_chains.Any(chain => chain.MayPost(accepted.Batch)):
                return new EventOutcome.Dropped("not posted");
            case IntakeOutcome.Accepted { Batch: var batch }:
                var kept = new KeptBatch(batch.Header, new(PublishedStream.SignedAt(attestation), attestation.EnqueuedTime), attestation.Body);
                return await _shelf.PutAsync(kept, batch.Digest, cancellation).ConfigureAwait(false) is { } problem ? new EventOutcome.Retry(problem) : new EventOutcome.Done();
            case IntakeOutcome.Early early:
                return new EventOutcome.Retry($"signed by epoch {early.Epoch}, whose rotation from epoch {early.Current} was not seen");
            case IntakeOutcome.Refused refused:
                return EventOutcome.Bad.Of(refused.Refusal);
            default:
                throw new InvalidOperationException($"No such case: {opened}");
        }
    }

    /// <summary>Plans, sends, and keeps what came of it, on every chain. Returns when that was done with all that was on the shelf before the call, by this call or another.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        var asked = Interlocked.Increment(ref _asked);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_seen >= asked) return;
            var covers = Interlocked.Read(ref _asked);
            var problem = await _held.LookAsync(Note, cancellation).ConfigureAwait(false);
            await Task.WhenAll(_chains.Select(chain => chain.StepAsync(_held, _door.Anchor, cancellation))).ConfigureAwait(false);
            problem ??= await TidyAsync(cancellation).ConfigureAwait(false);
            _seen = covers;
            Say(problem);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var chain in _chains) await chain.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _held.LookAsync(Note, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A batch that another process may have taken in: rotations are followed.</summary>
    private void Note(KeptBatch batch) => _door.Open(batch.Body);

    /// <summary>When it begins, and when it is over.</summary>
    private void Say(string? trouble)
    {
        if (trouble is null != _trouble is null) _services.Notify(new(trouble is null ? RelayNoticeLevel.Info : RelayNoticeLevel.Warning, null, $"inbox: {trouble ?? "well again"}"));
        _trouble = trouble;
    }

    /// <summary>While a chain is closed, nobody knows what it needs.</summary>
    private Task<string?> TidyAsync(CancellationToken cancellation)
    {
        var needed = new HashSet<(ShardId, ulong)>();
        foreach (var chain in _chains)
        {
            if (chain.Needed is not { } own) return Task.FromResult<string?>(null);
            needed.UnionWith(own);
        }

        return _held.TidyAsync(needed, cancellation);
    }
}
