using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.DydxV4;

/// <summary>The perpetuals that positions are in, with their prices and margin tiers, as far as they could be read.</summary>
internal sealed class DydxBook
{
    private readonly Dictionary<uint, DydxPrice> _prices = [];
    private readonly Dictionary<uint, DydxTier> _tiers = [];
    private readonly Dictionary<string, ReadFailure> _failures = [];

    public Dictionary<uint, DydxPerpetual> Perpetuals { get; } = [];

    private uint[] Markets => [.. Perpetuals.Values.Select(perpetual => perpetual.Market).Distinct().Order()];

    private uint[] Tiers => [.. Perpetuals.Values.Select(perpetual => perpetual.Tier).Distinct().Order()];

    public void ReadPerpetuals(uint[] ids, IReadOnlyList<CosmosValue> values)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            if (Found($"perpetual {ids[i]}", values[i]) is not { } value) continue;
            if (!DydxStoreParser.TryPerpetual(value, out var perpetual, out var problem)) Fail($"perpetual {ids[i]}", problem);
            else if (perpetual!.Id != ids[i]) Fail($"perpetual {ids[i]}", $"the number {perpetual.Id} stands in it");
            else Perpetuals[ids[i]] = perpetual;
        }
    }

    /// <summary>Prices first, then tiers.</summary>
    public IReadOnlyList<CosmosQuery> Keys() =>
    [
        .. Markets.Select(market => new CosmosQuery(DydxLayout.PriceStore, DydxLayout.PriceKey(market))),
        .. Tiers.Select(tier => new CosmosQuery(DydxLayout.PerpetualStore, DydxLayout.TierKey(tier))),
    ];

    public void ReadPrices(IReadOnlyList<CosmosValue> values)
    {
        var (markets, tiers) = (Markets, Tiers);
        for (var i = 0; i < markets.Length; i++)
        {
            if (Found($"price {markets[i]}", values[i]) is not { } value) continue;
            if (!DydxStoreParser.TryPrice(value, out var price, out var problem)) Fail($"price {markets[i]}", problem);
            else if (price!.Id != markets[i]) Fail($"price {markets[i]}", $"the number {price.Id} stands in it");
            else _prices[markets[i]] = price;
        }

        for (var i = 0; i < tiers.Length; i++)
        {
            if (Found($"tier {tiers[i]}", values[markets.Length + i]) is not { } value) continue;
            if (!DydxStoreParser.TryTier(value, out var tier, out var problem)) Fail($"tier {tiers[i]}", problem);
            else if (tier!.Id != tiers[i]) Fail($"tier {tiers[i]}", $"the number {tier.Id} stands in it");
            else _tiers[tiers[i]] = tier;
        }
    }

    public bool TryRisk(DydxHolding holding, uint customPpm, [NotNullWhen(true)] out DydxRisk? risk, [NotNullWhen(false)] out ReadFailure? failure)
    {
        (risk, failure) = (null, null);
        if (!Perpetuals.TryGetValue(holding.Perpetual, out var perpetual)) failure = _failures[$"perpetual {holding.Perpetual}"];
        else if (!_prices.TryGetValue(perpetual.Market, out var price)) failure = _failures[$"price {perpetual.Market}"];
        else if (!_tiers.TryGetValue(perpetual.Tier, out var tier)) failure = _failures[$"tier {perpetual.Tier}"];
        else risk = DydxMargin.Of(holding, perpetual, price, tier, customPpm);
        return risk is not null;
    }

    private ReadOnlyMemory<byte>? Found(string name, CosmosValue value)
    {
        if (value is CosmosValue.Found found) return found.Value;
        _failures[name] = value is CosmosValue.Failed failed ? new(failed.Code, $"{name}: {failed.Detail}") : new(RejectionCode.Absent, $"{name} is not there");
        return null;
    }

    private void Fail(string name, string problem) => _failures[name] = new(RejectionCode.Malformed, $"{name}: {problem}");
}
