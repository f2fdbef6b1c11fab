using CrossChainOracle.Domain;

namespace CrossChainOracle.Pipeline;

/// <summary>What came of a rotation.</summary>
public abstract record RotationOutcome
{
    private RotationOutcome() { }

    /// <summary>Signed, durable, in the stream.</summary>
    /// <param name="Set">The set that follows.</param>
    /// <param name="Digest">Of the batch that names it.</param>
    /// <param name="Header">Of that batch, in the shard of rotations.</param>
    /// <param name="Signers">Members of the set before that signed.</param>
    /// <param name="WasThere">It had been signed before this run.</param>
    public sealed record Done(AttesterSet Set, Hash256 Digest, BatchHeader Header, int Signers, bool WasThere) : RotationOutcome;

    /// <summary>The rules allow it. Nothing was reserved or signed.</summary>
    /// <param name="Set">As it would be if it were now.</param>
    public sealed record Allowed(AttesterSet Set) : RotationOutcome;

    /// <summary>The rules or what stands in the ledger forbid it.</summary>
    public sealed record Refused(string Reason) : RotationOutcome;

    /// <summary>It did not come to its end; the next run goes on where it stopped.</summary>
    public sealed record Stopped(string Reason) : RotationOutcome;
}
