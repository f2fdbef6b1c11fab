using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.World;

namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>Reads a chain by plain calls while the run goes on, and keeps what was due on it.</summary>
internal sealed class ChainJudge(RunningChain chain)
{
    private readonly Lock _gate = new();
    private Dictionary<FeedId, FeedReading> _standing = [];

    public RunningChain Chain => chain;

    public DueBook Due { get; } = new();

    public IReadOnlyDictionary<FeedId, FeedReading> Standing
    {
        get
        {
            lock (_gate) return _standing;
        }
    }

    /// <summary>After every block and reorganisation.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public async Task LookAsync(long now)
    {
        var readings = await Task.WhenAll(Market.Feeds.Select(async (feed, position) => (Feed: feed, Reading: FeedReading.Of(await chain.Rpc.CallAsync(chain.Hub, Call(feed, position))))));
        var standing = readings.Where(static reading => reading.Reading is { } found && (found.Sequence > 0 || found.Value > 0)).ToDictionary(static reading => reading.Feed, static reading => reading.Reading!.Value);
        lock (_gate)
        {
            _standing = standing;
            Due.Seen(standing, now);
        }
    }

    public void Published(SignedBatch batch, long now)
    {
        lock (_gate) Due.Published(batch.Header, batch.Statements, _standing, now);
    }

    public bool HasAllThatIsDue()
    {
        lock (_gate) return !Due.Missing(_standing).Any();
    }

    private byte[] Call(FeedId feed, int position) => chain.Plan.Form == StorageForm.Single
        ? HubReads.Price(ChainPlan.Prices, feed)
        : HubReads.PairedPrice(HubCalls.LayoutOf(ChainPlan.Prices, Market.Feeds), position);
}
