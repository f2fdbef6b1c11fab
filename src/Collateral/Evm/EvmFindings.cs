using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>Collects what a source's answers say about one owner.</summary>
internal sealed class EvmFindings(string source, ChainId chain, EvmAddress owner)
{
    private readonly AccountAddress _owner = AccountAddress.Of(chain, owner);
    private readonly List<Position> _positions = [];
    private readonly List<HealthFigure> _health = [];
    private readonly List<ReadingProblem> _problems = [];

    public void Problem(string market, ReadFailure failure) => _problems.Add(new(failure.Code, source, market, failure.Detail));

    /// <summary>Adds the position, or a problem where its numbers do not fit: changes of shares are signed, so that shares have 127 bits.</summary>
    public void Position(string market, AssetId asset, PositionSide side, UInt128 shares, ShareIndex index, byte decimals)
    {
        if (shares > (UInt128)Int128.MaxValue) Problem(market, new(RejectionCode.OutOfRange, $"{shares} shares of {asset} need more than 127 bits"));
        else if (!index.TryToAmount(shares, side == PositionSide.Debt ? Rounding.Up : Rounding.Down, out _)) Problem(market, new(RejectionCode.OutOfRange, $"{shares} shares of {asset} at {index.Numerator}/{index.Denominator} are no amount of 128 bits"));
        else _positions.Add(new(new(source, market, asset, side, _owner), shares, index, decimals));
    }

    public void Figure(string name, Int128? value, byte decimals) => _health.Add(new(name, value, decimals));

    /// <summary>Adds the figure, or a problem where it needs more than 127 bits.</summary>
    public void Figure(string name, BigInteger? value, byte decimals, string market)
    {
        if (value is not { } number) Figure(name, null, decimals);
        else if (BigInteger.Abs(number) <= Int128.MaxValue) Figure(name, (Int128)number, decimals);
        else Problem(market, new(RejectionCode.OutOfRange, $"{name} {number} needs more than 127 bits"));
    }

    public EvmStep.Done ToDone() => new(new(_positions, _health, _problems));
}
