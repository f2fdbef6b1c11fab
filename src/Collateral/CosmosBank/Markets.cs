using System.Text.Json;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.CosmosBank;

/// <summary>A token of x/bank.</summary>
/// <param name="Denom">As the chain keeps it, such as <c>uatom</c> or <c>ibc/27394FB0…</c>.</param>
/// <param name="Asset">What it is.</param>
/// <param name="Decimals">Of the asset.</param>
/// <param name="Trace">For <c>ibc/</c> denoms where they came from, such as <c>transfer/channel-0/uatom</c>: its hash must be the denom. Null otherwise.</param>
public sealed record BankDenom(string Denom, AssetId Asset, byte Decimals, string? Trace = null);

/// <summary>What is read of one chain's bank.</summary>
/// <param name="Chain">Such as <c>cosmos:osmosis-1</c>.</param>
/// <param name="Prefix">Of its addresses, such as <c>osmo</c>.</param>
/// <param name="Denoms">Balances that are asked about.</param>
/// <param name="BondDenom">What is staked, one of the denoms; null where unbonding is not read.</param>
/// <param name="Validators">Operator addresses (<c>…valoper1…</c>) from which unbonding is asked about: the chain's keys are by delegator and validator.</param>
public sealed record BankMarkets(ChainId Chain, string Prefix, IReadOnlyList<BankDenom> Denoms, string? BondDenom, IReadOnlyList<string> Validators)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "cosmos-bank";

    public const int MaximumDenoms = 256;
    public const int MaximumValidators = 500;

    // x/bank: a letter, then 2 to 127 of letters, digits and / : . _ -
    private const int MaximumDenom = 128;
    private const string IbcPrefix = "ibc/";

    /// <summary>Every rule that is broken; empty when all is sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(Chain.ToString().StartsWith(CosmosReaderOptions.Namespace + ":", StringComparison.Ordinal), $"chain: {Chain} is no Cosmos chain");
        Check(Denoms.Count is >= 1 and <= MaximumDenoms, $"denoms: must be 1 to {MaximumDenoms}, not {Denoms.Count}");
        Check(Validators.Count <= MaximumValidators, $"validators: at most {MaximumValidators}, not {Validators.Count}");
        foreach (var twice in Denoms.GroupBy(item => item.Denom).Where(group => group.Count() > 1)) problems.Add($"denoms: {twice.Key} is there twice");
        foreach (var denom in Denoms)
        {
            Check(IsDenom(denom.Denom), $"denoms: '{denom.Denom}' is no denom");
            Check(!denom.Asset.IsEmpty && denom.Asset.Chain == Chain, $"denoms: {denom.Denom} must be an asset of {Chain}, not '{denom.Asset}'");
            Check(denom.Decimals <= Position.MaximumDecimals, $"denoms: {denom.Denom} has {denom.Decimals} decimals, at most {Position.MaximumDecimals}");
            Check(IsIdentified(denom), $"denoms: {denom.Denom} is not the hash of its trace '{denom.Trace}'");
            Check(denom.Asset.Namespace != "ibc" || denom.Denom == IbcPrefix + denom.Asset.Reference, $"denoms: {denom.Denom} is not {denom.Asset}");
        }

        Check(BondDenom is not null || Validators.Count == 0, "bondDenom: must be named where validators are");
        Check(BondDenom is null || Denoms.Any(denom => denom.Denom == BondDenom), $"bondDenom: {BondDenom} is none of the denoms");
        foreach (var validator in Validators)
        {
            Check(Bech32.TryDecode(validator, out var prefix, out var bytes) && prefix == Prefix + "valoper" && bytes.Length is 20 or 32, $"validators: {validator} is no operator of {Prefix}");
        }

        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds) problems.Add(problem);
        }
    }

    /// <summary>Reads the member <c>cosmos-bank</c> of the protocols' file.</summary>
    public static IReadOnlyList<BankMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new BankMarkets(
            section.CosmosChain(),
            section.Prefix(),
            section.Each("denoms", static item => new BankDenom(item.Text("denom"), item.Asset("asset"), item.TokenDecimals(), item.Has("trace") ? item.Text("trace") : null)),
            section.Has("bondDenom") ? section.Text("bondDenom") : null,
            section.Texts("validators", required: false)),
        static markets => markets.Problems());

    // A trace that is not asked for would say nothing; one that is missing would let anything be called by the asset's name.
    private static bool IsIdentified(BankDenom denom)
    {
        if (!denom.Denom.StartsWith(IbcPrefix, StringComparison.Ordinal)) return denom.Trace is null;
        var slash = denom.Trace?.Split('/') is { Length: >= 3 } parts && parts[0] == "transfer" && parts[1].StartsWith("channel-", StringComparison.Ordinal) ? parts[0].Length + 1 + parts[1].Length : -1;
        return slash > 0 && BankLayout.IbcDenom(denom.Trace![..slash], denom.Trace[(slash + 1)..]) == denom.Denom;
    }

    private static bool IsDenom(string text) =>
        text.Length is >= 3 and <= MaximumDenom && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or ':' or '.' or '_' or '-');
}
