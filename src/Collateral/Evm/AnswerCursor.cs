using CrossChainOracle.Chains.Evm;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>Takes the outcomes of one question one after another, in the order of its calls.</summary>
internal sealed class AnswerCursor(IReadOnlyList<CallOutcome> outcomes)
{
    private int _next;

    /// <exception cref="InvalidOperationException">There are fewer outcomes than calls: whoever drives the protocol is at fault.</exception>
    public CallOutcome Next() => _next < outcomes.Count ? outcomes[_next++] : throw new InvalidOperationException($"Call {_next} of a question has no outcome; there are {outcomes.Count}.");
}
