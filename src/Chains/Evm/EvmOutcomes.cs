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

    public sealed record Failed(ReadFailure Failure) : CallOutcome;
}

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
}
