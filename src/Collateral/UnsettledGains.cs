using System.Numerics;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral;

/// <summary>The rule for gains and losses that are not settled, the same for every reader of margined positions.</summary>
/// <remarks>
/// <para>They are netted as far as the protocol itself nets them, which is within one margin account (all cross-margined positions of an account together, each isolated
/// position alone), and stated as lines of their own in the settlement asset, beside the settled balance and never inside it. A margin account's net loss is
/// <see cref="PositionSide.Debt"/> at once. Its net gain is <see cref="PositionSide.Pending"/>: it is somebody else's until it is settled, and a later price may take it
/// away, so it is never credit and sets off no loss of another margin account. Both lines are always stated, with zero where there is none.</para>
/// <para>So settled + pending − debt is the equity that the protocol shows, credit is at most settled − debt, and rounding hurts the claimant on either side.</para>
/// </remarks>
internal static class UnsettledGains
{
    /// <param name="gains">One for each margin account, negative for a loss.</param>
    /// <returns>What is pending and what is owed, neither of them negative.</returns>
    public static (BigInteger Pending, BigInteger Debt) Net(IReadOnlyList<BigInteger> gains) =>
        (gains.Where(gain => gain.Sign > 0).Aggregate(BigInteger.Zero, BigInteger.Add), -gains.Where(gain => gain.Sign < 0).Aggregate(BigInteger.Zero, BigInteger.Add));
}
