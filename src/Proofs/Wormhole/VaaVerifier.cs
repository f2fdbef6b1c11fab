using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>A VAA that a quorum of a known set signed. Owns its memory.</summary>
public sealed record VerifiedVaa(Vaa Vaa, SignerSet Set);

/// <summary>Verifies VAAs against the named families and remembers the good ones, so that the many messages of one slot cost one verification.</summary>
/// <remarks>
/// Safe for concurrent use. Only successes are remembered, by the digest of all their bytes, at most <c>capacity</c> of them, oldest out first; the
/// expiry of the set is asked again at every use.
/// </remarks>
public sealed class VaaVerifier
{
    /// <summary>Two minutes of Pyth's slots.</summary>
    public const int DefaultCapacity = 256;

    private readonly SignerSets[] _families;
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly Dictionary<Hash256, VerifiedVaa> _known = [];
    private readonly Queue<Hash256> _order = [];

    /// <param name="families">Asked in this order where several know a set of one index.</param>
    /// <param name="capacity">Most VAAs to remember; 0 remembers none.</param>
    public VaaVerifier(IReadOnlyList<SignerSets> families, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        (_families, _capacity) = ([.. families], capacity);
    }

    public IReadOnlyList<SignerSets> Families => _families;

    /// <param name="bytes">A whole VAA.</param>
    /// <param name="now">Unix milliseconds at which the VAA is to be believed; the VAA's own time for history.</param>
    /// <param name="verified">What was signed and by which set.</param>
    /// <param name="refusal">Of the first family that knows the set, when none believes the VAA.</param>
    public bool TryVerify(
        ReadOnlyMemory<byte> bytes, long now, [NotNullWhen(true)] out VerifiedVaa? verified, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        var key = Keccak256.Hash(bytes.Span);
        lock (_gate) _known.TryGetValue(key, out verified);
        if (verified is not null)
        {
            refusal = VaaVerification.RefuseTime(verified.Set, now);
            if (refusal is not null) verified = null;
            return verified is not null;
        }

        // What is remembered must not change when the caller uses its buffer again.
        if (!VaaParser.TryParse(bytes.ToArray(), out var vaa, out refusal)) return false;
        refusal = Refuse(vaa, now, out var set);
        if (refusal is not null) return false;
        verified = new(vaa, set!);
        Remember(key, verified);
        return true;
    }

    private ProofRefusal? Refuse(Vaa vaa, long now, out SignerSet? set)
    {
        ProofRefusal? first = null;
        foreach (var family in _families)
        {
            set = family.Find(vaa.SetIndex);
            if (set is null) continue;
            var refusal = VaaVerification.Refuse(vaa, set, now);
            if (refusal is null) return null;
            first ??= refusal;
        }

        set = null;
        return first ?? new ProofRefusal.UnknownSet(string.Join(", ", _families.Select(family => family.Family)), vaa.SetIndex);
    }

    private void Remember(Hash256 key, VerifiedVaa verified)
    {
        lock (_gate)
        {
            if (_capacity == 0 || !_known.TryAdd(key, verified)) return;
            _order.Enqueue(key);
            if (_order.Count > _capacity) _known.Remove(_order.Dequeue());
        }
    }
}
