using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Readings of sources that have one state and no window: what is seen is all there is.</summary>
internal sealed class FinalReadings(PinKind pin)
{
    private readonly Dictionary<PositionKey, (UInt128 Shares, Anchor At)> _since = [];

    public MarketWindow Markets { get; } = new();

    /// <param name="account">Whose.</param>
    /// <param name="answer">What was read.</param>
    /// <param name="at">Where; a position whose shares are what they were stays where it was.</param>
    /// <param name="evidence">What stands behind it.</param>
    public SourceLook Of(AccountId account, ProtocolAnswer answer, Anchor at, Authenticity evidence)
    {
        Markets.Add(at, answer.Positions);
        return new(account, [.. answer.Positions.Select(position => Of(account, position, at, evidence))], answer.Problems);
    }

    private PositionReading Of(AccountId account, Position position, Anchor at, Authenticity evidence)
    {
        if (!_since.TryGetValue(position.Key, out var since) || since.Shares != position.Shares) _since[position.Key] = since = (position.Shares, at);
        return new()
        {
            Account = account,
            Key = position.Key,
            Decimals = position.Decimals,
            Rule = CreditRule.BlockNet,
            Evidence = evidence,
            Pin = pin,
            At = since.At,
            Finalized = position.Shares,
            Seen = position.Shares,
            Index = position.Index,
            Bound = position.Index,
            IsWindowUnknown = false,
            Changes = [],
        };
    }
}
