using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.MorphoBlue;

/// <summary>The functions and events of Morpho Blue, its oracles and its rate models that are read (npm <c>@morpho-org/blue-sdk-viem</c>).</summary>
public static class MorphoBlueLayout
{
    public static readonly uint Position = AbiSelector.Of("position(bytes32,address)");
    public static readonly uint Market = AbiSelector.Of("market(bytes32)");
    public static readonly uint Price = AbiSelector.Of("price()");
    public static readonly uint BorrowRateView = AbiSelector.Of("borrowRateView((address,address,address,address,uint256),(uint128,uint128,uint128,uint128,uint128,uint128))");

    /// <summary>Every event that changes somebody's part of a market. The first topic is the market's id, another the owner; data is a word for each argument that is not indexed.</summary>
    public static readonly IReadOnlyList<MorphoEvent> Events =
    [
        // id, caller, onBehalf; assets, shares
        new(EvmLogs.TopicOf("Supply(bytes32,address,address,uint256,uint256)"), 2, 3, [new(false, PositionSide.Collateral, true, [1])]),
        new(EvmLogs.TopicOf("Repay(bytes32,address,address,uint256,uint256)"), 2, 3, [new(false, PositionSide.Debt, false, [1])]),

        // id, onBehalf, receiver; caller, assets, shares
        new(EvmLogs.TopicOf("Withdraw(bytes32,address,address,address,uint256,uint256)"), 3, 2, [new(false, PositionSide.Collateral, false, [2])]),
        new(EvmLogs.TopicOf("Borrow(bytes32,address,address,address,uint256,uint256)"), 3, 2, [new(false, PositionSide.Debt, true, [2])]),

        // id, caller, onBehalf; assets
        new(EvmLogs.TopicOf("SupplyCollateral(bytes32,address,address,uint256)"), 1, 3, [new(true, PositionSide.Collateral, true, [0])]),

        // id, onBehalf, receiver; caller, assets
        new(EvmLogs.TopicOf("WithdrawCollateral(bytes32,address,address,address,uint256)"), 2, 2, [new(true, PositionSide.Collateral, false, [1])]),

        // id, caller, borrower; repaidAssets, repaidShares, seizedAssets, badDebtAssets, badDebtShares
        new(EvmLogs.TopicOf("Liquidate(bytes32,address,address,uint256,uint256,uint256,uint256,uint256)"), 5, 3, [new(false, PositionSide.Debt, false, [1, 4]), new(true, PositionSide.Collateral, false, [2])]),
    ];

    public static EvmCall ForPosition(EvmAddress morpho, Hash256 market, EvmAddress owner) => new(morpho, new AbiWriter().Bytes32(market).Address(owner).ToCall(Position));

    public static EvmCall ForMarket(EvmAddress morpho, Hash256 market) => new(morpho, new AbiWriter().Bytes32(market).ToCall(Market));

    public static EvmCall ForPrice(EvmAddress oracle) => new(oracle, new AbiWriter().ToCall(Price));

    public static EvmCall ForRate(MorphoMarket market, MorphoTotals totals) => new(
        market.Irm,
        market.Write(new AbiWriter())
            .UInt(totals.SupplyAssets).UInt(totals.SupplyShares).UInt(totals.BorrowAssets).UInt(totals.BorrowShares).UInt(totals.LastUpdate).UInt(totals.Fee)
            .ToCall(BorrowRateView));

    public static IEnumerable<EvmWatch> WatchesOf(EvmAddress morpho) => Events.Select(known => new EvmWatch(morpho, known.Topic0, [known.OwnerTopic]));
}

/// <param name="Topic0">keccak256 of the event's signature.</param>
/// <param name="Words">How many words its data has.</param>
/// <param name="OwnerTopic">Which topic holds whose part changes.</param>
/// <param name="Effects">What changes.</param>
public sealed record MorphoEvent(Hash256 Topic0, int Words, int OwnerTopic, IReadOnlyList<MorphoEffect> Effects);

/// <param name="IsCollateral">Of the collateral token rather than of the loan token's shares.</param>
/// <param name="Side">Of what is owned or of what is owed.</param>
/// <param name="Adds">Rather than takes away.</param>
/// <param name="Words">The data's words whose sum it is.</param>
public sealed record MorphoEffect(bool IsCollateral, PositionSide Side, bool Adds, IReadOnlyList<int> Words);
