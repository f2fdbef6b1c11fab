using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>Decides which state of the accounts enough endpoints answered.</summary>
/// <remarks>
/// Nobody can ask a Solana node for a past state, and endpoints are rarely at the same slot. Each answer holds all accounts of one bank; answers agree if all their
/// bytes are equal and their slots lie within the allowed spread. Endpoints that saw the accounts before and after a change agree in a later round.
/// </remarks>
internal sealed class SnapshotAgreement(int needed, ulong maximumSpread)
{
    private readonly List<(int Node, SolanaSnapshot Snapshot)> _answers = [];

    public void Add(int node, SolanaSnapshot snapshot) => _answers.Add((node, snapshot));

    /// <summary>The state with the most endpoints, at least k; null where there is none, or where two states have equally many.</summary>
    /// <remarks>Where k is no majority, two camps may both reach it; at one time only one state is true, so that with equal support neither is taken.</remarks>
    public SolanaSnapshot? Decide()
    {
        var ranked = _answers.GroupBy(answer => answer.Snapshot.Digest).Select(group => Best([.. group])).OrderByDescending(state => state.Support).Take(2).ToArray();
        if (ranked.Length == 0 || ranked[0].Support < needed || (ranked.Length == 2 && ranked[1].Support == ranked[0].Support)) return null;
        return ranked[0].Snapshot;
    }

    /// <summary>The most endpoints that gave one state.</summary>
    public int Support() => _answers.Count == 0 ? 0 : _answers.GroupBy(answer => answer.Snapshot.Digest).Max(group => Best([.. group]).Support);

    /// <summary>The newest answer of each endpoint that is not the agreed one, with the first account that differs.</summary>
    public IEnumerable<(int Node, SolanaSnapshot Snapshot, SolanaKey Account)> Dissenters(SolanaSnapshot agreed) => _answers
        .GroupBy(answer => answer.Node)
        .Where(answers => answers.All(answer => answer.Snapshot.Digest != agreed.Digest))
        .Select(answers => (answers.Key, answers.Last().Snapshot, FirstDifference(agreed, answers.Last().Snapshot)));

    /// <summary>The highest slot that k endpoints have reached: no single endpoint's word moves it.</summary>
    public ulong Reached()
    {
        ulong[] slots = [.. _answers.GroupBy(answer => answer.Node).Select(group => group.Max(answer => answer.Snapshot.Pin.Lowest)).OrderDescending()];
        return slots.Length < needed ? 0 : slots[needed - 1];
    }

    private static SolanaKey FirstDifference(SolanaSnapshot one, SolanaSnapshot other) =>
        one.Accounts.Keys.First(key => one.Accounts[key]?.Digest != other.Accounts[key]?.Digest);

    // A slot that one endpoint makes up must not stretch the range of those that agree with it: the window with the most endpoints counts, the newest of equals.
    private (int Support, SolanaSnapshot Snapshot) Best((int Node, SolanaSnapshot Snapshot)[] same)
    {
        var best = (Support: 0, same[0].Snapshot);
        foreach (var lowest in same.Select(answer => answer.Snapshot.Pin.Lowest).Distinct().Order())
        {
            var window = same.Where(answer => answer.Snapshot.Pin.Lowest >= lowest && answer.Snapshot.Pin.Highest - lowest <= maximumSpread).ToArray();
            var support = window.Select(answer => answer.Node).Distinct().Count();
            if (support == 0 || support < best.Support) continue;
            var pin = window.Select(answer => answer.Snapshot.Pin).Aggregate((one, other) => one.Join(other));
            best = (support, window[0].Snapshot with { Pin = pin });
        }

        return best;
    }
}
