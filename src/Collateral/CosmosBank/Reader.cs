using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.CosmosBank;

/// <summary>Balances of x/bank, and what is unbonding from named validators.</summary>
/// <remarks>
/// A balance that is not there is zero, because x/bank deletes it then. Unbonding coins are in no balance until they mature: each delegation that unbonds is a
/// <see cref="PositionSide.Pending"/> position whose market is the validator. Vesting coins are in the balance though they cannot be sent; see the README.
/// </remarks>
public sealed class BankReader : ICosmosProtocol
{
    private readonly BankMarkets _markets;
    private readonly byte[][] _validators;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public BankReader(BankMarkets markets, string source = BankMarkets.Member)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        (_markets, Source) = (markets, source);
        _validators = [.. markets.Validators.Select(validator => Bech32.TryDecode(validator, out _, out var bytes) ? bytes : [])];
    }

    public string Source { get; }

    public ChainId Chain => _markets.Chain;

    public CosmosStep Step(string owner, IReadOnlyList<IReadOnlyList<CosmosValue>> answers)
    {
        if (!CosmosOwner.TryParse(Chain, _markets.Prefix, owner, out var parsed, out var failure)) return new CosmosStep.Done(new([], [], [new(failure.Code, Source, string.Empty, failure.Detail)]));
        if (answers.Count == 0) return new CosmosStep.Ask(Keys(parsed.Bytes));
        var builder = new AnswerBuilder(Source, parsed.Name);
        var values = answers[0];
        for (var i = 0; i < _markets.Denoms.Count; i++) ReadBalance(_markets.Denoms[i], values[i], builder);
        for (var i = 0; i < _validators.Length; i++) ReadUnbonding(owner, _markets.Validators[i], values[_markets.Denoms.Count + i], builder);
        return new CosmosStep.Done(builder.Build());
    }

    private CosmosQuery[] Keys(byte[] address) =>
    [
        .. _markets.Denoms.Select(denom => new CosmosQuery(BankLayout.BankStore, BankLayout.BalanceKey(address, denom.Denom))),
        .. _validators.Select(validator => new CosmosQuery(BankLayout.StakingStore, BankLayout.UnbondingKey(address, validator))),
    ];

    private static void ReadBalance(BankDenom denom, CosmosValue value, AnswerBuilder builder)
    {
        UInt128 balance = 0;
        string? problem = null;
        if (value is CosmosValue.Failed failed) builder.Problem(string.Empty, new(failed.Code, $"{denom.Denom}: {failed.Detail}"));
        else if (value is CosmosValue.Found found && !BankParser.TryBalance(found.Value, denom.Denom, out balance, out problem)) builder.Problem(string.Empty, new(RejectionCode.Malformed, $"{denom.Denom}: {problem}"));
        else builder.Hold(string.Empty, denom.Asset, PositionSide.Collateral, balance, ShareIndex.One, denom.Decimals);
    }

    private void ReadUnbonding(string owner, string validator, CosmosValue value, AnswerBuilder builder)
    {
        var bond = _markets.Denoms.First(denom => denom.Denom == _markets.BondDenom);
        IReadOnlyList<UnbondingEntry> entries = [];
        string? problem = null;
        if (value is CosmosValue.Failed failed)
        {
            builder.Problem(validator, new(failed.Code, $"unbonding: {failed.Detail}"));
            return;
        }

        if (value is CosmosValue.Found found && !BankParser.TryUnbonding(found.Value, owner, validator, out entries, out problem))
        {
            builder.Problem(validator, new(RejectionCode.Malformed, problem));
            return;
        }

        var sum = entries.Aggregate(System.Numerics.BigInteger.Zero, (total, entry) => total + entry.Balance);
        if (sum > UInt128.MaxValue) builder.Problem(validator, new(RejectionCode.OutOfRange, $"unbonding of {sum} does not fit 128 bits"));
        else builder.Hold(validator, bond.Asset, PositionSide.Pending, (UInt128)sum, ShareIndex.One, bond.Decimals);
        if (entries.Count > 0) builder.Figure("unbondingUntil", entries.Max(entry => entry.Matures), 0);
    }
}
