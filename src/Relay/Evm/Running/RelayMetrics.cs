using System.Diagnostics.Metrics;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>What a relay measures, for whoever listens to the meter <see cref="MeterName"/> (docs/relay.md names the instruments). Every measurement has the tag <c>chain</c>.</summary>
public sealed class RelayMetrics : IDisposable
{
    public const string MeterName = "CrossChainOracle.Relay";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<long> _stages;
    private readonly Histogram<long> _gas;
    private readonly Counter<long> _events;

    public RelayMetrics()
    {
        _stages = _meter.CreateHistogram<long>("relay.stage", "ms", "From the stage before to the stage of the tag, per posting.");
        _gas = _meter.CreateHistogram<long>("relay.gas", "{gas}", "Gas of a posting that the hub took.");
        _events = _meter.CreateCounter<long>("relay.events", "{event}", "What the sender said, by the tag event: submitted, included, final, reorged, reverted, refused, nonceTaken, tooDear, failed.");
    }

    public void Note(string chain, IReadOnlyList<SendEvent> events)
    {
        foreach (var said in events) _events.Add(1, new("chain", chain), new("event", NameOf(said)));
    }

    /// <summary>A posting came into a block: the stages up to there.</summary>
    public void Included(PostingReceipt receipt)
    {
        if (receipt.Block is { } block) _gas.Record((long)block.GasUsed, new("chain", receipt.Chain.ToString()), new("kind", receipt.Kind.ToString()));
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

    private static string NameOf(SendEvent said) => said switch
    {
        SendEvent.Submitted => "submitted",
        SendEvent.Included => "included",
        SendEvent.Final => "final",
        SendEvent.Reorged => "reorged",
        SendEvent.Reverted => "reverted",
        SendEvent.Refused => "refused",
        SendEvent.NonceTaken => "nonceTaken",
        SendEvent.TooDear => "tooDear",
        SendEvent.Failed => "failed",
        _ => throw new InvalidOperationException($"No such case: {said}"),
    };
}
