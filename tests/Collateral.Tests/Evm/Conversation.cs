using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>A whole conversation of a reader with a chain out of <c>tests/data/protocols</c>, encoded by another library: each call and what it returns.</summary>
internal sealed class Conversation
{
    private readonly List<List<Exchange>> _steps;

    private Conversation(EvmAddress owner, List<List<Exchange>> steps, Dictionary<string, Hash256> topics) => (Owner, _steps, Topics) = (owner, steps, topics);

    public EvmAddress Owner { get; }

    public IReadOnlyDictionary<string, Hash256> Topics { get; }

    /// <summary>What the first call of that name returned.</summary>
    public byte[] ReturnsOf(string name) => _steps.SelectMany(step => step).First(item => item.Name == name).Returns;

    public static Conversation Load(string protocol)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "data", "protocols", protocol, "vectors.json")));
        var root = document.RootElement;
        var topics = root.TryGetProperty("topics", out var list) ? list.EnumerateObject().ToDictionary(item => item.Name, item => Hash256.Parse(item.Value.GetString()!)) : [];
        return new(
            EvmAddress.Parse(root.GetProperty("owner").GetString()!),
            [.. root.GetProperty("steps").EnumerateArray().Select(step => step.EnumerateArray().Select(Exchange.Read).ToList())],
            topics);
    }

    /// <summary>Asks what the other library encoded, call by call, and reads what it returned.</summary>
    public ProtocolAnswer Hold(IEvmProtocol protocol)
    {
        var answers = new List<IReadOnlyList<CallOutcome>>();
        while (protocol.Step(Owner, answers) is EvmStep.Ask ask)
        {
            Assert.True(answers.Count < _steps.Count, "the reader asks more than was recorded");
            var step = _steps[answers.Count];
            Assert.Equal(step.Select(item => $"{item.To} {item.Name} {Hex.Encode(item.Data)}"), ask.Calls.Select((call, i) => $"{call.To} {step.ElementAtOrDefault(i)?.Name} {Hex.Encode(call.Data.Span)}"));
            answers.Add([.. step.Select(item => new CallOutcome.Returned(item.Returns))]);
        }

        Assert.Equal(_steps.Count, answers.Count);
        return ((EvmStep.Done)protocol.Step(Owner, answers)).Answer;
    }

    /// <summary>As <see cref="Hold"/>, with other return data for calls of that name (only the n-th of them, where told); null for a call that reverts.</summary>
    public ProtocolAnswer With(IEvmProtocol protocol, string name, byte[]? returns, int? nth = null) =>
        Answer(protocol, (item, seen) => item.Name != name || (nth is { } only && seen != only) ? item.Returns : returns);

    /// <summary>Answers everything with damaged return data; the reader may ask what was not recorded, and gets a revert.</summary>
    public ProtocolAnswer Damaged(IEvmProtocol protocol, Mutator mutator) => Answer(protocol, (item, _) => mutator.Next(item.Returns));

    private ProtocolAnswer Answer(IEvmProtocol protocol, Func<Exchange, int, byte[]?> returns)
    {
        var answers = new List<IReadOnlyList<CallOutcome>>();
        var seen = new Dictionary<string, int>();
        while (true)
        {
            if (protocol.Step(Owner, answers) is not EvmStep.Ask ask) return ((EvmStep.Done)protocol.Step(Owner, answers)).Answer;
            Assert.NotEmpty(ask.Calls);
            Assert.True(answers.Count < 10, "a protocol that never ends");
            answers.Add([.. ask.Calls.Select(Outcome)]);
        }

        CallOutcome Outcome(EvmCall call)
        {
            var known = _steps.SelectMany(step => step).FirstOrDefault(item => item.To == call.To && call.Data.Span.SequenceEqual(item.Data))
                ?? _steps.SelectMany(step => step).FirstOrDefault(item => item.To == call.To && call.Data.Length >= 4 && item.Data.Length >= 4 && call.Data.Span[..4].SequenceEqual(item.Data.AsSpan(0, 4)));
            if (known is null) return new CallOutcome.Failed(new(RejectionCode.CallFailed, $"{call.To} reverted"));
            var before = seen.GetValueOrDefault(known.Name);
            seen[known.Name] = before + 1;
            return returns(known, before) is { } data ? new CallOutcome.Returned(data) : new CallOutcome.Failed(new(RejectionCode.CallFailed, $"{call.To} reverted"));
        }
    }

    private sealed record Exchange(EvmAddress To, string Name, byte[] Data, byte[] Returns)
    {
        public static Exchange Read(JsonElement item) => new(
            EvmAddress.Parse(item.GetProperty("to").GetString()!), item.GetProperty("name").GetString()!, Bytes(item, "data"), Bytes(item, "returns"));

        private static byte[] Bytes(JsonElement item, string name) => Convert.FromHexString(item.GetProperty(name).GetString()![2..]);
    }
}
