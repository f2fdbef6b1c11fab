using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Relay;

/// <summary>What this process knows of the shelf: every batch that was on it when it looked last.</summary>
/// <remarks>For one caller at a time.</remarks>
internal sealed class HeldBatches(BatchShelf shelf, TimeProvider time)
{
    /// <summary>A batch that nobody here needs may be one that another process was about to need.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Removed in one step, at most: a step is for posting.</summary>
    private const int MaximumRemovals = 50;

    private readonly SortedDictionary<long, Held> _batches = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private long _next;

    /// <summary>Those after a number, in the order in which they were found.</summary>
    /// <param name="after">0: all of them.</param>
    public IEnumerable<Held> After(long after) => _batches.Values.Where(held => held.Number > after);

    /// <summary>Looks at the shelf: what is new on it is held, what has gone from it no more.</summary>
    /// <param name="found">Told of each that is new.</param>
    /// <returns>What could not be read, and is looked at again the next time.</returns>
    public async Task<string?> LookAsync(Action<KeptBatch> found, CancellationToken cancellation)
    {
        var listing = await shelf.ListAsync(cancellation).ConfigureAwait(false);
        var (there, problem) = (listing.Names.ToHashSet(StringComparer.Ordinal), listing.Problem);
        Forget([.. _batches.Values.Where(held => !there.Contains(held.Name) && IsCovered(listing, held.Name))]);
        foreach (var name in listing.Names.Where(name => !_names.Contains(name)))
        {
            var (batch, unread) = await shelf.ReadAsync(name, cancellation).ConfigureAwait(false);
            problem ??= unread;
            if (batch is null) continue;
            _batches.Add(++_next, new(_next, name, batch, time.GetTimestamp()));
            _names.Add(name);
            found(batch);
        }

        return problem;
    }

    /// <summary>Takes from the shelf what is not needed, and has not been for a while.</summary>
    /// <returns>What could not be removed, and is tried again the next time.</returns>
    public async Task<string?> TidyAsync(IReadOnlySet<(ShardId Shard, ulong Sequence)> needed, CancellationToken cancellation)
    {
        var useless = _batches.Values.Where(held => time.GetElapsedTime(held.Since) > Grace && !needed.Contains((held.Batch.Header.Shard, held.Batch.Header.Sequence))).Take(MaximumRemovals).ToList();
        foreach (var held in useless)
        {
            if (await shelf.RemoveAsync(held.Name, cancellation).ConfigureAwait(false) is { } problem) return problem;
            Forget([held]);
        }

        return null;
    }

    /// <summary>Whether a listing would have the name if it were there.</summary>
    private static bool IsCovered(BatchListing listing, string name) => listing.IsWhole || (listing.Names.Count > 0 && string.CompareOrdinal(name, listing.Names[^1]) <= 0);

    private void Forget(IReadOnlyList<Held> gone)
    {
        foreach (var held in gone)
        {
            _batches.Remove(held.Number);
            _names.Remove(held.Name);
        }
    }
}

/// <param name="Number">From 1, in the order in which this process found them.</param>
/// <param name="Since">Timestamp of the clock.</param>
internal sealed record Held(long Number, string Name, KeptBatch Batch, long Since);
