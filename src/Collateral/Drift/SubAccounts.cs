using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Drift;

/// <summary>Which sub-accounts are read.</summary>
/// <param name="Chain">The cluster.</param>
/// <param name="Numbers">Each once; 0 is the first.</param>
/// <param name="Margin">Also Drift's own maintenance figures, for which the oracles are read.</param>
public sealed record DriftSubAccounts(ChainId Chain, IReadOnlyList<ushort> Numbers, bool Margin)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "drift";

    /// <summary>Bounds what one owner costs.</summary>
    public const int MaximumNumbers = 64;

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. Numbers.Count is 0 or > MaximumNumbers ? [$"subAccounts: 1 to {MaximumNumbers}, not {Numbers.Count}"] : (string[])[],
        .. Numbers.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => $"subAccounts: {group.Key} is there {group.Count()} times"),
    ];

    /// <summary>Reads the member <c>drift</c> of the protocols' file.</summary>
    public static IReadOnlyList<DriftSubAccounts> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new DriftSubAccounts(section.SolanaChain(), [.. section.Numbers("subAccounts", ushort.MaxValue).Select(number => (ushort)number)], section.Flag("margin", false)),
        static markets => markets.Problems());
}
