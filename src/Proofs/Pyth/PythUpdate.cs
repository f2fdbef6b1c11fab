using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>PNAU → VAA → quorum of the named signer set → emitter → Merkle proof → message.</summary>
public static class PythUpdate
{
    /// <summary>Largest update in bytes: 255 messages with proofs of depth 14 are 94 KiB.</summary>
    public const int MaximumSize = 131_072;

    /// <summary>
    /// The proven messages of an update. A message whose proof or form is bad is refused alone and costs the others nothing: each stands by its own
    /// proof. Who wants the contracts' rule, all or nothing, asks <see cref="VerifiedUpdate.IsWhole"/>.
    /// </summary>
    /// <param name="bytes">A whole PNAU update.</param>
    /// <param name="trust">Whom to believe.</param>
    /// <param name="now">Unix milliseconds at which the signers must be in force; the VAA's own time for history.</param>
    /// <param name="update">Shares no memory with <paramref name="bytes"/>.</param>
    /// <param name="refusal">Why nothing of the update can be believed.</param>
    public static bool TryVerify(
        ReadOnlyMemory<byte> bytes,
        PythTrust trust,
        long now,
        [NotNullWhen(true)] out VerifiedUpdate? update,
        [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        update = null;
        if (!Accumulator.TryParse(bytes, out var parsed, out refusal)) return false;
        if (!trust.Signers.TryVerify(parsed.Vaa, now, out var verified, out refusal)) return false;
        if (verified.Vaa.Emitter != trust.Source)
        {
            refusal = new ProofRefusal.WrongEmitter(verified.Vaa.Emitter, trust.Source);
            return false;
        }

        if (!SlotRoot.TryParse(verified.Vaa.Payload, out var root, out refusal)) return false;
        var proven = new List<ProvenMessage>(parsed.Entries.Count);
        var refused = new List<RefusedMessage>();
        for (var i = 0; i < parsed.Entries.Count; i++)
        {
            if (TryProve(parsed.Entries[i], i, root, out var message, out var cause)) proven.Add(message);
            else refused.Add(new(i, cause));
        }

        update = new(verified, parsed.Minor, root.Slot, root.RingSize, proven, refused);
        return true;
    }

    /// <summary>The time that an update's VAA states, Unix milliseconds, unverified: what a check of history passes as its <c>now</c>.</summary>
    public static bool TryReadTime(ReadOnlyMemory<byte> bytes, out long time, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        time = 0;
        if (!Accumulator.TryParse(bytes, out var parsed, out refusal) || !Wormhole.VaaParser.TryParse(parsed.Vaa, out var vaa, out refusal)) return false;
        time = vaa.Time;
        return true;
    }

    private static bool TryProve(
        Accumulator.Entry entry, int index, SlotRoot root, [NotNullWhen(true)] out ProvenMessage? proven, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        proven = null;
        var leads = Keccak160Tree.RootFromProof(entry.Message.Span, entry.Proof.Span);
        if (!leads.AsSpan().SequenceEqual(root.Root.Span))
        {
            refusal = new ProofRefusal.BadProof(index, Hex.Encode(leads), Hex.Encode(root.Root.Span));
            return false;
        }

        if (!PythMessageCodec.TryRead(entry.Message, index, out var message, out refusal)) return false;
        proven = new(index, message, entry.Proof.Length / Keccak160Tree.Size, entry.Message.Length);
        return true;
    }
}
