using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.MarginFi;

/// <summary>Accounts of marginfi-v2. A position's market is <c>account/bank</c>; its shares are the bits of I80F48, its index the bank's share value.</summary>
/// <param name="chain">The cluster.</param>
/// <param name="accounts">The margin accounts that are read. They are made from random keys: null lets the endpoints list those whose authority is the owner.</param>
/// <param name="program">marginfi's program; null is the one of mainnet.</param>
public sealed class MarginFiReader(ChainId chain, IReadOnlyList<SolanaKey>? accounts = null, SolanaKey? program = null) : ISolanaProtocol
{
    private readonly SolanaKey _program = program ?? Layout.MainnetProgram;

    public string Source => MarginFiMarkets.Member;

    public ChainId Chain => chain;

    public SolanaStep Step(SolanaKey owner, SolanaView view)
    {
        var query = new SolanaQuery.ProgramAccounts(_program, Layout.Account.Size, Layout.Account.Authority, owner);
        if (accounts is null && view.Missing([], query) is { } list) return list;
        var keys = accounts ?? view.Lists[query];
        if (view.Missing(keys) is { } ask) return ask;
        var answer = new SolanaFindings(Source, AccountAddress.Parse($"{chain}:{owner}"));
        var found = keys.Select(key => (Key: key, Account: Open(owner, key, view, answer))).Where(pair => pair.Account is not null).Select(pair => (pair.Key, Account: pair.Account!)).ToArray();
        if (view.Missing(found.SelectMany(pair => pair.Account.Balances).Select(balance => balance.Bank)) is { } banks) return banks;
        foreach (var (key, account) in found) Add(answer, key, account, view);
        if (found.Length == 1)
        {
            foreach (var figure in found[0].Account.Health) answer.Figure(figure.Name, figure.Value, figure.Decimals);
        }

        return answer.Done();
    }

    public IReadOnlyList<SolanaEffect>? EffectsOf(SolanaHolding holding, SolanaTransaction transaction) => Programs.EffectsOf(holding, transaction);

    // An account that is not there has no balances, which is a fact.
    private MarginAccount? Open(SolanaKey owner, SolanaKey key, SolanaView view, SolanaFindings answer)
    {
        if (view.Accounts[key] is not { } account || !Programs.Exists(account))
        {
            answer.Hold(key, _program, null);
            return null;
        }

        var problem = Parser.ParseAccount(account, _program, out var parsed);
        if (problem is null && parsed!.Authority != owner) problem = new(RejectionCode.WrongFeed, $"{key} belongs to {parsed.Authority}, not {owner}");
        if (problem is null) return parsed;
        answer.Refuse(problem.Code, key.ToString(), problem.Detail);
        return null;
    }

    private void Add(SolanaFindings answer, SolanaKey key, MarginAccount account, SolanaView view)
    {
        answer.Hold(key, _program, null);
        foreach (var balance in account.Balances)
        {
            var market = $"{key}/{balance.Bank}";
            Bank? bank = null;
            var problem = view.Accounts[balance.Bank] is { } data ? Parser.ParseBank(data, _program, out bank) : new(RejectionCode.Absent, $"no bank {balance.Bank}");
            if (problem is null && bank!.Group != account.Group) problem = new(RejectionCode.WrongFeed, $"bank {balance.Bank} is of group {bank.Group}, not {account.Group}");
            if (problem is not null)
            {
                answer.Refuse(problem.Code, market, problem.Detail);
                continue;
            }

            var asset = AssetId.Parse($"{chain}/token:{bank!.Mint}");
            var index = new ShareIndex(bank.AssetValue, Layout.OneSquared);
            answer.Hold(key, _program, answer.Add(market, asset, PositionSide.Collateral, balance.Assets, index, bank.Decimals));
            if (account.Disabled) answer.Hold(key, _program, answer.Add(market, asset, PositionSide.Encumbrance, balance.Assets, index, bank.Decimals));
            if (balance.Liabilities > 0)
            {
                answer.Hold(key, _program, answer.Add(market, asset, PositionSide.Debt, balance.Liabilities, new(bank.LiabilityValue, Layout.OneSquared), bank.Decimals));
            }
        }
    }
}
