using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs;

/// <content>What can be wrong with Ethereum headers, tries and receipts.</content>
public abstract partial record ProofRefusal
{
    /// <summary>A member of an endpoint's answer that is missing or has not the form that JSON-RPC prescribes.</summary>
    /// <param name="Part">Which answer.</param>
    /// <param name="Field">Which member of it.</param>
    public sealed record BadField(string Part, string Field, string Problem) : ProofRefusal(RejectionCode.Malformed)
    {
        public override string Detail => $"{Part}, {Field}: {Problem}";
    }

    /// <summary>A header that does not hash to the block that it is said to be.</summary>
    /// <param name="Computed">Keccak-256 of the header's RLP.</param>
    /// <param name="Expected">The pinned or stated hash.</param>
    /// <param name="Unknown">Members of the answer that are none of a known header's: a fork that is not known here. Empty if there are none.</param>
    public sealed record WrongBlock(Hash256 Computed, Hash256 Expected, string Unknown = "") : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"header hashes to {Computed}, not {Expected}{(Unknown.Length == 0 ? "" : $"; unknown: {Unknown}")}";
    }

    /// <summary>A header with more fields than any known fork has.</summary>
    public sealed record UnknownFields(int Known, int More) : ProofRefusal(RejectionCode.Malformed)
    {
        public override string Detail => $"header has {More} more than the {Known} fields known here: a fork that is not supported";
    }

    /// <summary>A trie proof of another root: most often of another block.</summary>
    public sealed record WrongRoot(string Proof, Hash256 Found, Hash256 Root) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Proof} begins at {Found}, the root is {Root}";
    }

    /// <param name="Node">Index in the proof.</param>
    public sealed record BrokenLink(string Proof, int Node, Hash256 Found, Hash256 Named) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Proof}: node {Node} hashes to {Found}, {Named} is named";
    }

    public sealed record MissingNode(string Proof, int Given, Hash256 Named) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Proof} ends after {Given} nodes, before {Named}";
    }

    public sealed record UnusedNodes(string Proof, int Used, int Given) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Proof} has {Given} nodes, the path takes {Used}";
    }

    /// <summary>An answer that says one thing and proves another.</summary>
    public sealed record Contradiction(string Field, string Stated, string Proven) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Field} is stated as {Stated}, proven is {Proven}";
    }

    /// <summary>An answer about something else than what was asked for.</summary>
    public sealed record NotAsked(string What, string Answered, string Asked) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{What} {Answered} is answered, {Asked} was asked";
    }

    /// <summary>A proven number that does not fit the type it must be held in.</summary>
    public sealed record BeyondRange(string What, string Value, int Bits) : ProofRefusal(RejectionCode.OutOfRange)
    {
        public override string Detail => $"{What} {Value} needs more than {Bits} bits";
    }

    /// <summary>A log of no block: pending, or of a block that was reorganised away.</summary>
    public sealed record LogWithoutBlock(string Problem) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"a log without its block: {Problem}";
    }

    /// <summary>The block has no such receipt, which its receipts root proves.</summary>
    public sealed record NoSuchReceipt(ulong Index, Hash256 Root) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"receipts root {Root} has no receipt {Index}";
    }

    /// <summary>A log that its proven receipt does not hold.</summary>
    public sealed record NoSuchLog(ulong Receipt, int Logs, EvmAddress Emitter) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"none of the {Logs} logs of receipt {Receipt} is the stated one of {Emitter}";
    }
}
