using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>What the transactions after the finalized pin did to an owner's holdings, as far as that is known.</summary>
internal sealed class SolanaLedger
{
    private readonly Dictionary<SolanaKey, string> _unknown = [];

    private SolanaLedger()
    {
    }

    public IReadOnlyList<SolanaChange> Changes { get; private set; } = [];

    public static async Task<SolanaLedger> ReadAsync(SolanaReader reader, ISolanaProtocol protocol, SolanaState finalized, CancellationToken cancellation)
    {
        var ledger = new SolanaLedger();
        var since = finalized.Snapshot.Pin.Lowest;
        var touches = new Dictionary<SolanaSignature, SolanaTouch>();
        var touched = new List<(SolanaHolding Holding, SolanaSignature Signature)>();
        foreach (var holding in finalized.Holdings)
        {
            var read = await reader.HistoryAsync(holding.Account, since, since, cancellation).ConfigureAwait(false);
            if (read is not SolanaRead<SolanaHistory>.Ok { Value: var history })
            {
                ledger._unknown[holding.Account] = ((SolanaRead<SolanaHistory>.Failed)read).Failure.Detail;
                continue;
            }

            if (history.Truncated) ledger._unknown[holding.Account] = $"more than {history.Touches.Count} transactions since slot {since}";
            foreach (var touch in history.Touches)
            {
                touches.TryAdd(touch.Signature, touch);
                touched.Add((holding, touch.Signature));
            }
        }

        SolanaTouch[] ordered = [.. touches.Values.OrderBy(touch => touch.Slot).ThenBy(touch => touch.Signature.ToString(), StringComparer.Ordinal)];
        var changes = new List<SolanaChange>();
        for (var i = 0; i < ordered.Length; i++)
        {
            SolanaHolding[] holdings = [.. touched.Where(pair => pair.Signature == ordered[i].Signature).Select(pair => pair.Holding)];
            if (i >= SolanaSurvey.MaximumTransactions)
            {
                ledger.Unknown(holdings, $"more than {SolanaSurvey.MaximumTransactions} transactions since slot {since}");
                continue;
            }

            var read = await reader.TransactionAsync(ordered[i].Signature, cancellation).ConfigureAwait(false);
            if (read is SolanaRead<SolanaTransaction>.Ok { Value: var transaction }) ledger.Judge(protocol, ordered[i], transaction, holdings, changes);
            else ledger.Unknown(holdings, ((SolanaRead<SolanaTransaction>.Failed)read).Failure.Detail);
        }

        ledger.Changes = changes;
        return ledger;
    }

    /// <summary>The holdings whose newest state the known transactions do not account for.</summary>
    public IReadOnlyList<SolanaUnsettled> Unsettled(SolanaState finalized, SolanaState newest)
    {
        var found = new List<SolanaUnsettled>();
        foreach (var holding in finalized.Holdings)
        {
            if (_unknown.TryGetValue(holding.Account, out var why)) found.Add(new SolanaUnsettled.Whole(holding, why));
            else if (finalized.Snapshot.Accounts[holding.Account]?.Digest != newest.Snapshot.Accounts.GetValueOrDefault(holding.Account)?.Digest) found.AddRange(Explain(holding, finalized, newest));
        }

        return found;
    }

    private IEnumerable<SolanaUnsettled> Explain(SolanaHolding holding, SolanaState finalized, SolanaState newest)
    {
        foreach (var position in holding.Positions.Where(position => position.Side == PositionSide.Collateral))
        {
            var before = Shares(finalized, position);
            var after = Shares(newest, position);
            if (before is not { } had || after is not { } has)
            {
                yield return new SolanaUnsettled.Whole(holding, $"{holding.Account} changed and is not readable in {newest.Snapshot.Pin}");
                yield break;
            }

            var left = (System.Numerics.BigInteger)had;
            foreach (var effect in Changes.SelectMany(change => change.Effects).Where(effect => effect.Position == position)) left += (System.Numerics.BigInteger)effect.Delta;
            if (left > has) yield return new SolanaUnsettled.Missing(holding, position, (UInt128)(left - has), $"{has} shares in {newest.Snapshot.Pin}, the known transactions leave {left}");
        }
    }

    private static UInt128? Shares(SolanaState state, PositionKey position) => state.Answer.Positions.FirstOrDefault(one => one.Key == position)?.Shares;

    private void Judge(ISolanaProtocol protocol, SolanaTouch touch, SolanaTransaction transaction, SolanaHolding[] holdings, List<SolanaChange> changes)
    {
        var effects = new List<SolanaEffect>();
        foreach (var holding in holdings)
        {
            if (protocol.EffectsOf(holding, transaction) is { } known) effects.AddRange(known);
            else Unknown([holding], $"transaction {touch.Signature} in slot {touch.Slot}");
        }

        if (effects.Count > 0) changes.Add(new(touch.Signature, touch.Slot, effects));
    }

    private void Unknown(IEnumerable<SolanaHolding> holdings, string why)
    {
        foreach (var holding in holdings) _unknown.TryAdd(holding.Account, why);
    }
}
