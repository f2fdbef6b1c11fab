using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>What one source says now about one owner, as readings.</summary>
internal sealed record SourceLook(AccountId Account, IReadOnlyList<PositionReading> Positions, IReadOnlyList<ReadingProblem> Problems);

/// <summary>Remembers what the last look said of each account, so that only what is new is said again.</summary>
internal sealed class StatedAccounts
{
    private readonly Dictionary<AccountId, string> _stated = [];

    /// <summary>The accounts of which something is to be stated anew, each as a whole.</summary>
    /// <param name="sources">All sources of every account that may have changed.</param>
    /// <param name="stage">How final a place is now.</param>
    public List<AccountLook> Changed(IEnumerable<SourceLook> sources, Func<Anchor, PinKind, Stage> stage)
    {
        var looks = new List<AccountLook>();
        foreach (var account in sources.GroupBy(static source => source.Account).OrderBy(static group => group.Key))
        {
            List<PositionReading> readings = [.. account.SelectMany(static source => source.Positions).OrderBy(static reading => reading.Key)];
            List<ReadingProblem> problems = [.. account.SelectMany(static source => source.Problems)];
            var digest = ReadingDigest.Of(readings, problems, stage);
            if (_stated.GetValueOrDefault(account.Key) == digest) continue;
            _stated[account.Key] = digest;
            looks.Add(new(account.Key, readings, problems));
        }

        return looks;
    }
}
