using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>One owner at one protocol: how the positions stood at the blocks at which they were read, from the finalized one on.</summary>
internal sealed class EvmCell(LinkedOwner owner, EvmAddress address, IEvmProtocol protocol)
{
    private readonly List<EvmSample> _samples = [];

    public LinkedOwner Owner => owner;

    public EvmAddress Address => address;

    public IEvmProtocol Protocol => protocol;

    /// <summary>Something of it can still change without being read again: it has unfinalized samples, or was stated below finalized.</summary>
    public bool IsLive { get; private set; } = true;

    public EvmSample? Last => _samples.Count == 0 ? null : _samples[^1];

    /// <summary>Notes how the positions stand at a block above all those before.</summary>
    /// <param name="block">Where it was read.</param>
    /// <param name="answer">What was read.</param>
    /// <param name="changes">What the block's logs say about the owner's shares, by transaction; empty where the protocol has none.</param>
    /// <param name="proven">Positions whose shares were proven there.</param>
    public void Add(BlockRef block, ProtocolAnswer answer, IReadOnlyList<LoggedChange> changes, IReadOnlySet<PositionKey> proven)
    {
        _samples.Add(EvmSample.Of(block, answer, changes, Last, protocol.Rule) with { Proven = proven });
        IsLive = true;
    }

    /// <summary>Forgets samples of blocks that the chain no longer has, and those before the finalized block but the last.</summary>
    public void Follow(ChainView view)
    {
        _samples.RemoveAll(sample => sample.Block.Number > view.Finalized.Number && !view.Contains(sample.Block.Number, sample.Block.Hash));
        var below = _samples.FindLastIndex(sample => sample.Block.Number <= view.Finalized.Number);
        if (below > 0) _samples.RemoveRange(0, below);
    }

    /// <summary>Whether everything is final: nothing happens any more until a log or a block says so.</summary>
    public void Rest(ChainView view) => IsLive = _samples.Count != 1 || _samples[0].Block.Number > view.Finalized.Number || _samples[0].Problems.Count > 0;

    public IEnumerable<PositionReading> Readings(ChainView view, MarketWindow markets, Authenticity evidence, PinKind pin)
    {
        if (Last is not { } last) yield break;
        var from = _samples[0].Block.Number <= view.Finalized.Number ? _samples[0] : null;
        foreach (var (key, held) in last.Positions.OrderBy(static pair => pair.Key))
        {
            var (index, bound) = markets.IndexOf(MarketKey.Of(key), held.Index);
            var isKnown = from is not null && _samples.TrueForAll(sample => sample.Positions.ContainsKey(key));
            var changes = isKnown ? ChangesOf(key) : [];
            if (changes.Count > PositionReading.MaximumChanges) (isKnown, changes) = (false, []);
            var since = last.Since[key];
            yield return new()
            {
                Account = owner.Account,
                Key = key,
                Decimals = held.Decimals,
                Rule = _samples.Skip(1).Any(sample => sample.ByBlock.Contains(key)) ? CreditRule.BlockNet : protocol.Rule,
                Evidence = last.Proven.Contains(key) ? Authenticity.Authenticated : evidence,
                Pin = pin,
                At = new(since.Number, since.Hash, since.Timestamp),
                Finalized = from?.Positions.GetValueOrDefault(key)?.Shares ?? 0,
                Seen = held.Shares,
                Index = index,
                Bound = bound,
                IsWindowUnknown = !isKnown,
                Changes = changes,
            };
        }
    }

    private List<ShareDelta> ChangesOf(PositionKey key) =>
        [.. _samples.Skip(1).SelectMany(sample => sample.Changes.GetValueOrDefault(key) ?? []).OrderBy(static change => change.Height).ThenBy(static change => change.Unit).ThenBy(static change => change.Delta)];
}

/// <summary>A change of one position by one transaction, as a log tells it.</summary>
internal readonly record struct LoggedChange(PositionKey Key, Hash256 Transaction, Int128 Delta);

/// <summary>How one owner's positions stood at one block.</summary>
/// <param name="Block">Where it was read.</param>
/// <param name="Positions">What could be read.</param>
/// <param name="Problems">What could not.</param>
/// <param name="Since">For each position the block since which its shares have been what they are, as far as was seen.</param>
/// <param name="Changes">What happened to each position between the sample before and this one.</param>
/// <param name="ByBlock">The positions whose changes are known by block only: logs, where there should be some, do not account for them.</param>
internal sealed record EvmSample(
    BlockRef Block,
    IReadOnlyDictionary<PositionKey, Position> Positions,
    IReadOnlyList<ReadingProblem> Problems,
    IReadOnlyDictionary<PositionKey, BlockRef> Since,
    IReadOnlyDictionary<PositionKey, IReadOnlyList<ShareDelta>> Changes,
    IReadOnlySet<PositionKey> ByBlock)
{
    /// <summary>Positions whose shares were proven there.</summary>
    public IReadOnlySet<PositionKey> Proven { get; init; } = new HashSet<PositionKey>();

    public static EvmSample Of(BlockRef block, ProtocolAnswer answer, IReadOnlyList<LoggedChange> logged, EvmSample? before, CreditRule rule)
    {
        var positions = answer.Positions.GroupBy(static position => position.Key).ToDictionary(static group => group.Key, static group => group.First());

        // A source that lists what there is says nothing of a position that was closed.
        foreach (var (key, held) in before?.Positions ?? new Dictionary<PositionKey, Position>())
        {
            if (answer.Problems.Count == 0) positions.TryAdd(key, held with { Shares = 0 });
        }

        var since = new Dictionary<PositionKey, BlockRef>();
        var changes = new Dictionary<PositionKey, IReadOnlyList<ShareDelta>>();
        var byBlock = new HashSet<PositionKey>();
        foreach (var (key, position) in positions)
        {
            var previous = before?.Positions.GetValueOrDefault(key);
            since[key] = previous?.Shares == position.Shares && before!.Since.TryGetValue(key, out var known) && !logged.Any(change => change.Key == key) ? known : block;
            if (previous is null) continue;
            var own = logged.Where(change => change.Key == key).GroupBy(static change => change.Transaction).Select(group => new ShareDelta(block.Number, group.Key, Sum(group))).ToList();
            var delta = (Int128)position.Shares - (Int128)previous.Shares;
            var isExplained = rule == CreditRule.TransactionNet && own.Aggregate(System.Numerics.BigInteger.Zero, static (sum, change) => sum + change.Delta) == delta;
            if (isExplained)
            {
                if (own.Count > 0) changes[key] = own;
            }
            else if (delta != 0)
            {
                changes[key] = [new(block.Number, block.Hash, delta)];
                byBlock.Add(key);
            }
        }

        return new(block, positions, answer.Problems, since, changes, rule == CreditRule.TransactionNet ? byBlock : new HashSet<PositionKey>());
    }

    private static Int128 Sum(IEnumerable<LoggedChange> changes)
    {
        var sum = changes.Aggregate(System.Numerics.BigInteger.Zero, static (total, change) => total + change.Delta);
        return sum > Int128.MaxValue ? Int128.MaxValue : sum < Int128.MinValue ? Int128.MinValue : (Int128)sum;
    }
}
