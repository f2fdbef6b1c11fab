using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Hosting;

/// <summary>Why a shard publishes nothing: told when it begins, when the reason becomes another, and when it is over. Turns are tried again four times a second; each would repeat it. Thread-safe.</summary>
internal sealed class ShardNotices(Action<NodeNotice> notify)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ShardId, Stop> _stopped = [];

    /// <summary>Called after every turn, in the order of the shard's turns.</summary>
    public void Hear(ShardId shard, RoundOutcome outcome)
    {
        lock (_gate)
        {
            var before = _stopped.GetValueOrDefault(shard);
            if (Of(outcome) is { } stop)
            {
                _stopped[shard] = stop;
                if (before?.Kind != stop.Kind) notify(new(stop.Level, $"shard {shard}", stop.Text));
            }
            else if (before is not null && outcome is RoundOutcome.Published published)
            {
                _stopped.Remove(shard);
                notify(new(NoticeLevel.Info, $"shard {shard}", $"publication goes on with sequence {published.Attestation.Header.Sequence}{before.Over}"));
            }
        }
    }

    /// <summary>Null where nothing stops publication.</summary>
    private static Stop? Of(RoundOutcome outcome) => outcome switch
    {
        RoundOutcome.Waiting waiting => new(
            $"waiting {waiting.Have}", NoticeLevel.Alarm, $"publication has stopped at sequence {waiting.Sequence}: {waiting.Have} of {waiting.Need} signatures ({string.Join("; ", waiting.Faults.Select(static fault => $"{fault.Attester} {fault.Kind}: {fault.Reason}"))})"),
        RoundOutcome.TooEarly early when early.ObservedAt < early.LastObservedAt => new(
            "clock", NoticeLevel.Alarm, $"publication has stopped: the clock says {UnixTime.ToText(early.ObservedAt)}, the last round was observed at {UnixTime.ToText(early.LastObservedAt)}", ": the clock has passed the last round"),
        RoundOutcome.OutOfTerm ended => new($"term {ended.Refusal.GetType().Name}", NoticeLevel.Alarm, $"publication has stopped: {ended.Refusal}"),
        RoundOutcome.Failed failed => new($"failed {failed.Stage}", NoticeLevel.Warning, $"{failed.Stage} failed: {failed.Reason}"),
        _ => null,
    };

    /// <param name="Kind">The same for as long as it is the same trouble; its text has operands that change.</param>
    /// <param name="Over">What is added when it is over.</param>
    private sealed record Stop(string Kind, NoticeLevel Level, string Text, string Over = "");
}
