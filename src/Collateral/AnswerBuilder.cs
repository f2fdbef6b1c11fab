using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral;

/// <summary>Collects what one source says about one owner.</summary>
/// <param name="source">The reader's name.</param>
/// <param name="owner">Whose positions.</param>
internal sealed class AnswerBuilder(string source, AccountAddress owner)
{
    private readonly Dictionary<PositionKey, Position> _positions = [];
    private readonly HashSet<PositionKey> _twice = [];
    private readonly List<HealthFigure> _health = [];
    private readonly List<ReadingProblem> _problems = [];

    /// <summary>A position. One that an outside answer names twice is a problem and no position.</summary>
    /// <param name="market">As in the position's key.</param>
    /// <param name="asset">As in the position's key.</param>
    /// <param name="side">As in the position's key.</param>
    /// <param name="shares">In the protocol's own unit.</param>
    /// <param name="index">What a share is worth; one that leads beyond 128 bits, or divides by zero, is a problem and no position.</param>
    /// <param name="decimals">Of the asset.</param>
    public void Hold(string market, AssetId asset, PositionSide side, UInt128 shares, ShareIndex index, byte decimals)
    {
        var key = new PositionKey(source, market, asset, side, owner);
        var rounding = side == PositionSide.Debt ? Rounding.Up : Rounding.Down;
        if (!index.TryToAmount(shares, rounding, out _))
        {
            Problem(market, new(RejectionCode.OutOfRange, $"{side} of {asset}: {shares} shares x {index.Numerator} / {index.Denominator} does not fit 128 bits"));
        }
        else if (_twice.Contains(key) || !_positions.TryAdd(key, new(key, shares, index, decimals)))
        {
            _twice.Add(key);
            _positions.Remove(key);
            Problem(market, new(RejectionCode.Malformed, $"{side} of {asset} is there twice"));
        }
    }

    /// <summary>A balance that may be below zero: what is owned, and beside it what is owed. One of both is zero, so that a change of sign is a change of two positions and the end of neither.</summary>
    public void Balance(string market, AssetId asset, Int128 balance, ShareIndex index, byte decimals)
    {
        Hold(market, asset, PositionSide.Collateral, balance > 0 ? (UInt128)balance : 0, index, decimals);

        // The most negative number has no positive counterpart in its own type.
        Hold(market, asset, PositionSide.Debt, balance < 0 ? (UInt128)(-(balance + 1)) + 1 : 0, index, decimals);
    }

    /// <summary>The rule for gains and losses that are not settled, the same for every reader of margined positions.</summary>
    /// <remarks>
    /// <para>They are netted as far as the protocol itself nets them, which is within one margin account (all cross-margined positions of an account together, each isolated
    /// position alone), and stated as lines of their own in the settlement asset, beside the settled balance and never inside it. A margin account's net loss is
    /// <see cref="PositionSide.Debt"/> at once. Its net gain is <see cref="PositionSide.Pending"/>: it is somebody else's until it is settled, and a later price may take it
    /// away, so it is never credit and sets off no loss of another margin account. Both lines are always stated, with zero where there is none.</para>
    /// <para>So settled + pending − debt is the equity that the protocol shows, credit is at most settled − debt, and rounding hurts the claimant on either side.</para>
    /// </remarks>
    /// <param name="market">As in the positions' keys.</param>
    /// <param name="asset">What is settled in.</param>
    /// <param name="gains">One for each margin account, negative for a loss.</param>
    /// <param name="index">What a unit of the gains is worth.</param>
    /// <param name="decimals">Of the asset.</param>
    public void Unsettled(string market, AssetId asset, IReadOnlyList<Int128> gains, ShareIndex index, byte decimals)
    {
        var gained = gains.Where(gain => gain > 0).Aggregate(BigInteger.Zero, (sum, gain) => sum + gain);
        var lost = gains.Where(gain => gain < 0).Aggregate(BigInteger.Zero, (sum, gain) => sum - gain);
        if (gained > UInt128.MaxValue || lost > UInt128.MaxValue) Problem(market, new(RejectionCode.OutOfRange, $"gains of {gained} and losses of {lost} do not fit 128 bits"));
        else
        {
            Hold(market, asset, PositionSide.Pending, (UInt128)gained, index, decimals);
            Hold(market, asset, PositionSide.Debt, (UInt128)lost, index, decimals);
        }
    }

    public void Figure(string name, Int128? value, byte decimals) => _health.Add(new(name, value, decimals));

    public void Problem(string market, ReadFailure failure) => _problems.Add(new(failure.Code, source, market, failure.Detail));

    public ProtocolAnswer Build() => new([.. _positions.Values.OrderBy(position => position.Key)], [.. _health], [.. _problems]);
}
