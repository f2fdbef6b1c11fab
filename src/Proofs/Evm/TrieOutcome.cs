namespace CrossChainOracle.Proofs.Evm;

/// <summary>What a trie proof says of a key.</summary>
public abstract record TrieOutcome
{
    /// <summary>The trie holds this value under the key.</summary>
    /// <param name="Value">Never empty; shares no memory with the proof.</param>
    public sealed record Present(ReadOnlyMemory<byte> Value) : TrieOutcome;

    /// <summary>The trie holds nothing under the key: as proven as a value.</summary>
    public sealed record Absent : TrieOutcome;

    /// <summary>The proof says nothing.</summary>
    public sealed record Refused(ProofRefusal Refusal) : TrieOutcome;
}
