using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>A shard of accounts to observe.</summary>
/// <param name="Rules">Its policy.</param>
/// <param name="Index">Its place in the deployment.</param>
/// <param name="Book">What is known of its accounts.</param>
/// <param name="Maker">Makes rounds of it.</param>
public sealed record ObservedAccounts(CollateralRules Rules, int Index, CollateralBook Book, CollateralRoundMaker Maker)
{
    /// <summary>When the last draft was observed, which may still be under way; Unix milliseconds.</summary>
    internal long SentAt { get; set; }
}

/// <summary>From chains to observations of accounts: at each tick one look at every chain, and a draft of every shard.</summary>
/// <remarks>
/// What a round of accounts is made of depends on the round before it (which blocks are watched, which accounts are due), so the shard is read from the ledger first, and while the last draft is under
/// way there is no next one: its time is covered by the one after.
/// </remarks>
/// <param name="domain">The deployment.</param>
/// <param name="epoch">Of the attester set that signs.</param>
/// <param name="shards">Observed here.</param>
/// <param name="watchers">Of all chains that their accounts stand on.</param>
/// <param name="ledger">Where the shards stand.</param>
/// <param name="publication">Where drafts go.</param>
/// <param name="limit">How long a tick waits for its chains.</param>
/// <param name="time">Every time in a draft comes from here.</param>
/// <param name="onFault">Told of a chain's watcher that threw.</param>
/// <param name="prepare">Reads, once at each tick, what rounds need beside chains: the last prices. Where that fails, the last known are used for as long as they are valid.</param>
public sealed class CollateralIngest(
    SigningDomain domain, uint epoch, IReadOnlyList<ObservedAccounts> shards, IReadOnlyList<IChainWatcher> watchers, ILedgerReader ledger, DraftPublication publication, TimeSpan limit, TimeProvider time,
    Action<Exception> onFault, Func<CancellationToken, Task> prepare)
{
    /// <summary>After so long a draft that made no round is not waited for any more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Looks _looks = new([.. watchers.Select(watcher => (Func<Task>)(() => HearAsync(watcher, shards)))], limit, time, onFault);

    /// <summary>One tick. One caller at a time.</summary>
    /// <param name="period">Of the schedule.</param>
    /// <param name="cancellation">Drafts that were not sent by then are left out.</param>
    public async Task<IReadOnlyList<IngestOutcome>> RunAsync(TimeSpan period, CancellationToken cancellation)
    {
        var tick = Tick.Of(Now(), period);
        var heads = await Task.WhenAll(shards.Select(shard => HeadAsync(shard, tick, cancellation))).ConfigureAwait(false);
        await _looks.TakeAsync(cancellation).ConfigureAwait(false);
        await PrepareAsync(cancellation).ConfigureAwait(false);
        return await Task.WhenAll(shards.Zip(heads, (shard, read) => read.Head is { } head ? ObserveAsync(shard, head, tick, cancellation) : Task.FromResult(read.Stopped!))).ConfigureAwait(false);
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            await prepare(cancellation).ConfigureAwait(false);
        }
        catch (IOException unreadable)
        {
            onFault(unreadable);
        }
    }

    private static async Task HearAsync(IChainWatcher watcher, IReadOnlyList<ObservedAccounts> shards)
    {
        var open = shards.SelectMany(shard => shard.Book.OpenBlocks(watcher.Chain)).ToHashSet();
        var look = await watcher.LookAsync(open, CancellationToken.None).ConfigureAwait(false);
        foreach (var shard in shards) shard.Book.Hear(watcher.Chain, look);
    }

    /// <summary>Where the shard stands, and what has to be watched from there on; or why there is no round now.</summary>
    private async Task<(ShardHead? Head, IngestOutcome? Stopped)> HeadAsync(ObservedAccounts shard, long tick, CancellationToken cancellation)
    {
        var id = shard.Rules.Shard;
        try
        {
            var head = await ShardLoading.LoadAsync(ledger, domain, shard.Rules, tick - 1, cancellation).ConfigureAwait(false);
            if (tick <= head.Cursor.ObservedAt) return (null, new IngestOutcome.Nothing(id, ShardAttestation.Covered));
            if (shard.SentAt > (head.Last?.Header.ObservedAt ?? 0) && Now() - shard.SentAt < (long)Patience.TotalMilliseconds) return (null, new IngestOutcome.Nothing(id, "the draft before is under way"));
            shard.Maker.Continue(head);
            return (head, null);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException)
        {
            return (null, new IngestOutcome.Failed(id, unreadable.Message));
        }
    }

    private async Task<IngestOutcome> ObserveAsync(ObservedAccounts shard, ShardHead head, long tick, CancellationToken cancellation)
    {
        var id = shard.Rules.Shard;
        var observedAt = Math.Max(tick, Now());
        if (shard.Maker.Make(new(head, epoch, observedAt), out var made) is { } refusal) return new IngestOutcome.Failed(id, refusal.ToString());
        if (made is null) return new IngestOutcome.Nothing(id, "no chain has been seen yet");
        var outcome = await publication.PublishAsync(id, shard.Index, tick, DraftRound.Of(made.Round), cancellation).ConfigureAwait(false);
        if (outcome is IngestOutcome.Published) shard.SentAt = observedAt;
        return outcome;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
