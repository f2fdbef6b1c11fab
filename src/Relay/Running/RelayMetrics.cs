using System.Diagnostics.Metrics;

namespace CrossChainOracle.Relay.Running;

/// <summary>What a relay measures, for whoever listens to the meter <see cref="MeterName"/> (docs/relay.md names the instruments). Every measurement has the tag <c>chain</c>.</summary>
public sealed class RelayMetrics : IDisposable
{
    public const string MeterName = "CrossChainOracle.Relay";

    /// <summary>The histogram of how long each stage of a posting took, in milliseconds.</summary>
    public const string StageName = "relay.stage";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<long> _stages;
    private readonly Histogram<long> _gas;
    private readonly Histogram<double> _fee;
    private readonly Counter<long> _events;
    private readonly Gauge<long> _runway;

    public RelayMetrics()
    {
        _stages = _meter.CreateHistogram<long>(StageName, "ms", "From the stage before to the stage of the tag, per posting.");
        _gas = _meter.CreateHistogram<long>("relay.gas", "{gas}", "Gas of a posting that the chain took.");
        _fee = _meter.CreateHistogram<double>("relay.fee", "{unit}", "What a posting cost on a chain that has no gas, in its smallest unit.");
        _events = _meter.CreateCounter<long>("relay.events", "{event}", "What the sender said, by the tag event: submitted, included, final, reorged, reverted, refused, nonceTaken, tooDear, expired, failed.");
        _runway = _meter.CreateGauge<long>("relay.runway", "{posting}", "Postings that the account can still pay for, each at the cost of the last one and the highest allowed fee.");
    }

    /// <summary>How long the account lasts.</summary>
    /// <param name="covers">Postings that it can still pay for, each at the cost of the last one and the highest allowed fee.</param>
    public void Runway(string chain, UInt128 covers) => _runway.Record((long)UInt128.Min(covers, long.MaxValue), new KeyValuePair<string, object?>("chain", chain));

    public void Note(string chain, IReadOnlyList<PostingEvent> events)
    {
        foreach (var said in events) _events.Add(1, new("chain", chain), new("event", NameOf(said)));
    }

    /// <summary>A posting came into a block: the stages up to there.</summary>
    public void Included(PostingReceipt receipt)
    {
        KeyValuePair<string, object?>[] tags = [new("chain", receipt.Chain.ToString()), new("kind", receipt.Kind.ToString())];
        if (receipt.Block?.Cost is PostingCost.Gas gas) _gas.Record((long)gas.Used, tags);
        if (receipt.Block?.Cost is PostingCost.Total total) _fee.Record((double)total.Fee, tags);
        Record(receipt, static stage => stage != "final");
    }

    /// <summary>A posting is final: the last stage.</summary>
    public void Final(PostingReceipt receipt) => Record(receipt, static stage => stage == "final");

    public void Dispose() => _meter.Dispose();

    private void Record(PostingReceipt receipt, Func<string, bool> which)
    {
        long? before = null;
        foreach (var (stage, at) in ReceiptJson.Trail(receipt))
        {
            if (before is { } from && which(stage)) _stages.Record(Math.Max(0, at - from), new("chain", receipt.Chain.ToString()), new("stage", stage));
            before = at;
        }
    }

    private static string NameOf(PostingEvent said) => said switch
    {
        PostingEvent.Submitted => "submitted",
        PostingEvent.Included => "included",
        PostingEvent.Final => "final",
        PostingEvent.Reorged => "reorged",
        PostingEvent.Reverted => "reverted",
        PostingEvent.Refused => "refused",
        PostingEvent.Delayed { Cause: DelayCause.NonceTaken } => "nonceTaken",
        PostingEvent.Delayed { Cause: DelayCause.TooDear } => "tooDear",
        PostingEvent.Delayed { Cause: DelayCause.Expired } => "expired",
        PostingEvent.Delayed { Cause: DelayCause.Failed } => "failed",
        _ => throw new InvalidOperationException($"No such case: {said}"),
    };
}
