using System.Globalization;
using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.SynthetixV3;

/// <summary>Collateral and vault debt of the Synthetix v3 accounts whose tokens an address holds. See README.md beside this file.</summary>
public sealed class SynthetixV3Reader : IEvmProtocol
{
    /// <summary>Accounts of one owner; more are refused.</summary>
    public const int MaximumAccounts = 16;

    private readonly SynthetixV3Markets _markets;
    private readonly List<(UInt128 Pool, SynthetixV3Collateral Collateral)> _vaults;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public SynthetixV3Reader(SynthetixV3Markets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        _vaults = [.. markets.Pools.SelectMany(pool => markets.Collaterals.Select(collateral => (pool, collateral)))];
    }

    public string Source => SynthetixV3Markets.Member;

    public ChainId Chain => _markets.Chain;

    public CreditRule Rule => CreditRule.BlockNet;

    /// <summary>Debt moves with markets and prices, and no event tells of it.</summary>
    public IReadOnlyList<EvmWatch> Watches => [];

    private int CallsPerAccount => 1 + _markets.Collaterals.Count + (2 * _vaults.Count);

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return new EvmStep.Ask([Erc20Layout.ForBalance(_markets.Accounts, owner)]);
        var findings = new EvmFindings(Source, Chain, owner);
        if (!EvmAnswer.TryUInt(answers[0][0], "balanceOf() of the accounts", 256, out var count, out var failure)) findings.Problem(string.Empty, failure);
        else if (count > MaximumAccounts) findings.Problem(string.Empty, new(RejectionCode.Oversized, $"{count} accounts, at most {MaximumAccounts} are read"));
        else if (count > 0) return answers.Count == 1 ? AskAccounts(owner, (int)count) : Positions(owner, answers, findings);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) => [];

    private EvmStep.Ask AskAccounts(EvmAddress owner, int count) =>
        new([.. Enumerable.Range(0, count).Select(index => new EvmCall(_markets.Accounts, new AbiWriter().Address(owner).UInt((UInt128)index).ToCall(SynthetixV3Layout.TokenOfOwnerByIndex)))]);

    private EvmStep Positions(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers, EvmFindings findings)
    {
        var accounts = new List<UInt128>();
        foreach (var outcome in answers[1])
        {
            if (!EvmAnswer.TryUInt(outcome, "tokenOfOwnerByIndex()", 256, out var account, out var failure)) findings.Problem(string.Empty, failure);
            else if (accounts.Contains(account)) findings.Problem(string.Empty, new(RejectionCode.Malformed, $"tokenOfOwnerByIndex(): account {account} is there twice"));
            else accounts.Add(account);
        }

        if (accounts.Count == 0) return findings.ToDone();
        if (answers.Count == 2) return new EvmStep.Ask([.. _markets.Collaterals.Select(collateral => Erc20Layout.ForDecimals(collateral.Token)), .. accounts.SelectMany(CallsOf)]);
        var outcomes = answers[2];
        var sound = _markets.Collaterals.Where((collateral, i) => HasDecimals(collateral, outcomes[i], findings)).ToHashSet();
        for (var i = 0; i < accounts.Count; i++)
        {
            var at = _markets.Collaterals.Count + (i * CallsPerAccount);
            Read(accounts[i], owner, sound, [.. outcomes.Skip(at).Take(CallsPerAccount)], findings);
        }

        return findings.ToDone();
    }

    private static bool HasDecimals(SynthetixV3Collateral collateral, CallOutcome outcome, EvmFindings findings)
    {
        if (EvmAnswer.TryExpectDecimals(outcome, collateral.Token, collateral.Decimals, out var failure)) return true;
        findings.Problem(string.Empty, failure);
        return false;
    }

    private IEnumerable<EvmCall> CallsOf(UInt128 account)
    {
        yield return Core(new AbiWriter().UInt(account).ToCall(SynthetixV3Layout.GetAccountOwner));
        foreach (var collateral in _markets.Collaterals) yield return Core(new AbiWriter().UInt(account).Address(collateral.Token).ToCall(SynthetixV3Layout.GetAccountCollateral));
        foreach (var (pool, collateral) in _vaults)
        {
            var position = new AbiWriter().UInt(account).UInt(pool).Address(collateral.Token);
            yield return Core(position.ToCall(SynthetixV3Layout.GetPositionCollateral));
            yield return Core(position.ToCall(SynthetixV3Layout.GetPositionDebt));
        }

        EvmCall Core(byte[] data) => new(_markets.Core, data);
    }

    private void Read(UInt128 account, EvmAddress owner, HashSet<SynthetixV3Collateral> sound, List<CallOutcome> outcomes, EvmFindings findings)
    {
        var name = account.ToString(CultureInfo.InvariantCulture);
        if (!EvmAnswer.TryExpect(outcomes[0], $"getAccountOwner() of {account}", owner, out var failure))
        {
            findings.Problem(name, failure);
            return;
        }

        var assigned = ReadVaults(account, outcomes.GetRange(1 + _markets.Collaterals.Count, 2 * _vaults.Count), findings);
        for (var i = 0; i < _markets.Collaterals.Count; i++)
        {
            if (sound.Contains(_markets.Collaterals[i])) ReadCollateral(name, _markets.Collaterals[i], outcomes[i + 1], assigned, findings);
        }
    }

    private void ReadCollateral(string name, SynthetixV3Collateral collateral, CallOutcome outcome, Dictionary<EvmAddress, BigInteger> assigned, EvmFindings findings)
    {
        if (!ReturnData.TryRead<SynthetixV3Totals>(outcome, $"getAccountCollateral() of {collateral.Token}", SynthetixV3Parser.Totals, out var totals, out var failure))
        {
            findings.Problem(name, failure);
            return;
        }

        var index = DecimalIndex.Of(SynthetixV3Layout.SystemDecimals, collateral.Decimals);
        findings.Position(name, _markets.AssetOf(collateral), PositionSide.Collateral, totals.Deposited, index, collateral.Decimals);
        findings.Position(name, _markets.AssetOf(collateral), PositionSide.Encumbrance, totals.Unavailable, index, collateral.Decimals);
        if (assigned.TryGetValue(collateral.Token, out var known) && known != totals.Assigned)
        {
            findings.Problem(name, new(RejectionCode.Absent, $"{totals.Assigned} of {collateral.Token} is assigned, {known} of it to the pools that are read: the debt elsewhere is not known"));
        }
    }

    // What is delegated to the pools that are read, per collateral type; a type whose vaults could not all be read is missing.
    private Dictionary<EvmAddress, BigInteger> ReadVaults(UInt128 account, List<CallOutcome> outcomes, EvmFindings findings)
    {
        var assigned = _markets.Collaterals.ToDictionary(collateral => collateral.Token, _ => BigInteger.Zero);
        for (var i = 0; i < _vaults.Count; i++)
        {
            var (pool, collateral) = _vaults[i];
            var market = string.Create(CultureInfo.InvariantCulture, $"{account}/{pool}/{collateral.Token}");
            if (!EvmAnswer.TryUInt(outcomes[2 * i], "getPositionCollateral()", 256, out var amount, out var failure))
            {
                findings.Problem(market, failure);
                assigned.Remove(collateral.Token);
            }
            else if (assigned.TryGetValue(collateral.Token, out var before)) assigned[collateral.Token] = before + amount;

            // Negative debt is a gain of the pool that nobody has minted yet.
            if (!ReturnData.TryInt(outcomes[(2 * i) + 1], "getPositionDebt()", out var debt, out failure)) findings.Problem(market, failure);
            else findings.Unsettled(market, AssetId.Erc20(Chain, _markets.Usd), [-(BigInteger)debt], ShareIndex.One, SynthetixV3Layout.SystemDecimals);
        }

        return assigned;
    }
}
