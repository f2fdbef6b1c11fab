using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Drift;

/// <summary>Tokens deposited or borrowed. The balance is scaled by 10^9; open orders are in the token's smallest unit.</summary>
internal sealed record SpotPosition(ushort Market, bool IsBorrow, ulong Balance, long OpenBids, long OpenAsks, byte OpenOrders);

/// <summary>A perpetual position: base in 10^-9, quote in 10^-6 of the quote token, entry value, fees and settled funding included.</summary>
internal sealed record PerpPosition(ushort Market, long LastFunding, long Base, long Quote, long OpenBids, long OpenAsks, ulong LpShares, byte OpenOrders);

/// <summary>One of an authority's sub-accounts.</summary>
internal sealed record DriftUser(SolanaKey Authority, byte Status, byte MarginMode, uint MaxMarginRatio, IReadOnlyList<SpotPosition> Spots, IReadOnlyList<PerpPosition> Perps)
{
    /// <summary>Somebody else may take its collateral.</summary>
    public bool InDistress => (Status & Layout.User.InDistress) != 0;
}

/// <summary>Reads Drift's user accounts from untrusted bytes; never throws for them.</summary>
internal static class Parser
{
    public static ProgramProblem? ParseUser(SolanaAccount account, out DriftUser? user)
    {
        user = null;
        if (Programs.Check(account, Layout.Program, Layout.User.Discriminator, Layout.User.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        var spots = new List<SpotPosition>();
        var perps = new List<PerpPosition>();
        for (var i = 0; i < Layout.User.PositionCount; i++)
        {
            var slot = data.Part(Layout.User.Spots + (i * Layout.User.SpotSize), Layout.User.SpotSize);
            var type = slot.U8(Layout.Spot.Type);
            var spot = new SpotPosition(
                slot.U16(Layout.Spot.Market), type == 1, slot.U64(Layout.Spot.Balance), slot.I64(Layout.Spot.OpenBids), slot.I64(Layout.Spot.OpenAsks), slot.U8(Layout.Spot.OpenOrders));
            if (spot.Balance == 0 && spot.OpenOrders == 0) continue;
            if (type > 1 || spots.Exists(one => one.Market == spot.Market)) return new(RejectionCode.Malformed, $"{account.Key}: spot market {spot.Market} of type {type} makes no sense or stands twice");
            spots.Add(spot);
        }

        for (var i = 0; i < Layout.User.PositionCount; i++)
        {
            var slot = data.Part(Layout.User.Perps + (i * Layout.User.PerpSize), Layout.User.PerpSize);
            var perp = new PerpPosition(
                slot.U16(Layout.Perp.Market), slot.I64(Layout.Perp.LastFunding), slot.I64(Layout.Perp.Base), slot.I64(Layout.Perp.Quote),
                slot.I64(Layout.Perp.OpenBids), slot.I64(Layout.Perp.OpenAsks), slot.U64(Layout.Perp.LpShares), slot.U8(Layout.Perp.OpenOrders));
            if (perp is { Base: 0, Quote: 0, OpenBids: 0, OpenAsks: 0, LpShares: 0, OpenOrders: 0 }) continue;
            if (perps.Exists(one => one.Market == perp.Market)) return new(RejectionCode.Malformed, $"{account.Key}: perp market {perp.Market} stands twice");
            perps.Add(perp);
        }

        user = new(data.Key(Layout.User.Authority), data.U8(Layout.User.Status), data.U8(Layout.User.MarginMode), data.U32(Layout.User.MaxMarginRatio), spots, perps);
        return null;
    }
}
