using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Erc4626;

/// <summary>How a vault gives assets back.</summary>
public enum Erc4626Redemption
{
    /// <summary>In the transaction that asks (EIP-4626).</summary>
    Immediate = 1,

    /// <summary>Upon a request that is fulfilled later (EIP-7540), with request id 0 for all requests of a controller.</summary>
    Queued = 2,
}

/// <param name="Vault">The contract, which is also the share token.</param>
/// <param name="Decimals">What its <c>decimals()</c> must be.</param>
/// <param name="Asset">What its <c>asset()</c> must be.</param>
/// <param name="AssetDecimals">What the asset's <c>decimals()</c> must be.</param>
public sealed record Erc4626Vault(EvmAddress Vault, byte Decimals, EvmAddress Asset, byte AssetDecimals);

/// <summary>Vaults of one chain that are read together.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="Redemption">How all of them give assets back.</param>
/// <param name="Vaults">Each once.</param>
public sealed record Erc4626Markets(ChainId Chain, Erc4626Redemption Redemption, IReadOnlyList<Erc4626Vault> Vaults)
{
    /// <summary>The member of the protocols' file, and the source of vaults that redeem at once.</summary>
    public const string Member = "erc4626";

    /// <summary>Digits by which the shares that the index is asked for exceed one whole share, as far as 127 bits hold them.</summary>
    public const byte IndexDigits = 18;

    /// <summary>Vaults with a queue are a source of their own: another credit rule holds for it.</summary>
    public string Source => Redemption == Erc4626Redemption.Immediate ? Member : "erc7540";

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = MarketFields.ProblemsOf([.. Vaults.Select(vault => vault.Vault)], "vaults").ToList();
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        foreach (var vault in Vaults)
        {
            if (vault.Asset.IsZero || vault.Asset == vault.Vault) problems.Add($"vaults: {vault.Vault} has asset {vault.Asset}");
            if (vault.Decimals > Position.MaximumDecimals) problems.Add($"vaults: {vault.Vault} has {vault.Decimals} decimals, at most {Position.MaximumDecimals}");
            if (vault.AssetDecimals > Position.MaximumDecimals) problems.Add($"vaults: the asset of {vault.Vault} has {vault.AssetDecimals} decimals, at most {Position.MaximumDecimals}");
        }

        return problems;
    }

    /// <summary>Reads the member <c>erc4626</c> of the protocols' file.</summary>
    public static IReadOnlyList<Erc4626Markets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new Erc4626Markets(
            section.EvmChain(),
            section.Choice<Erc4626Redemption>("redemption"),
            section.Each("vaults", static vault => new Erc4626Vault(vault.Contract("vault"), vault.TokenDecimals(), vault.Contract("asset"), vault.TokenDecimals("assetDecimals")))),
        static markets => markets.Problems());
}
