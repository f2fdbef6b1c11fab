using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Follows the heads of one EVM chain: asks for them, fetches what is missing between them, and lets a <see cref="HeadTracker"/> judge. One look at a time.</summary>
/// <remarks>Every block that is used is one that k of n endpoints describe alike. Never throws but when cancelled; after that the next look goes on from what was fetched.</remarks>
/// <param name="reader">The chain's endpoints.</param>
/// <param name="profile">Of the same chain.</param>
/// <param name="clock">To measure lags with.</param>
public sealed class EvmHeads(EvmReader reader, ChainProfile profile, TimeProvider clock)
{
    // Missing blocks are fetched side by side, in steps that double: a short gap costs little, a long one few turns.
    private const int LargestStep = 32;

    private readonly HeadTracker _tracker = Of(reader, profile);
    private readonly Dictionary<int, PinnedBlock> _heads = [];

    // What was fetched and is not linked yet; kept, like what changed, when a look fails half way.
    private readonly Dictionary<Hash256, BlockRef> _known = [];
    private readonly List<HeadUpdate> _updates = [];

    public ChainProfile Profile => profile;

    /// <summary>What was known after the last look; null before the first one and after a fault.</summary>
    public ChainView? View => _tracker.View;

    /// <summary>An operator has looked at a fault: everything is forgotten.</summary>
    public void Reset()
    {
        _tracker.Reset();
        _known.Clear();
        _updates.Clear();
    }

    /// <summary>One look.</summary>
    public async Task<HeadsOutcome> PollAsync(CancellationToken cancellation)
    {
        if (_tracker.Fault is { } fault) return new HeadsOutcome.Faulted(fault);
        var latest = reader.BlockAsync(BlockTag.Latest, NoteHead, cancellation);
        var safe = profile.IsSingleSlot ? latest : reader.BlockAsync(BlockTag.Safe, cancellation);
        var finalized = profile.IsSingleSlot ? latest : reader.BlockAsync(BlockTag.Finalized, cancellation);
        await Task.WhenAll(latest, safe, finalized).ConfigureAwait(false);
        if (await latest.ConfigureAwait(false) is not BlockOutcome.Found head) return Failed(await latest.ConfigureAwait(false));
        if (await finalized.ConfigureAwait(false) is not BlockOutcome.Found final) return Failed(await finalized.ConfigureAwait(false));

        // Chains without the tag say so as an error; nothing is safe then before it is final.
        var justified = await safe.ConfigureAwait(false) is BlockOutcome.Found found ? found : final;
        return await FollowAsync(head.Block, justified.Block.Place, final.Block.Place, cancellation).ConfigureAwait(false);
    }

    private static HeadTracker Of(EvmReader reader, ChainProfile profile)
    {
        if (ChainProfileRules.Problems(profile) is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(profile));
        return reader.Chain == profile.Chain ? new(profile) : throw new ArgumentException($"The profile is of {profile.Chain}, the endpoints of {reader.Chain}.", nameof(profile));
    }

    private async Task<HeadsOutcome> FollowAsync(EvmBlock head, BlockRef safe, BlockRef finalized, CancellationToken cancellation)
    {
        for (var step = 1; ;)
        {
            var update = _tracker.Offer(new(head.Place, safe, finalized, _known));
            switch (update.Head)
            {
                case HeadOutcome.Faulted faulted:
                    return new HeadsOutcome.Faulted(faulted.Fault);
                case HeadOutcome.WindowOverflow or HeadOutcome.Unlinked:
                    _known.Clear();
                    return new HeadsOutcome.Stuck(update.Head);
                case HeadOutcome.NeedsBlock needed:
                    if (await FetchAsync(needed, step, finalized.Number, cancellation).ConfigureAwait(false) is { } missing) return new HeadsOutcome.Failed(missing);
                    step = Math.Min(step * 2, LargestStep);
                    break;
                case HeadOutcome.NeedsAnchor needed:
                    var anchor = await reader.BlockAsync(needed.Ours.Number, cancellation).ConfigureAwait(false);
                    if (anchor is not BlockOutcome.Found found) return Failed(anchor);
                    _updates.Add(_tracker.Resume(found.Block.Place, finalized));
                    break;
                default:
                    _known.Clear();
                    _updates.Add(update);
                    return Followed(head);
            }
        }
    }

    private HeadsOutcome.Followed Followed(EvmBlock head)
    {
        HeadUpdate[] updates = [.. _updates];
        _updates.Clear();
        var view = _tracker.View!;
        var lags = view.LagsAt(clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new(view, updates, head.BaseFee, lags, lags.HeadAgeMs > profile.MaximumHeadAgeMs);
    }

    // The block by its hash, and those below it by their numbers, which are mostly its ancestors; where they are not they do no harm.
    private async Task<ReadFailure?> FetchAsync(HeadOutcome.NeedsBlock needed, int step, ulong finalized, CancellationToken cancellation)
    {
        var wanted = reader.BlockAsync(needed.Hash, cancellation);
        var below = Enumerable.Range(1, step - 1).Select(i => (ulong)i).Where(i => i < needed.Number && needed.Number - i > finalized).Select(i => reader.BlockAsync(needed.Number - i, cancellation));
        var outcomes = await Task.WhenAll(below.Prepend(wanted)).ConfigureAwait(false);
        foreach (var found in outcomes.OfType<BlockOutcome.Found>()) _known[found.Block.Place.Hash] = found.Block.Place;
        return outcomes[0] is BlockOutcome.Failed failed ? failed.Failure : null;
    }

    private void NoteHead(int endpoint, PinnedBlock head)
    {
        var name = reader.NameOf(endpoint);
        if (_heads.TryGetValue(endpoint, out var before) && head.Number < before.Number) reader.Report(new EndpointIncident.WentBack(name, before, head));
        _heads[endpoint] = head;
        var age = clock.GetUtcNow().ToUnixTimeMilliseconds() - head.Timestamp;
        if (age > profile.MaximumHeadAgeMs) reader.Report(new EndpointIncident.Behind(name, head, age, profile.MaximumHeadAgeMs));
    }

    private static HeadsOutcome.Failed Failed(BlockOutcome outcome) => new(((BlockOutcome.Failed)outcome).Failure);
}
