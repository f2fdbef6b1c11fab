using CrossChainOracle.Encoding;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>Collects what a reader finds about one owner.</summary>
internal sealed class SolanaFindings(string source, AccountAddress owner)
{
    private const int MaximumDetail = 240;

    private readonly List<Position> _positions = [];
    private readonly List<HealthFigure> _health = [];
    private readonly List<ReadingProblem> _problems = [];
    private readonly Dictionary<SolanaKey, SolanaHolding> _holdings = [];

    /// <summary>Adds a position; null where its amount does not fit, which is a problem of that market.</summary>
    public PositionKey? Add(string market, AssetId asset, PositionSide side, UInt128 shares, ShareIndex index, byte decimals)
    {
        var key = new PositionKey(source, market, asset, side, owner);
        if (index.TryToAmount(shares, side == PositionSide.Debt ? Rounding.Up : Rounding.Down, out _))
        {
            _positions.Add(new(key, shares, index, decimals));
            return key;
        }

        Refuse(RejectionCode.OutOfRange, market, $"no amount of 128 bits: {shares} shares at {index.Numerator}/{index.Denominator} of {asset}");
        return null;
    }

    /// <summary>Says that the account keeps the position's shares.</summary>
    public void Hold(SolanaKey account, SolanaKey program, PositionKey? position)
    {
        var known = _holdings.GetValueOrDefault(account)?.Positions ?? [];
        _holdings[account] = new(account, program, position is null ? known : [.. known, position]);
    }

    public void Figure(string name, Int128? value, byte decimals) => _health.Add(new(name, value, decimals));

    public void Refuse(RejectionCode code, string market, string detail) => _problems.Add(new(code, source, market, PlainText.Clean(detail, MaximumDetail)));

    public SolanaStep.Done Done() => new(new(_positions, _health, _problems), [.. _holdings.Values]);
}
