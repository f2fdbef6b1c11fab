using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Cosmos;

/// <summary>A chain's stores as a protocol sees them, without a chain: what keys hold, and which fail.</summary>
internal sealed class Kept
{
    private readonly Dictionary<string, byte[]> _values = [];

    /// <summary>Keys that cannot be read.</summary>
    public Func<CosmosQuery, bool> Fails { get; set; } = _ => false;

    public Kept Put(string store, byte[] key, byte[] value)
    {
        _values[Name(store, key)] = value;
        return this;
    }

    public ProtocolAnswer Read(ICosmosProtocol protocol, string owner)
    {
        var answers = new List<IReadOnlyList<CosmosValue>>();
        while (true)
        {
            var step = protocol.Step(owner, answers);
            if (step is CosmosStep.Done done) return done.Answer;
            var keys = ((CosmosStep.Ask)step).Keys;
            Assert.NotEmpty(keys);
            answers.Add([.. keys.Select(Answer)]);
        }
    }

    /// <summary>Problems there are none; positions as market, asset's reference, side and amount.</summary>
    public static string[] Lines(ProtocolAnswer answer)
    {
        Assert.Empty(answer.Problems);
        return [.. answer.Positions.Select(position => $"{position.Key.Market}|{position.Key.Asset.Reference}|{position.Key.Side}|{position.Amount}")];
    }

    public static ReadingProblem Problem(ProtocolAnswer answer, RejectionCode code)
    {
        var problem = Assert.Single(answer.Problems);
        Assert.Equal(code, problem.Code);
        return problem;
    }

    private CosmosValue Answer(CosmosQuery query) =>
        Fails(query) ? new CosmosValue.Failed(RejectionCode.BadProof, "no proof")
        : _values.TryGetValue(Name(query.Store, query.Key.Span), out var value) ? new CosmosValue.Found(value)
        : new CosmosValue.Absent();

    private static string Name(string store, ReadOnlySpan<byte> key) => $"{store}/{Convert.ToHexString(key)}";
}
