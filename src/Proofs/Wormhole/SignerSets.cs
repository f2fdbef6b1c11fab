using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>The signer sets of one family, by index. Immutable: following an upgrade gives a new value.</summary>
public sealed class SignerSets
{
    /// <summary>How long the set before is still believed after an upgrade: 24 hours, as Wormhole's contracts have it.</summary>
    public const long GraceMs = 86_400_000;

    private readonly SignerSet[] _sets;

    private SignerSets(string family, Emitter? governance, SignerSet[] sets) => (Family, Governance, _sets) = (family, governance, sets);

    public string Family { get; }

    /// <summary>Who announces upgrades; null for a family whose sets are only ever configured.</summary>
    public Emitter? Governance { get; }

    /// <summary>Ascending by index.</summary>
    public IReadOnlyList<SignerSet> Sets => _sets;

    /// <summary>The set with the highest index; null when none is known.</summary>
    public SignerSet? Newest => _sets.Length == 0 ? null : _sets[^1];

    /// <exception cref="ArgumentException">A set of another family, or two of one index.</exception>
    public static SignerSets Create(string family, Emitter? governance, IEnumerable<SignerSet> sets)
    {
        var sorted = sets.OrderBy(set => set.Index).ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i].Family != family) throw new ArgumentException($"Set {sorted[i].Index} is of {sorted[i].Family}, not {family}.", nameof(sets));
            if (i > 0 && sorted[i].Index == sorted[i - 1].Index) throw new ArgumentException($"Two sets of {family} have index {sorted[i].Index}.", nameof(sets));
        }

        return new(family, governance, sorted);
    }

    public SignerSet? Find(uint index) => Array.Find(_sets, set => set.Index == index);

    /// <summary>
    /// The sets after an upgrade VAA: signed by the newest set, by the governance emitter, to the next index. The set before then expires
    /// <see cref="GraceMs"/> after the VAA's time.
    /// </summary>
    public bool TryFollow(ReadOnlyMemory<byte> upgradeVaa, [NotNullWhen(true)] out SignerSets? next, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        next = null;
        if (!VaaParser.TryParse(upgradeVaa, out var vaa, out refusal)) return false;
        refusal = Refuse(vaa, out var newest);
        if (refusal is not null || !SignerSetUpgrade.TryParse(vaa.Payload, out var upgrade, out refusal)) return false;
        if (upgrade.NewIndex != newest.Index + 1L)
        {
            refusal = new ProofRefusal.NotNextSet(Family, upgrade.NewIndex, newest.Index);
            return false;
        }

        var quorum = SignerSet.MoreThanTwoThirds(upgrade.Members.Length);
        if (SignerSet.Create(Family, upgrade.NewIndex, quorum, null, upgrade.Members, out var problem) is not { } added)
        {
            refusal = new ProofRefusal.Malformed("guardian set upgrade", 0, problem!);
            return false;
        }

        next = new(Family, Governance, [.. _sets[..^1], newest.Until(vaa.Time + GraceMs), added]);
        return true;
    }

    private ProofRefusal? Refuse(Vaa vaa, out SignerSet newest)
    {
        newest = Newest!;
        if (newest is null) return new ProofRefusal.UnknownSet(Family, vaa.SetIndex);
        if (vaa.SetIndex != newest.Index)
        {
            return Find(vaa.SetIndex) is null
                ? new ProofRefusal.UnknownSet(Family, vaa.SetIndex)
                : new ProofRefusal.NotNewestSet(Family, vaa.SetIndex, newest.Index);
        }

        if (Governance is not { } governance) return new ProofRefusal.WrongEmitter(vaa.Emitter, default);
        return VaaVerification.Refuse(vaa, newest, vaa.Time)
            ?? (vaa.Emitter != governance ? new ProofRefusal.WrongEmitter(vaa.Emitter, governance) : null);
    }
}
