using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Cosmos;

/// <summary>One module of one Cosmos chain: which keys of its stores tell about an owner and what their values mean. Pure: whoever drives it does the asking, and the proving.</summary>
/// <remarks>Blocks of CometBFT are final when they are committed, so that there are no unfinalized changes to net and no logs to watch: a source is read again as its heartbeat says.</remarks>
public interface ICosmosProtocol
{
    /// <summary>Name in position keys, 1 to 16 of <c>a-z0-9-</c>.</summary>
    string Source { get; }

    ChainId Chain { get; }

    /// <summary>The next question, or the answer.</summary>
    /// <param name="owner">Whose positions: a Bech32 address as the chain writes it.</param>
    /// <param name="answers">The values of every question so far, oldest first, each in the order of its keys; empty at the beginning.</param>
    CosmosStep Step(string owner, IReadOnlyList<IReadOnlyList<CosmosValue>> answers);
}

/// <summary>What a protocol wants next.</summary>
public abstract record CosmosStep
{
    private CosmosStep()
    {
    }

    /// <summary>Keys at the pinned height, at least one. One that fails costs no other.</summary>
    public sealed record Ask(IReadOnlyList<CosmosQuery> Keys) : CosmosStep;

    public sealed record Done(ProtocolAnswer Answer) : CosmosStep;
}

/// <summary>What a key held.</summary>
public abstract record CosmosValue
{
    private CosmosValue()
    {
    }

    public sealed record Found(ReadOnlyMemory<byte> Value) : CosmosValue;

    /// <summary>The key is not there, which is a fact like a value.</summary>
    public sealed record Absent : CosmosValue;

    /// <summary>Not known: never to be taken for absence.</summary>
    public sealed record Failed(RejectionCode Code, string Detail) : CosmosValue;
}
