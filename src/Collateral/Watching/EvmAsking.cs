using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Puts the questions of many owners to a chain at once, step by step, until every protocol has its answer.</summary>
internal static class EvmAsking
{
    private const int MaximumSteps = 16;

    /// <summary>The answers in the order of the questions, and whether the endpoints agreed on anything at all at that block.</summary>
    public static async Task<(IReadOnlyList<ProtocolAnswer> Answers, bool IsReadable)> ReadAsync(
        EvmReader reader, PinnedBlock block, IReadOnlyList<(IEvmProtocol Protocol, EvmAddress Owner)> questions, CancellationToken cancellation)
    {
        var asked = questions.Select(static question => new Dialogue(question.Protocol, question.Owner)).ToList();
        var (isAsked, isAgreed) = (false, false);
        for (var step = 0; step <= MaximumSteps; step++)
        {
            var open = asked.Where(static dialogue => !dialogue.IsDone).ToList();
            if (open.Count == 0) return ([.. asked.Select(static dialogue => dialogue.Answer!)], isAgreed || !isAsked);
            var outcomes = await reader.CallAsync(block, [.. open.SelectMany(static dialogue => dialogue.Calls)], cancellation).ConfigureAwait(false);
            isAsked |= outcomes.Count > 0;
            isAgreed |= outcomes.Any(static outcome => outcome is CallOutcome.Returned or CallOutcome.Failed { IsAgreed: true });
            var at = 0;
            foreach (var dialogue in open)
            {
                var count = dialogue.Calls.Count;
                dialogue.Hear([.. outcomes.Skip(at).Take(count)]);
                at += count;
            }
        }

        throw new InvalidOperationException($"A protocol asks in more than {MaximumSteps} steps.");
    }

    private sealed class Dialogue
    {
        private readonly IEvmProtocol _protocol;
        private readonly EvmAddress _owner;
        private readonly List<IReadOnlyList<CallOutcome>> _answers = [];

        public Dialogue(IEvmProtocol protocol, EvmAddress owner)
        {
            (_protocol, _owner) = (protocol, owner);
            Next();
        }

        public IReadOnlyList<EvmCall> Calls { get; private set; } = [];

        public ProtocolAnswer? Answer { get; private set; }

        public bool IsDone => Answer is not null;

        public void Hear(IReadOnlyList<CallOutcome> outcomes)
        {
            _answers.Add(outcomes);
            Next();
        }

        private void Next()
        {
            switch (_protocol.Step(_owner, _answers))
            {
                case EvmStep.Ask ask: Calls = ask.Calls; break;
                case EvmStep.Done done: (Calls, Answer) = ([], done.Answer); break;
            }
        }
    }
}
