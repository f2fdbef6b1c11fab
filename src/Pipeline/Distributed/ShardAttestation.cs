using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>Notes that a shard's batch was published, so that readers need not look for the head of the ledger.</summary>
/// <returns>Null when it is noted; otherwise why not. Nothing depends on it: the next batch is noted too, and until then readers look.</returns>
public delegate ValueTask<string?> NoteLatest(string shard, ulong sequence, Hash256 digest, long observedAt, CancellationToken cancellation);

/// <summary>One shard where rounds are seen elsewhere: takes drafts in order and makes each the next round, once, however often and wherever it arrives. Thread-safe.</summary>
/// <remarks>
/// What it knows of the shard is kept between drafts. Another instance may have moved the shard meanwhile: the ledger says so when a sequence is reserved, the shard is read again, and the same draft is
/// tried once more. By then it may be covered.
/// </remarks>
/// <param name="round">The shard's main path; nobody else's.</param>
/// <param name="latest">Told of every batch that was published.</param>
/// <param name="onPublished">Told of it too, and first; must not throw.</param>
/// <param name="onLate">Told why it could not be noted; must not throw.</param>
public sealed class ShardAttestation(AttestationRound round, NoteLatest latest, Action<Attestation> onPublished, Action<string> onLate) : IDisposable
{
    /// <summary>Why a draft is dropped: a round was observed at or after the time at which it was due.</summary>
    public const string Covered = "covered";

    /// <summary>Why a draft is dropped: it was observed before the attester set began that signs now. The next round covers its time.</summary>
    public const string BeforeTheSet = "before the attester set";

    private const int Loads = 2;

    private readonly SemaphoreSlim _gate = new(1);
    private bool _isLoaded;

    public async Task<EventOutcome> AttestAsync(DraftRound draft, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await TakeAsync(draft, cancellation).ConfigureAwait(false);
        }
        catch (IOException unreadable)
        {
            _isLoaded = false;
            return new EventOutcome.Retry($"the ledger could not be read: {unreadable.Message}");
        }
        catch
        {
            // How far the turn came is not known.
            _isLoaded = false;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<EventOutcome> TakeAsync(DraftRound draft, CancellationToken cancellation)
    {
        for (var loads = 0; ;)
        {
            if (!_isLoaded)
            {
                // A new shard begins with the first draft, and not with whoever binds it when: so its first batch is the same wherever it is made.
                await round.LoadAsync(cancellation, draft.Tick - 1).ConfigureAwait(false);
                _isLoaded = true;
                loads++;
            }

            switch (await round.RunAsync(draft, cancellation).ConfigureAwait(false))
            {
                case RoundOutcome.Published published:
                    onPublished(published.Attestation);
                    await NoteAsync(published, cancellation).ConfigureAwait(false);
                    if (published.Digest == draft.Made) return new EventOutcome.Done();
                    break; // A batch that was still open; the draft is next.
                case RoundOutcome.Nothing or RoundOutcome.TooEarly:
                    return new EventOutcome.Dropped(Covered);
                case RoundOutcome.OutOfTerm { Refusal: Refusal.EpochNotYetValid }:
                    return new EventOutcome.Dropped(BeforeTheSet);
                case RoundOutcome.OutOfTerm ended:
                    return new EventOutcome.Retry($"nothing is signed: {ended.Refusal}");
                case RoundOutcome.Failed when draft.Refusal is { } refusal:
                    return EventOutcome.Bad.Of(refusal);
                case RoundOutcome.Failed { Stage: RoundOutcome.Failed.Encode } large:
                    return new EventOutcome.Bad(large.Reason, BadKind.TooLarge);
                case RoundOutcome.Failed failed:
                    return new EventOutcome.Retry($"{failed.Stage} failed: {failed.Reason}");
                case RoundOutcome.Waiting waiting:
                    return new EventOutcome.Retry(Text(waiting));
                case RoundOutcome.Reload reload:
                    _isLoaded = false;
                    if (loads >= Loads) return new EventOutcome.Retry($"{reload.Stage}: {reload.Reason}");
                    break;
                case var other:
                    throw new InvalidOperationException($"Unknown outcome {other}.");
            }
        }
    }

    private async Task NoteAsync(RoundOutcome.Published published, CancellationToken cancellation)
    {
        var header = published.Attestation.Header;
        var problem = await latest(header.Shard.ToString(), header.Sequence, published.Digest, header.ObservedAt, cancellation).ConfigureAwait(false);
        if (problem is not null) onLate($"shard {header.Shard}, sequence {header.Sequence}: {problem}");
    }

    private static string Text(RoundOutcome.Waiting waiting) =>
        $"sequence {waiting.Sequence} has {waiting.Have} of {waiting.Need} signatures ({string.Join("; ", waiting.Faults.Select(static fault => $"{fault.Attester} {fault.Kind}: {fault.Reason}"))})";
}
