using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Erc4626;

/// <summary>What an address holds of tokenized vaults, in shares, and what a share is worth. See README.md beside this file.</summary>
public sealed class Erc4626Reader : IEvmProtocol
{
    private readonly Erc4626Markets _markets;
    private readonly Dictionary<EvmAddress, Erc4626Vault> _logging;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public Erc4626Reader(Erc4626Markets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        _logging = IsQueued ? [] : markets.Vaults.ToDictionary(vault => vault.Vault);
        Watches = [.. _logging.Keys.SelectMany(vault => Erc20Layout.WatchesOf(vault, Erc20Events.Transfer))];
    }

    public string Source => _markets.Source;

    public ChainId Chain => _markets.Chain;

    // What becomes of a request is told by no event that EIP-7540 prescribes.
    public CreditRule Rule => IsQueued ? CreditRule.BlockNet : CreditRule.TransactionNet;

    public IReadOnlyList<EvmWatch> Watches { get; }

    private bool IsQueued => _markets.Redemption == Erc4626Redemption.Queued;

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return new EvmStep.Ask([.. _markets.Vaults.SelectMany(vault => CallsFor(vault, owner))]);
        var findings = new EvmFindings(Source, Chain, owner);
        var outcomes = new AnswerCursor(answers[0]);
        foreach (var vault in _markets.Vaults) Read(findings, vault, outcomes);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) =>
        !_logging.TryGetValue(log.Contract, out var vault)
            ? []
            : [.. Erc20Parser.ChangesOf(log, vault.Vault, Erc20Events.Transfer).Select(change => new ShareChange(change.Owner, MarketOf(vault), AssetOf(vault), PositionSide.Collateral, change.Delta))];

    private EvmCall[] CallsFor(Erc4626Vault vault, EvmAddress owner)
    {
        var shares = Erc4626Parser.IndexShares(vault);
        return
        [
            Erc4626Layout.ForAsset(vault.Vault),
            Erc20Layout.ForDecimals(vault.Vault),
            Erc20Layout.ForDecimals(vault.Asset),
            Erc20Layout.ForBalance(vault.Vault, owner),
            Erc4626Layout.ForAssetsOf(vault.Vault, Erc4626Layout.ConvertToAssets, shares),
            IsQueued ? Erc4626Layout.ForRequests(vault.Vault, Erc4626Layout.PendingRedeemRequest, owner) : Erc4626Layout.ForAssetsOf(vault.Vault, Erc4626Layout.PreviewRedeem, shares),
            .. IsQueued ? (EvmCall[])[Erc4626Layout.ForRequests(vault.Vault, Erc4626Layout.ClaimableRedeemRequest, owner)] : [],
        ];
    }

    private void Read(EvmFindings findings, Erc4626Vault vault, AnswerCursor outcomes)
    {
        var (asset, decimals, assetDecimals) = (outcomes.Next(), outcomes.Next(), outcomes.Next());
        var (balanceOf, convert) = (outcomes.Next(), outcomes.Next());
        var (preview, pending, claimable) = IsQueued ? (null, outcomes.Next(), outcomes.Next()) : (outcomes.Next(), (CallOutcome?)null, (CallOutcome?)null);
        if (!Erc4626Parser.TryCheckIdentity(vault, asset, decimals, assetDecimals, out var failure) || !Erc4626Parser.TryParseIndex(vault, convert, preview, out var index, out failure))
        {
            findings.Problem(MarketOf(vault), failure);
            return;
        }

        if (Erc20Parser.TryParseBalance(balanceOf, vault.Vault, out var shares, out failure)) findings.Position(MarketOf(vault), AssetOf(vault), PositionSide.Collateral, shares, index, vault.AssetDecimals);
        else findings.Problem(MarketOf(vault), failure);
        if (pending is null || claimable is null) return;
        if (Erc4626Parser.TryParseQueued(vault, pending, claimable, out var queued, out failure)) findings.Position(MarketOf(vault), AssetOf(vault), PositionSide.Pending, queued, index, vault.AssetDecimals);
        else findings.Problem(MarketOf(vault), failure);
    }

    private AssetId AssetOf(Erc4626Vault vault) => AssetId.Erc20(Chain, vault.Asset);

    private static string MarketOf(Erc4626Vault vault) => vault.Vault.ToString();
}
