using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.SplToken;

/// <summary>A mint whose accounts are read.</summary>
/// <param name="Mint">Its address.</param>
/// <param name="Token2022">Whether Token-2022 owns it, otherwise SPL Token.</param>
/// <param name="Decimals">As the asset's configuration says; a mint that says otherwise is refused.</param>
public sealed record SplMint(SolanaKey Mint, bool Token2022, byte Decimals);

/// <summary>SOL in the wallet and tokens of SPL Token and Token-2022, wrapped SOL among them.</summary>
/// <remarks>A token account's amount is one collateral position in the market named by the account's address; what its owner cannot be sure to take is an encumbrance beside it.</remarks>
/// <param name="chain">The cluster.</param>
/// <param name="mints">Whose accounts are read; others are spam as far as anybody knows.</param>
/// <param name="everyAccount">Also accounts beside the associated ones, which the endpoints must list.</param>
public sealed class SplTokenReader(ChainId chain, IReadOnlyList<SplMint> mints, bool everyAccount = false) : ISolanaProtocol
{
    private readonly AssetId _sol = AssetId.Native(chain, Layout.SolCoinType);

    public string Source => SplTokenMarkets.Member;

    public ChainId Chain => chain;

    public SolanaStep Step(SolanaKey owner, SolanaView view)
    {
        var wanted = mints.SelectMany(mint => new[] { mint.Mint, Associated(owner, mint) }).Append(owner);
        if (view.Missing(wanted, everyAccount ? mints.Select(mint => ListOf(owner, mint)) : []) is { } ask) return ask;
        var accounts = mints.Select(mint => (Mint: mint, Keys: KeysOf(owner, mint, view))).ToArray();
        return view.Missing(accounts.SelectMany(pair => pair.Keys)) is { } more ? more : Answer(owner, accounts, view);
    }

    public IReadOnlyList<SolanaEffect>? EffectsOf(SolanaHolding holding, SolanaTransaction transaction)
    {
        var position = holding.Positions[0];
        if (position.Asset == _sol)
        {
            var change = transaction.Accounts.FirstOrDefault(one => one.Account == holding.Account);
            return change is null ? [] : Effect(position, (Int128)change.After - change.Before);
        }

        var token = transaction.Tokens.FirstOrDefault(one => one.Account == holding.Account);
        return token is null ? [] : Effect(position, Counted(position, token.After, ifUnknown: false) - Counted(position, token.Before, ifUnknown: true));
    }

    // What a balance is worth to the position: nothing once the account is somebody else's, or of another token. Where its owner is not recorded the worse is taken.
    private static Int128 Counted(PositionKey position, TokenBalance? balance, bool ifUnknown) =>
        balance is not null && position.Asset.Reference == balance.Mint.ToString() && (balance.Owner is { } owner ? position.Owner.Address == owner.ToString() : ifUnknown) ? balance.Amount : 0;

    private static IReadOnlyList<SolanaEffect> Effect(PositionKey position, Int128 delta) => delta == 0 ? [] : [new(position, delta)];

    private static SolanaKey ProgramOf(SplMint mint) => mint.Token2022 ? Layout.Token2022Program : Layout.TokenProgram;

    private static SolanaKey Associated(SolanaKey owner, SplMint mint) => ProgramAddress.Associated(owner, ProgramOf(mint), mint.Mint);

    private static SolanaQuery ListOf(SolanaKey owner, SplMint mint) => new SolanaQuery.TokenAccounts(owner, mint.Mint);

    private SolanaKey[] KeysOf(SolanaKey owner, SplMint mint, SolanaView view) =>
        everyAccount ? [.. view.Lists[ListOf(owner, mint)].Append(Associated(owner, mint)).Distinct()] : [Associated(owner, mint)];

    private SolanaStep.Done Answer(SolanaKey owner, IEnumerable<(SplMint Mint, SolanaKey[] Keys)> accounts, SolanaView view)
    {
        var answer = new SolanaFindings(Source, AccountAddress.Parse($"{chain}:{owner}"));
        AddSol(answer, owner, view.Accounts[owner]);
        foreach (var (mint, keys) in accounts)
        {
            var account = view.Accounts[mint.Mint];
            if (account is null) answer.Refuse(RejectionCode.Absent, string.Empty, $"no mint {mint.Mint}");
            else if (account.Owner != ProgramOf(mint)) answer.Refuse(RejectionCode.WrongEmitter, string.Empty, $"mint {mint.Mint} is of program {account.Owner}, not {ProgramOf(mint)}");
            else if (!Parser.TryParseMint(account, out var token, out var problem)) answer.Refuse(RejectionCode.Malformed, string.Empty, problem);
            else if (token!.Decimals != mint.Decimals) answer.Refuse(RejectionCode.OutOfRange, string.Empty, $"mint {mint.Mint} has {token.Decimals} decimals, configured are {mint.Decimals}");
            else foreach (var key in keys) AddToken(answer, owner, mint, token, key, view.Accounts[key]);
        }

        return answer.Done();
    }

    private void AddSol(SolanaFindings answer, SolanaKey owner, SolanaAccount? wallet)
    {
        // Lamports of an account with data, or of another program, are that program's to give; a nonce account is one such.
        if (wallet is not null && (wallet.Owner != Layout.SystemProgram || wallet.Data.Length != 0))
        {
            answer.Refuse(RejectionCode.WrongEmitter, string.Empty, $"{owner} is no wallet: program {wallet.Owner}, {wallet.Data.Length} bytes");
            return;
        }

        answer.Hold(owner, Layout.SystemProgram, answer.Add(string.Empty, _sol, PositionSide.Collateral, wallet?.Lamports ?? 0, ShareIndex.One, Layout.SolDecimals));
    }

    private void AddToken(SolanaFindings answer, SolanaKey owner, SplMint mint, TokenMint token, SolanaKey key, SolanaAccount? account)
    {
        var market = key.ToString();
        var asset = AssetId.Parse($"{chain}/token:{mint.Mint}");
        TokenAccount? held = null;

        if (account is not null && Programs.Exists(account))
        {
            if (account.Owner != ProgramOf(mint))
            {
                answer.Refuse(RejectionCode.WrongEmitter, market, $"{key} is of program {account.Owner}, not {ProgramOf(mint)}");
                return;
            }

            if (!Parser.TryParseAccount(account, out held, out var problem))
            {
                answer.Refuse(RejectionCode.Malformed, market, problem);
                return;
            }

            if (held!.Owner != owner || held.Mint != mint.Mint)
            {
                answer.Refuse(RejectionCode.WrongFeed, market, $"{key} belongs to {held.Owner} and holds {held.Mint}, not {owner} and {mint.Mint}");
                return;
            }
        }

        var amount = held?.Amount ?? 0;
        var position = answer.Add(market, asset, PositionSide.Collateral, amount, ShareIndex.One, token.Decimals);
        answer.Hold(key, ProgramOf(mint), position);

        // A fee on transfers takes its part from whatever of it is free.
        var bound = token.Bound ? amount : held?.Bound ?? 0;
        bound += token.FeeOf(amount - bound);
        if (bound > 0) answer.Add(market, asset, PositionSide.Encumbrance, bound, ShareIndex.One, token.Decimals);
    }
}
