using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.EigenLayer;

/// <summary>An owner's shares of one strategy, while they are read.</summary>
/// <param name="strategy">Of which.</param>
/// <param name="queued">Shares in the withdrawal queue; null where they are not known.</param>
internal sealed class Stake(EigenLayerStrategy strategy, BigInteger? queued)
{
    public EigenLayerStrategy Strategy => strategy;

    public string Market { get; } = strategy.Strategy.ToString();

    public UInt128 Withdrawable { get; private set; }

    public BigInteger? Queued => queued;

    /// <summary>Null where the strategy cannot be stated; the problem is told.</summary>
    public ShareIndex? Index { get; set; }

    public bool HasShares => Withdrawable > 0 || queued is { IsZero: false };

    /// <summary>What is asked about a strategy: the owner's shares and, where it holds a token, the token and what the index is made of.</summary>
    public static IReadOnlyList<EvmCall> Calls(EvmAddress delegationManager, EigenLayerStrategy strategy, EvmAddress owner)
    {
        var shares = new EvmCall(delegationManager, new AbiWriter().Address(owner).Array([new AbiWriter().Address(strategy.Strategy)]).ToCall(EigenLayerLayout.GetWithdrawableShares));
        return strategy.IsNative
            ? [shares]
            :
            [
                shares,
                new(strategy.Strategy, new AbiWriter().ToCall(EigenLayerLayout.UnderlyingToken)),
                Erc20Layout.ForDecimals(strategy.Token),
                Erc20Layout.ForBalance(strategy.Token, strategy.Strategy),
                new(strategy.Strategy, new AbiWriter().ToCall(EigenLayerLayout.TotalShares)),
            ];
    }

    /// <summary>Reads the outcomes of <see cref="Calls"/>.</summary>
    public void Read(IReadOnlyList<CallOutcome> outcomes, EvmFindings findings)
    {
        if (!ReturnData.TryRead<UInt128>(outcomes[0], "getWithdrawableShares()", EigenLayerParser.Withdrawable, out var shares, out var failure)) findings.Problem(Market, failure);
        else
        {
            Withdrawable = shares;
            Index = strategy.IsNative ? ShareIndex.One : ReadIndex(outcomes, findings);
        }
    }

    private ShareIndex? ReadIndex(IReadOnlyList<CallOutcome> outcomes, EvmFindings findings)
    {
        if (!EvmAnswer.TryExpect(outcomes[1], $"underlyingToken() of {strategy.Strategy}", strategy.Token, out var failure)
            || !EvmAnswer.TryExpectDecimals(outcomes[2], strategy.Token, strategy.Decimals, out failure)
            || !EvmAnswer.TryUInt(outcomes[3], "balanceOf() of the strategy", 256, out var balance, out failure)
            || !EvmAnswer.TryUInt(outcomes[4], "totalShares()", 256, out var total, out failure))
        {
            findings.Problem(Market, failure);
            return null;
        }

        const uint Offset = EigenLayerLayout.VirtualOffset;
        if (balance <= UInt128.MaxValue - Offset && total <= UInt128.MaxValue - Offset) return new(balance + Offset, total + Offset);
        findings.Problem(Market, new(RejectionCode.OutOfRange, $"a balance of {balance} for {total} shares leaves no room for the strategy's own {Offset}"));
        return null;
    }
}
