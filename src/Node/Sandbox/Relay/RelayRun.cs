using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Node.Sandbox.Relay;

/// <summary>What a sandbox's relayers did, and whether the chains say what the stream says.</summary>
/// <param name="Chains">In the order in which they were started, as the last step left them.</param>
/// <param name="Checked">Every feed on every chain, read through both adapters.</param>
internal sealed record RelayReport(IReadOnlyList<(RelayedChain Chain, ChainView View)> Chains, IReadOnlyList<CheckedPrice> Checked)
{
    /// <summary>Prices of the stream that are remembered for the comparison.</summary>
    public const int MaximumPrices = 50_000;

    public IEnumerable<CheckedPrice> Different => Checked.Where(static price => price.Problem is not null);

    public bool IsSame => Checked.Count > 0 && !Different.Any();
}

/// <summary>The relayers of a sandbox while its node attests, and until the last posting is in a block.</summary>
internal sealed class RelayRun : IDisposable
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly SandboxRelay? _relay;
    private readonly RelayBoard? _board;
    private readonly TimeProvider _time;
    private readonly Task _running;

    /// <param name="relay">Null: nothing runs, and there is no report.</param>
    public RelayRun(SandboxRelay? relay, RelayBoard? board, TimeProvider time)
    {
        (_relay, _board, _time) = (relay, board, time);
        _running = relay?.RunAsync(_stop.Token) ?? Task.CompletedTask;
    }

    /// <summary>Waits until every feed was posted and nothing waits for a block, stops, and compares.</summary>
    public async Task<RelayReport?> FinishAsync(IReadOnlyDictionary<(ShardId Shard, ulong Sequence, FeedId Feed), Statement> stream)
    {
        if (_relay is null) return null;
        var deadline = _time.GetUtcNow() + SettleLimit;
        while (!_running.IsCompleted && !IsSettled() && _time.GetUtcNow() < deadline) await Task.Delay(Look, _time, CancellationToken.None).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        var views = _board!.Chains.ToDictionary(static view => view.Chain);
        var chains = _relay.Chains.Where(chain => views.ContainsKey(chain.Anvil.Chain)).Select(chain => (chain, views[chain.Anvil.Chain])).ToList();
        var results = new List<CheckedPrice>();
        foreach (var (chain, view) in chains) results.AddRange(await new RelayCheck(_relay.Client(chain.Anvil, _time), chain, stream).RunAsync(view, CancellationToken.None).ConfigureAwait(false));
        return new(chains, results);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private bool IsSettled()
    {
        var views = _board!.Chains;
        return views.Count == _relay!.Chains.Count && views.All(static view => view.Feeds.All(static feed => feed.Last is not null) && view.InFlight.All(static transaction => transaction.Block is not null));
    }
}
