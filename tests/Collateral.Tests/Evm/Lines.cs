using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>Answers as text, so that a test shows all of one at a glance.</summary>
internal static class Lines
{
    /// <summary>What a contract returns that never fits.</summary>
    public static readonly byte[] Huge = new AbiWriter().Bytes32(Hash256.Parse(new('f', 64))).ToArray();

    /// <summary>One line per position: market, what the asset's name ends with, side, amount in the asset's smallest unit. Ordered as positions are.</summary>
    public static IReadOnlyList<string> Of(ProtocolAnswer answer) =>
        [.. answer.Positions.OrderBy(position => position.Key).Select(position => $"{position.Key.Market} {Tail(position.Key.Asset)} {position.Key.Side} {position.Amount}")];

    public static IReadOnlyList<string> Problems(ProtocolAnswer answer) => [.. answer.Problems.Select(problem => $"{problem.Market} {problem.Code}")];

    /// <summary>A position by the text of its line, without the amount; null where it is not stated.</summary>
    public static UInt128? Amount(ProtocolAnswer answer, string market, PositionSide side, string? tail = null) =>
        answer.Positions.SingleOrDefault(position => position.Key.Market == market && position.Key.Side == side && (tail is null || Tail(position.Key.Asset) == tail))?.Amount;

    /// <summary>What every answer must be, however damaged what it was made of: figures that can be computed with, names that can be signed, no position twice.</summary>
    public static void AssertUsable(ProtocolAnswer answer)
    {
        Assert.Equal(answer.Positions.Count, answer.Positions.Select(position => position.Key).Distinct().Count());
        foreach (var position in answer.Positions)
        {
            _ = position.Amount;
            Assert.InRange(position.Key.Market.Length, 0, PositionKey.MaximumMarket);
            Assert.DoesNotContain(position.Key.Market, c => c is < '!' or > '~');
        }

        foreach (var figure in answer.Health) Assert.InRange(figure.Name.Length, 1, 32);
        foreach (var problem in answer.Problems) Assert.DoesNotContain(problem.Detail, c => c is < ' ' or > '~');
    }

    private static string Tail(AssetId asset) => asset.Reference.Length > 6 ? asset.Reference[^6..] : asset.Reference;
}
