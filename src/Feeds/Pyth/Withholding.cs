using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>Which price ids an endpoint refuses, found by halving.</summary>
/// <remarks>
/// Hermes has no partial answer: one id that the key may not read, or that the server does not know, costs the whole request 403 or 404. Requests that
/// are refused so are halved until the refused ids stand alone; those are left out for a while, and the others are asked for in one request again. What
/// one look does not finish the next goes on with. Safe for concurrent use: overlapping looks may ask twice, the last one's finding stands.
/// </remarks>
internal sealed class Withholding(IReadOnlyList<Hash256> ids)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Hash256, Fault> _refused = [];
    private IReadOnlyList<Hash256[]> _groups = [[.. ids]];
    private long _forgetAt = long.MaxValue;

    /// <summary>Ids that are not known to be refused; all again once what is known is old. Unix milliseconds.</summary>
    public Hash256[] Readable(long now)
    {
        lock (_gate)
        {
            if (now >= _forgetAt) (_groups, _forgetAt) = (Forget(), long.MaxValue);
            return [.. _groups.SelectMany(group => group)];
        }
    }

    /// <summary>Asks for every group once, and for the halves of those that are refused, with at most <see cref="Limits.MaximumRequests"/> requests.</summary>
    /// <param name="ask">Makes a request; null when it was answered.</param>
    /// <param name="collector">Gets what went wrong.</param>
    /// <param name="now">Unix milliseconds.</param>
    public async Task AskAsync(Func<Hash256[], Task<Fault?>> ask, Collector collector, long now)
    {
        Readable(now);
        var open = new Queue<Hash256[]>(Known(collector));
        var (answered, left) = (new List<Hash256>(), new List<Hash256[]>());
        for (var requests = 0; open.TryDequeue(out var group); requests++)
        {
            if (requests >= Limits.MaximumRequests)
            {
                left.Add(group);
                continue;
            }

            var fault = await ask(group).ConfigureAwait(false);
            if (fault is null)
            {
                answered.AddRange(group);
            }
            else if (!fault.MayBeOfOneFeed)
            {
                collector.Add(fault);
                left.Add(group);
            }
            else if (group.Length == 1)
            {
                Refuse(group[0], fault, collector, now);
            }
            else
            {
                open.Enqueue(group[..(group.Length / 2)]);
                open.Enqueue(group[(group.Length / 2)..]);
            }
        }

        lock (_gate) _groups = answered.Count == 0 ? left : [[.. answered], .. left];
    }

    private Hash256[][] Known(Collector collector)
    {
        lock (_gate)
        {
            foreach (var (id, fault) in _refused) collector.Add(id, fault);
            return [.. _groups];
        }
    }

    private void Refuse(Hash256 id, Fault fault, Collector collector, long now)
    {
        collector.Add(id, fault);
        lock (_gate)
        {
            _refused[id] = fault;
            _forgetAt = Math.Min(_forgetAt, now + Limits.WithheldMs);
        }
    }

    private Hash256[][] Forget()
    {
        _refused.Clear();
        return [[.. ids]];
    }
}
