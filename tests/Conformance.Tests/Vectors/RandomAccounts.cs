using System.Collections;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds.Tests.Accounts;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Rounds in which anything may be read of two accounts: every side and pin, shares with moving indices, transactions over several positions, prices that are missing or wide, readings that cannot be.</summary>
public sealed class RandomAccounts(int seed) : IEnumerable<(byte[] State, byte[] Round)>
{
    private readonly Random _random = new(seed);

    public IEnumerator<(byte[] State, byte[] Round)> GetEnumerator()
    {
        var shard = new TestShard(Policy);
        for (var i = 0; ; i++)
        {
            var round = Round(shard, i);
            yield return (shard.State, CollateralRoundCodec.Encode(round));
            shard.Run(round);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private CollateralRound Round(TestShard shard, int step)
    {
        var height = 100 + (ulong)step;
        var chains = new List<ChainReading> { Chain(One, height, height - 20, height - 10), Chain(Two, height, step == 30 ? 1 : height - 5) };
        if (step % 9 == 4) chains[0] = chains[0] with { Flags = ChainFlags.SequencerGrace, Note = "the sequencer came back" };
        if (step % 7 == 3) chains[0] = chains[0] with { Lost = [new(height - 1, Block(height - 1).Hash, Block(height - 1, One, 1).Hash)] };
        if (step == 48) chains[1] = chains[1] with { Finalized = Block(height - 6, Two, 1) };
        if (step % 11 == 6) chains.RemoveAt(1);
        return shard.Next([.. chains]) with
        {
            Positions = [.. new[] { AliceOne, AliceTwo, BobOne, Stranger }.SelectMany(owner => Positions(owner, height)).DistinctBy(reading => (reading.Account, reading.Key))],
            Problems = _random.Next(6) == 0 ? [new(Alice, One, new(RejectionCode.Unreachable, _random.Next(3) switch { 0 => string.Empty, 1 => "aave-v3", _ => "erc20" }, string.Empty, "timeout"))] : [],
            Prices = [.. Prices(shard)],
        };
    }

    private IEnumerable<PriceReading> Prices(TestShard shard)
    {
        if (_random.Next(8) > 0) yield return PriceOf(EthUsd, $"{1_500 + _random.Next(1_000)}.{_random.Next(1_000_000)}", $"{_random.Next(40)}.5") with { Verdict = (Verdict)_random.Next(32), Breaker = (BreakerState)_random.Next(3) };
        if (_random.Next(8) > 0) yield return PriceOf(UsdUsd, "0.9999", _random.Next(5) == 0 ? "3" : "0.0007", shard.Decoded.ObservedAt + 1_000 + _random.Next(-200, 2_000));
    }

    private IEnumerable<PositionReading> Positions(AccountAddress owner, ulong height)
    {
        AssetId[] assets = owner == AliceTwo ? [Far] : _random.Next(6) == 0 ? [Coin, Dollar, Unpriced, AssetId.Parse("eip155:1/slip44:1")] : [Coin, Dollar];
        for (var count = _random.Next(6); count > 0; count--)
        {
            var side = (PositionSide)(_random.Next(3) == 0 ? 1 : _random.Next(1, 5));
            var asset = assets[_random.Next(assets.Length)];
            var reading = Position(owner, asset, 0, height) with { Key = new(_random.Next(4) switch { 0 => "aave-v3", 1 => "named", _ => "erc20" }, _random.Next(3) == 0 ? "m" : string.Empty, asset, side, owner) };
            yield return Window(reading with { Pin = _random.Next(5) == 0 ? PinKind.Answer : (PinKind)_random.Next(1, 5), Rule = (CreditRule)_random.Next(1, 3), Evidence = (Authenticity)_random.Next(1, 4), IsWindowUnknown = _random.Next(15) == 0 }, height);
        }
    }

    private PositionReading Window(PositionReading reading, ulong height)
    {
        var scale = reading.Decimals == 6 ? 1_000_000 : 1_000_000_000_000_000;
        var seen = (Int128)_random.Next(1, 9_000) * scale + _random.Next(100);
        var finalized = seen;
        var changes = new List<ShareDelta>();
        for (var count = _random.Next(5); count > 0; count--)
        {
            var delta = ((Int128)_random.Next(-3_000, 3_000) * scale) + _random.Next(-9, 9);
            if (seen + delta < 0) continue;
            seen += delta;
            changes.Add(new(height - (ulong)_random.Next(10), Block((ulong)_random.Next(4), One, 99).Hash, delta));
        }

        var (low, high) = (new ShareIndex(1_000_000_007, 999_999_937), new ShareIndex(1_000_100_007, 999_999_937));
        var owed = reading.Key.Side is PositionSide.Debt or PositionSide.Encumbrance;
        var (plain, lies) = (_random.Next(3) == 0, _random.Next(15) == 0);
        return reading with
        {
            At = Block(height - (_random.Next(4) == 0 ? 1 : (ulong)_random.Next(30)), reading.Key.Chain), Finalized = (UInt128)finalized, Seen = (UInt128)(_random.Next(25) == 0 ? seen + 1 : seen),
            Index = plain ? ShareIndex.One : owed != lies ? low : high, Bound = plain ? ShareIndex.One : owed != lies ? high : low,
            Decimals = (byte)(_random.Next(30) == 0 ? 8 : reading.Decimals), Changes = [.. changes.OrderBy(change => (change.Height, change.Unit, change.Delta))],
        };
    }
}
