using System.Collections;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>A chain that grows, finalizes and is reorganised under two accounts that move coins, round by round. Endless; from a seed.</summary>
public sealed class RandomHistory(int seed, CollateralPolicy policy) : IEnumerable<(TestShard Shard, byte[] State, byte[] Round)>
{
    private static readonly AccountAddress[] Owners = [AliceOne, BobOne];

    private readonly Random _random = new(seed);
    private readonly List<int> _forks = [.. Enumerable.Repeat(0, 31)];
    private readonly Dictionary<AccountAddress, List<ShareDelta>> _moves = Owners.ToDictionary(owner => owner, _ => new List<ShareDelta>());
    private readonly List<LostBlock> _lost = [];
    private ulong _finalized = 20;
    private ulong _safe = 22;
    private int _fork;
    private uint _depth;

    /// <summary>Of the canonical chain.</summary>
    public Anchor this[ulong height] => Block(height, One, _forks[(int)height]);

    public ulong Head => (ulong)_forks.Count - 1;

    public ulong Finalized => _finalized;

    public IEnumerator<(TestShard Shard, byte[] State, byte[] Round)> GetEnumerator()
    {
        var shard = new TestShard(policy);
        while (true)
        {
            Grow();
            var round = Round(shard);
            yield return (shard, shard.State, CollateralRoundCodec.Encode(round));
            shard.Run(round);
            _lost.Clear();
            _depth = 0;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The same inputs in another order, some of them twice.</summary>
    public CollateralRound Disorder(CollateralRound round) => round with
    {
        Chains = Disorder(round.Chains), Markets = Disorder(round.Markets), Positions = Disorder(round.Positions), Problems = Disorder(round.Problems), Prices = Disorder(round.Prices), Evidence = Disorder(round.Evidence),
    };

    /// <summary>What the canonical chain says of an owner now.</summary>
    public PositionReading ReadingOf(AccountAddress owner)
    {
        var moves = _moves[owner];
        var final = moves.Where(move => move.Height <= _finalized).Sum(move => (long)move.Delta);
        var at = moves.Count == 0 ? this[0] : this[moves[^1].Height];
        return Position(owner, Coin, (UInt128)final, 0) with
        {
            At = at, Seen = (UInt128)moves.Sum(move => (long)move.Delta),
            Changes = [.. moves.Where(move => move.Height > _finalized).OrderBy(move => (move.Height, move.Unit, move.Delta))],
        };
    }

    private T[] Disorder<T>(IReadOnlyList<T> items)
    {
        T[] more = [.. items, .. items.Where(_ => _random.Next(2) == 0)];
        _random.Shuffle(more);
        return more;
    }

    private void Grow()
    {
        if (_random.Next(4) == 0) Reorganise();
        for (var blocks = _random.Next(4); blocks > 0; blocks--)
        {
            _forks.Add(_fork);
            foreach (var owner in Owners.Where(_ => _random.Next(3) == 0)) Move(owner);
        }

        _safe = Math.Clamp(_safe + (ulong)_random.Next(3), _safe, Head);
        _finalized = Math.Clamp(_finalized + (ulong)_random.Next(3), _finalized, _safe);
    }

    private void Reorganise()
    {
        var from = _finalized + 1 + (ulong)_random.Next((int)(Head - _finalized) + 1);
        if (from > Head) return;
        var length = Math.Max(1, _random.Next((int)(Head - from) + 3));
        var old = _forks.Skip((int)from).ToList();
        _fork++;
        _forks.RemoveRange((int)from, old.Count);
        foreach (var moves in _moves.Values) moves.RemoveAll(move => move.Height >= from);
        _forks.AddRange(Enumerable.Repeat(_fork, length));
        _safe = Math.Min(_safe, from - 1);
        _depth = Math.Max(_depth, (uint)old.Count);
        for (var i = 0; i < old.Count; i++)
        {
            var height = from + (ulong)i;
            _lost.Add(new(height, Block(height, One, old[i]).Hash, default));
        }
    }

    private void Move(AccountAddress owner)
    {
        var held = _moves[owner].Sum(move => (long)move.Delta);
        var delta = held > 0 && _random.Next(2) == 0 ? -_random.NextInt64(held + 1) : _random.NextInt64(1_000_000_000_000_000_000);
        _moves[owner].Add(new(Head, this[Head].Hash, delta));
    }

    private CollateralRound Round(TestShard shard)
    {
        var anchor = new { Head = this[Head], Safe = this[_safe], Finalized = this[_finalized] };
        var chain = Chain(One, Head, _finalized) with { Head = anchor.Head, Safe = anchor.Safe, Finalized = anchor.Finalized, Lost = [.. _lost.OrderBy(lost => (lost.Height, lost.Lost)).Select(lost => lost with { Won = lost.Height <= Head ? this[lost.Height].Hash : default })], ReorgDepth = _depth };
        var read = Owners.Where(_ => _random.Next(3) > 0).ToList();
        return shard.Next(chain, Chain(Two, 9, 9)) with
        {
            Positions = [.. read.Select(ReadingOf), .. read.Contains(AliceOne) ? [Position(AliceTwo, Far, 5, 5)] : Array.Empty<PositionReading>()],
            Problems = _random.Next(9) == 0 ? [new(Bob, One, new(RejectionCode.Unreachable, "erc20", string.Empty, "timeout"))] : [],
            Markets = _random.Next(3) == 0 ? [new(new(One, "vault", "m", Dollar, PositionSide.Collateral), 6, new(11, 10), new(10, 10), anchor.Head, Authenticity.QuorumRead, PinKind.Hash)] : [],
        };
    }
}
