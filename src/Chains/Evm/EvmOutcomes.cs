using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>A contract and the call data it is sent.</summary>
public readonly record struct EvmCall(EvmAddress To, ReadOnlyMemory<byte> Data);

/// <summary>Why something could not be read.</summary>
/// <param name="Code">The kind of cause.</param>
/// <param name="Detail">What and where, with operands; printable ASCII, never a credential.</param>
public sealed record ReadFailure(RejectionCode Code, string Detail);

/// <summary>A block that enough endpoints have, or why there is none.</summary>
public abstract record PinOutcome
{
    private PinOutcome()
    {
    }

    public sealed record Pinned(PinnedBlock Block) : PinOutcome;

    public sealed record Failed(ReadFailure Failure) : PinOutcome;
}

/// <summary>What became of one contract call at a pinned block.</summary>
public abstract record CallOutcome
{
    private CallOutcome()
    {
    }

    /// <summary>The return data that enough endpoints agreed on; never empty.</summary>
    public sealed record Returned(ReadOnlyMemory<byte> Data) : CallOutcome;

    public sealed record Failed(ReadFailure Failure) : CallOutcome
    {
        /// <summary>Enough endpoints say alike that the call fails there: it is the contract, and not the endpoints or the block.</summary>
        public bool IsAgreed { get; init; }
    }
}

/// <summary>A block that enough endpoints describe alike, or why there is none.</summary>
public abstract record BlockOutcome
{
    private BlockOutcome()
    {
    }

    public sealed record Found(EvmBlock Block) : BlockOutcome;

    public sealed record Failed(ReadFailure Failure) : BlockOutcome;
}

/// <summary>The logs of one block that enough endpoints agreed on, or why there are none.</summary>
public abstract record LogsOutcome
{
    private LogsOutcome()
    {
    }

    /// <param name="Logs">In the order of their index; may be empty, which then is agreed on too.</param>
    public sealed record Read(IReadOnlyList<EvmLog> Logs) : LogsOutcome;

    public sealed record Failed(ReadFailure Failure) : LogsOutcome;
}

/// <summary>Answers that prove themselves, so that one good one is enough; whoever checks them takes the first that holds.</summary>
public abstract record EvidenceOutcome
{
    private EvidenceOutcome()
    {
    }

    /// <param name="Answers">At least one; not compared with each other.</param>
    public sealed record Answered(IReadOnlyList<EndpointAnswer> Answers) : EvidenceOutcome;

    public sealed record Failed(ReadFailure Failure) : EvidenceOutcome;
}

/// <summary>What one endpoint answered, unread.</summary>
/// <param name="Endpoint">Scheme, host and port.</param>
/// <param name="Result">Any JSON but null.</param>
public readonly record struct EndpointAnswer(string Endpoint, JsonElement Result);

/// <summary>Something about one endpoint that an operator wants to know though the read may have succeeded without it.</summary>
/// <param name="Endpoint">Scheme, host and port.</param>
public abstract record EndpointIncident(string Endpoint)
{
    /// <summary>It gave no usable answer.</summary>
    public sealed record Failed(string Endpoint, ReadFailure Failure) : EndpointIncident(Endpoint);

    /// <summary>It has another block at the pinned height.</summary>
    public sealed record OtherBlock(string Endpoint, PinnedBlock Its, PinnedBlock Pinned) : EndpointIncident(Endpoint);

    /// <summary>It answered a call otherwise than the agreed answer. Answers are given as keccak256 of the success byte (1 or 0) and the return data.</summary>
    public sealed record Dissent(string Endpoint, PinnedBlock Block, EvmAddress Contract, Hash256 Answer, Hash256 Agreed) : EndpointIncident(Endpoint);

    /// <summary>It has other logs of the block. Answers are given by their number and a keccak256 of everything they say.</summary>
    public sealed record OtherLogs(string Endpoint, PinnedBlock Block, int Count, Hash256 Answer, int AgreedCount, Hash256 Agreed) : EndpointIncident(Endpoint);

    /// <summary>Its head is lower than it was.</summary>
    public sealed record WentBack(string Endpoint, PinnedBlock Before, PinnedBlock Now) : EndpointIncident(Endpoint);

    /// <summary>Its head is older than the chain's profile allows: the endpoint stands still, or the chain does.</summary>
    public sealed record Behind(string Endpoint, PinnedBlock Head, long AgeMs, long LimitMs) : EndpointIncident(Endpoint);
}
