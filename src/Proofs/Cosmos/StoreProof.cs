using System.Text;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.Proofs.Cosmos.Ics23;

namespace CrossChainOracle.Proofs.Cosmos;

/// <summary>The two-level proof of a Cosmos SDK chain: a key in a module's store, and the store's root under the app hash.</summary>
public static class StoreProof
{
    /// <summary>Null when the steps show that the key has the value in the store under that app hash; without a value, that the key is not there.</summary>
    /// <param name="store">The module's store, such as <c>bank</c>; ASCII.</param>
    /// <param name="key">Within the store.</param>
    /// <param name="value">Null for absence.</param>
    /// <param name="steps">From the key upwards.</param>
    /// <param name="appHash">Of the header one above the height that was asked for.</param>
    /// <param name="spec">Which tree the chain's stores are. Never what the steps say: a leaf of one tree may read as another key's leaf of another.</param>
    public static ProofRefusal? Verify(string store, ReadOnlySpan<byte> key, ReadOnlyMemory<byte>? value, IReadOnlyList<ProofOp> steps, Hash256 appHash, ProofSpec spec)
    {
        if (steps.Count != 2) return new CosmosRefusal.Unsupported($"a proof of {steps.Count} steps, not of a key and a store,");
        if (!Is(steps[0], spec) || !Is(steps[1], ProofSpec.Simple)) return new CosmosRefusal.Unsupported($"a proof by {Name(steps[0])} and {Name(steps[1])}, not {spec.Name} and simple,");
        var storeKey = System.Text.Encoding.ASCII.GetBytes(store);
        if (WrongKey(steps[0], key) is { } wrongKey) return wrongKey;
        if (WrongKey(steps[1], storeKey) is { } wrongStore) return wrongStore;
        if (!CommitmentProof.TryParse(steps[0].Data, out var inStore, out var refusal) || !CommitmentProof.TryParse(steps[1].Data, out var ofStore, out refusal)) return refusal;

        // A store that does not exist proves nothing about its keys to a reader who expects it to.
        if (ofStore is not CommitmentProof.Present link) return new CosmosRefusal.Unsupported("the absence of a store");
        var storeRoot = link.Proof.Value.Span;
        if (link.Proof.Verify(ProofSpec.Simple, appHash.ToArray(), storeKey, storeRoot) is { } unlinked) return unlinked;
        return (inStore, value) switch
        {
            (CommitmentProof.Present present, { } expected) => present.Proof.Verify(spec, storeRoot, key, expected.Span),
            (CommitmentProof.Absent absent, null) => absent.Proof.Verify(spec, storeRoot, key),
            _ => new CosmosRefusal.WrongContent($"{spec.Name} proof", inStore is CommitmentProof.Present ? "of a value" : "of absence", value is null ? "of absence" : "of a value"),
        };
    }

    private static bool Is(ProofOp step, ProofSpec spec) => step.Type == $"ics23:{spec.Name}";

    private static CosmosRefusal.WrongContent? WrongKey(ProofOp step, ReadOnlySpan<byte> expected) => step.Key.Span.SequenceEqual(expected)
        ? null
        : new($"{Name(step)} key", CosmosRefusal.Show(step.Key.Span), CosmosRefusal.Show(expected));

    // Types come from outside.
    private static string Name(ProofOp step) => step.Type.Length <= 20 && Ascii.IsValid(step.Type) && !step.Type.Any(char.IsControl) ? step.Type : $"of {step.Type.Length} characters";
}
