using System.Numerics;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain.Collateral;
using FsCheck;
using FsCheck.Fluent;

namespace CrossChainOracle.Collateral.Tests.Watching;

/// <summary>Over random histories, told wholly, in part or wrongly.</summary>
public sealed class SolanaDeltasTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void Sums_AlwaysAddUp_AndTheCreditRuleTakesThem() => Prop.ForAll<uint, int[], bool[]>((finalized, history, told) =>
    {
        foreach (var (side, isWhole) in Enum.GetValues<PositionSide>().SelectMany(_ => new[] { false, true }, (side, isWhole) => (side, isWhole)))
        {
            var reading = Reading(side, finalized, history, told, isWhole);
            Readings.AddUp(reading);
            Readings.Credited(reading);
        }
    }).Check(Many);

    [Fact]
    public void Credit_IsAtMostWhatIsLeftAtAnyTime_AndAllOfItIsGoneWhereNothingIsKnown() => Prop.ForAll<uint, int[], bool>((finalized, history, isWhole) =>
    {
        var reading = Reading(PositionSide.Collateral, finalized, history, [], isWhole);
        var least = Balances(finalized, history).Min();
        Assert.True(Readings.Credited(reading) <= least);
        if (isWhole) Assert.Equal(0, Readings.Credited(reading));
    }).Check(Many);

    [Fact]
    public void Debt_IsAtLeastTheHigherOfBothStates_WhateverIsKnown() => Prop.ForAll<uint, int[], bool[]>((finalized, history, told) =>
    {
        var reading = Reading(PositionSide.Debt, finalized, history, told, told.Length % 2 == 1);
        var credit = Assert.Single(Credit.Of(
            [new CreditLine.Read(reading.Key, reading.Rule, reading.Finalized, reading.Seen, reading.Index, reading.Bound, reading.Decimals)],
            [.. reading.Changes.Select(change => new UnitChange(reading.Key, change.Unit, change.Delta))]));
        Assert.True(credit.Debt >= UInt128.Max(reading.Finalized, reading.Seen));
    }).Check(Many);

    [Fact]
    public void Number_ThatDoesNotFit_IsUnknown() =>
        Assert.Null(SolanaDeltas.Of(Key(PositionSide.Collateral), 0, UInt128.MaxValue, [], false, 1));

    // What is not told is missing from the list; the states are what they are.
    private static PositionReading Reading(PositionSide side, uint finalized, int[] history, bool[] told, bool isWhole)
    {
        finalized &= 0xff_ffff;
        var balances = Balances(finalized, history);
        var known = balances.Skip(1).Select((balance, i) => new KnownChange((ulong)i + 2, Keccak256.Hash([(byte)i]), (Int128)(balance - balances[i]))).Where((change, i) => change.Delta != 0 && (told.Length == 0 || told[i % told.Length]));
        var changes = SolanaDeltas.Of(Key(side), finalized, (UInt128)balances[^1], [.. known], isWhole, (ulong)history.Length + 1);
        Assert.NotNull(changes);
        return new()
        {
            Account = AccountId.Parse("alice"), Key = Key(side), Decimals = 6, Rule = CreditRule.TransactionNet, Evidence = Domain.Authenticity.SingleRead, Pin = Domain.PinKind.SlotRange, At = default,
            Finalized = finalized, Seen = (UInt128)balances[^1], Index = ShareIndex.One, Bound = ShareIndex.One, IsWindowUnknown = false, Changes = changes,
        };
    }

    private static List<BigInteger> Balances(uint finalized, int[] history)
    {
        var balances = new List<BigInteger> { finalized & 0xff_ffff };
        foreach (var change in history) balances.Add(BigInteger.Max(0, balances[^1] + (change % 1_000)));
        return balances;
    }

    private static PositionKey Key(PositionSide side)
    {
        var chain = Domain.ChainId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp");
        return new("spl-token", "m", AssetId.Native(chain, 501), side, AccountAddress.Parse($"{chain}:11111111111111111111111111111112"));
    }
}
