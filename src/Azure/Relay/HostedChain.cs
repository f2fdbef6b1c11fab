using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Azure.Relay;

/// <summary>One chain of a relay that lives from step to step: its relayer is opened over the journal, and again whenever another process has written it.</summary>
/// <param name="signer">Whose account pays.</param>
/// <param name="journal">The chain's own.</param>
/// <param name="partition">Of the sinks.</param>
public sealed class HostedChain(EvmRelaySettings settings, ISigner signer, IVersionedFile journal, RelayServices services, int partition) : IAsyncDisposable
{
    /// <summary>The second time the journal was read a moment ago.</summary>
    private const int Openings = 2;

    private EvmRelay? _relay;
    private AttesterSet? _anchor;
    private long _taken;
    private bool _isSound;
    private string? _stopped;

    /// <summary>Batches that must stay; null: all of them.</summary>
    public IReadOnlySet<(ShardId Shard, ulong Sequence)>? Needed => _relay?.Needed();

    /// <summary>Whether anything that a batch says may ever be posted here.</summary>
    public bool MayPost(VerifiedBatch batch) => batch.Statements.Any(statement => statement is not null && settings.Policy.MayPost(batch.Header.Shard, statement));

    /// <summary>Hands in what is new, and lets the relayer make a step. Whatever goes wrong is a notice.</summary>
    /// <param name="anchor">The set to begin with.</param>
    internal async Task StepAsync(HeldBatches batches, AttesterSet anchor, CancellationToken cancellation)
    {
        if (!anchor.Equals(_anchor)) await CloseAsync().ConfigureAwait(false);
        _anchor = anchor;
        for (var opening = 0; opening < Openings; opening++)
        {
            try
            {
                _relay ??= await OpenAsync(anchor, cancellation).ConfigureAwait(false);
                if (_relay is null) return;
                Take(_relay, batches);
                if (!await IsSoundAsync(cancellation).ConfigureAwait(false)) return;
                await _relay.StepAsync(cancellation).ConfigureAwait(false);
                if (_relay.Problem is null) return;
                await CloseAsync().ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is not (OutOfMemoryException or OperationCanceledException))
            {
                // A broken invariant of one chain: the others go on, and somebody must read it.
                services.Notify(new(RelayNoticeLevel.Alarm, settings.Chain, broken.ToString()));
                await CloseAsync().ConfigureAwait(false);
                return;
            }
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private void Take(EvmRelay relay, HeldBatches batches)
    {
        foreach (var held in batches.After(_taken))
        {
            relay.Take(new FollowedEvent.Arrived(held.Name, held.Batch.Body, new(held.Batch.Trail.SignedAt, held.Batch.Trail.PublishedAt)));
            _taken = held.Number;
        }
    }

    private async Task<EvmRelay?> OpenAsync(AttesterSet anchor, CancellationToken cancellation)
    {
        _taken = 0;
        var (relay, problem) = await EvmRelay.OpenAsync(settings with { Attesters = anchor }, services, partition, signer, journal, cancellation).ConfigureAwait(false);
        if (problem is not null) Stop(problem);
        return relay;
    }

    /// <summary>Whether endpoints and hub are those that the settings mean; asked until they are.</summary>
    private async Task<bool> IsSoundAsync(CancellationToken cancellation)
    {
        if (_isSound) return true;
        var problems = await EvmPreflight.CheckAsync(settings, signer.Address, services.Http, services.Time, services.Notify, cancellation).ConfigureAwait(false);
        _isSound = problems.Count == 0;
        if (!_isSound) Stop(string.Join("; ", problems));
        return _isSound;
    }

    /// <summary>Says why nothing is posted, once.</summary>
    private void Stop(string problem)
    {
        if (problem != _stopped) services.Notify(new(RelayNoticeLevel.Alarm, settings.Chain, $"nothing is posted: {problem}"));
        _stopped = problem;
    }

    private async ValueTask CloseAsync()
    {
        if (_relay is { } relay) await relay.DisposeAsync().ConfigureAwait(false);
        _relay = null;
    }
}
