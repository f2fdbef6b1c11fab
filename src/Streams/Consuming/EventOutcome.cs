using CrossChainOracle.Domain;

namespace CrossChainOracle.Streams.Consuming;

/// <summary>What a stage made of one event.</summary>
public abstract record EventOutcome
{
    private EventOutcome() { }

    /// <summary>All that the event asks for is durable.</summary>
    public sealed record Done : EventOutcome;

    /// <summary>Nothing to do: it came twice, or too late to matter. It may be forgotten.</summary>
    /// <param name="Reason">One of few, a metrics label.</param>
    public sealed record Dropped(string Reason) : EventOutcome;

    /// <summary>It can never be dealt with, however often it comes. It is kept as a dead letter.</summary>
    /// <param name="Reason">For people, with operands.</param>
    /// <param name="Kind">One of few, a metrics label: the code of a refusal, or a word of <see cref="BadKind"/>.</param>
    public sealed record Bad(string Reason, string Kind = BadKind.Refused) : EventOutcome
    {
        public static Bad Of(Refusal refusal) => new(refusal.ToString(), refusal.Code.ToString());
    }

    /// <summary>Not now: it must come again before any event after it.</summary>
    /// <param name="Reason">For people, with operands. Never a credential.</param>
    public sealed record Retry(string Reason) : EventOutcome;
}
