using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>What enough endpoints agreed on, or why there is nothing.</summary>
public abstract record SolanaRead<T>
{
    private SolanaRead()
    {
    }

    public sealed record Ok(T Value) : SolanaRead<T>;

    public sealed record Failed(ReadFailure Failure) : SolanaRead<T>;
}

/// <summary>Something about one endpoint that an operator wants to know though the read may have succeeded without it.</summary>
/// <param name="Endpoint">Scheme, host and port.</param>
public abstract record SolanaIncident(string Endpoint)
{
    /// <summary>It gave no usable answer.</summary>
    public sealed record Failed(string Endpoint, ReadFailure Failure) : SolanaIncident(Endpoint);

    /// <summary>It answered otherwise than the agreed answer. At the same slot that is a fault; at another slot it may only be earlier or later.</summary>
    /// <param name="Endpoint">Which.</param>
    /// <param name="Subject">The account, slot or transaction the answers are about.</param>
    /// <param name="Its">The slots of its answer.</param>
    /// <param name="Pinned">The slots of the agreed answer.</param>
    /// <param name="Answer">Digest of its answer.</param>
    /// <param name="Agreed">Digest of the agreed answer.</param>
    public sealed record Dissent(string Endpoint, string Subject, SlotRange Its, SlotRange Pinned, Hash256 Answer, Hash256 Agreed) : SolanaIncident(Endpoint);
}
