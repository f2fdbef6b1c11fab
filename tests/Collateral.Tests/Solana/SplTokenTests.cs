using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Collateral.SplToken;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Solana;

public sealed class SplTokenTests
{
    private static readonly SolanaKey Owner = SolanaKey.Parse("J5TXjZFLDRHJyivYpxmdu38izekJUvRnDnzvY2PZ2krF");
    private static readonly SolanaKey Stranger = SolanaKey.Parse("Bo6wrrodbBv33mNrSG6Zy7ACFNbzCZjpifgfktpSR9aT");
    private static readonly SolanaKey Usdc = SolanaKey.Parse("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
    private static readonly SolanaKey Ata = ProgramAddress.Associated(Owner, TokenData.Token, Usdc);
    private static readonly SolanaKey Ata2022 = ProgramAddress.Associated(Owner, TokenData.Token2022, Usdc);

    private static readonly SplTokenReader Reader = new(Recorded.Mainnet, [new(Usdc, false, 6)]);
    private static readonly SplTokenReader Reader2022 = new(Recorded.Mainnet, [new(Usdc, true, 6)]);

    [Fact]
    public void Owner_WithoutAnything_HasZeroOfEachByName()
    {
        var answer = Reader.Ask(Owner, [TokenData.Mint(Usdc, 6)]).Answer;
        Assert.Equal(
            [$"{Recorded.Mainnet}:{Owner} spl-token  {Recorded.Mainnet}/slip44:501 Collateral 0", $"{Recorded.Mainnet}:{Owner} spl-token {Ata} {Recorded.Mainnet}/token:{Usdc} Collateral 0"],
            answer.Positions.Select(position => $"{position.Key} {position.Amount}"));
        Assert.Empty(answer.Problems);
    }

    [Fact]
    public void Wallet_AndItsAssociatedAccount_AreCollateral()
    {
        var done = Reader.Ask(Owner, [TokenData.Wallet(Owner, 5_000_000_000), TokenData.Mint(Usdc, 6), TokenData.Account(Ata, Usdc, Owner, 1_250_000)]);
        Assert.Equal([(5_000_000_000, 9), (1_250_000, 6)], done.Answer.Positions.Select(position => ((ulong)position.Amount, (int)position.Decimals)));
        Assert.Equal([(Owner, TokenData.System), (Ata, TokenData.Token)], done.Holdings.Select(holding => (holding.Account, holding.Program)));
    }

    [Fact]
    public void Account_ThatIsFrozen_IsEncumberedWholly() => AssertBound(1_000, TokenData.Account(Ata, Usdc, Owner, 1_000, state: 2));

    [Theory]
    [InlineData(300, 300)]
    [InlineData(5_000, 1_000)]
    public void Account_WithADelegate_IsEncumberedByWhatTheDelegateMayTake(ulong delegated, ulong bound) =>
        AssertBound(bound, TokenData.Account(Ata, Usdc, Owner, 1_000, delegated: (Stranger, delegated)));

    [Fact]
    public void WrappedSol_ThatAStrangerMayClose_IsEncumberedWholly()
    {
        AssertBound(1_000, TokenData.Account(Ata, Usdc, Owner, 1_000, closer: Stranger, native: true));
        AssertBound(0, TokenData.Account(Ata, Usdc, Owner, 1_000, closer: Owner, native: true));

        // Other accounts can be closed only while they are empty.
        AssertBound(0, TokenData.Account(Ata, Usdc, Owner, 1_000, closer: Stranger));
    }

    [Fact]
    public void Token2022_FeesWithheldInTheAccount_AreNotItsOwners() =>
        AssertBound2022(1_000, 0, TokenData.Mint(Usdc, 6, TokenData.Token2022), TokenData.Account(Ata2022, Usdc, Owner, 1_000, TokenData.Token2022, extensions: [(2, BitConverter.GetBytes(777UL)), (7, [])]));

    [Theory]
    [InlineData(100, ulong.MaxValue, 50, ulong.MaxValue, 11)]
    [InlineData(50, ulong.MaxValue, 100, ulong.MaxValue, 11)]
    [InlineData(10_000, 7UL, 0, 0UL, 7)]
    [InlineData(0, 0UL, 0, 0UL, 0)]
    public void Token2022_FeeOnTransfers_IsEncumberedAtTheHigherOfBothAndRoundedUp(ushort older, ulong olderMaximum, ushort newer, ulong newerMaximum, ulong bound) => AssertBound2022(
        1_001, bound, TokenData.Mint(Usdc, 6, TokenData.Token2022, (1, TokenData.Fee(older, olderMaximum, newer, newerMaximum))), TokenData.Account(Ata2022, Usdc, Owner, 1_001, TokenData.Token2022));

    [Fact]
    public void Token2022_ThatCannotBeTransferred_IsEncumberedWholly()
    {
        var account = TokenData.Account(Ata2022, Usdc, Owner, 1_000, TokenData.Token2022);
        AssertBound2022(1_000, 1_000, TokenData.Mint(Usdc, 6, TokenData.Token2022, (9, [])), account);
        AssertBound2022(1_000, 1_000, TokenData.Mint(Usdc, 6, TokenData.Token2022, (26, [.. new byte[32], 1])), account);
        AssertBound2022(1_000, 0, TokenData.Mint(Usdc, 6, TokenData.Token2022, (26, new byte[33])), account);
        AssertBound2022(1_000, 1_000, TokenData.Mint(Usdc, 6, TokenData.Token2022), TokenData.Account(Ata2022, Usdc, Owner, 1_000, TokenData.Token2022, extensions: (13, [])));
    }

    [Fact]
    public void Token2022_ConfidentialBalancesAndInterest_DoNotChangeTheAmount() => AssertBound2022(
        1_000, 0,
        TokenData.Mint(Usdc, 6, TokenData.Token2022, (4, new byte[65]), (10, new byte[52])),
        TokenData.Account(Ata2022, Usdc, Owner, 1_000, TokenData.Token2022, extensions: (5, new byte[295])));

    [Theory]
    [InlineData(14, 64, "14")] // A transfer hook with a program.
    [InlineData(25, 56, "25")] // Shown amounts are scaled by a floating-point number.
    [InlineData(28, 1, "28")] // Not known.
    [InlineData(1, 107, "1 of 107")]
    public void Token2022_MintWithWhatIsNotAccepted_IsRefused(ushort type, int length, string named)
    {
        var value = new byte[length];
        Array.Fill(value, (byte)1);
        var answer = Reader2022.Ask(Owner, [TokenData.Mint(Usdc, 6, TokenData.Token2022, (type, value)), TokenData.Account(Ata2022, Usdc, Owner, 1_000, TokenData.Token2022)]).Answer;
        AssertRefused(answer, RejectionCode.Malformed, named);
    }

    [Fact]
    public void Pyusd_AsRecordedOnMainnet_IsAcceptedWithItsEightExtensions()
    {
        var mint = Recorded.Account("spl-token", "pyusd_mint");
        var ata = ProgramAddress.Associated(Owner, TokenData.Token2022, mint.Key);
        var done = new SplTokenReader(Recorded.Mainnet, [new(mint.Key, true, 6)]).Ask(Owner, [mint, TokenData.Account(ata, mint.Key, Owner, 5, TokenData.Token2022)]);
        Assert.Empty(done.Answer.Problems);
        Assert.Equal(5UL, (ulong)done.Answer.Positions[1].Amount);
    }

    [Fact]
    public void Accounts_AsRecorded_AreRead()
    {
        var mint = Recorded.Account("spl-token", "localnet_usdc_mint");
        Assert.True(Parser.TryParseMint(mint, out var token, out _));
        Assert.Equal(new TokenMint(6, false, 0, 0), token);
        Assert.True(Parser.TryParseAccount(Recorded.Account("spl-token", "bank_vault"), out var vault, out _));
        Assert.Equal(("6NZcrReTT3pMQj7cf9DHsucJa7Nn5UAuKgV9MR3zhSoE", "5sLrHAGbLX2LT4sMsuJ3e9853YhRm9xD9cyyztigKbZU", 0UL), (vault!.Mint.ToString(), vault.Owner.ToString(), vault.Amount));
    }

    [Fact]
    public void Account_OfAnotherOwnerMintOrProgram_IsRefused()
    {
        AssertRefused(Reader.Ask(Owner, [TokenData.Mint(Usdc, 6), TokenData.Account(Ata, Usdc, Stranger, 1_000)]).Answer, RejectionCode.WrongFeed, Stranger.ToString());
        AssertRefused(Reader.Ask(Owner, [TokenData.Mint(Usdc, 6), TokenData.Account(Ata, Stranger, Owner, 1_000)]).Answer, RejectionCode.WrongFeed, Stranger.ToString());
        AssertRefused(Reader.Ask(Owner, [TokenData.Mint(Usdc, 6), TokenData.Account(Ata, Usdc, Owner, 1_000, Stranger)]).Answer, RejectionCode.WrongEmitter, Stranger.ToString());
    }

    [Fact]
    public void Account_ThatIsTruncatedOrNotInitialized_IsRefused()
    {
        var account = TokenData.Account(Ata, Usdc, Owner, 1_000);
        AssertRefused(Reader.Ask(Owner, [TokenData.Mint(Usdc, 6), account with { Data = account.Data[..164] }]).Answer, RejectionCode.Malformed, "164");
        AssertRefused(Reader.Ask(Owner, [TokenData.Mint(Usdc, 6), account.With(108, 0)]).Answer, RejectionCode.Malformed, "state 0");
        AssertRefused(Reader2022.Ask(Owner, [TokenData.Mint(Usdc, 6, TokenData.Token2022), TokenData.Account(Ata2022, Usdc, Owner, 1, TokenData.Token2022, extensions: [(7, []), (7, [])])]).Answer, RejectionCode.Malformed, "twice");
    }

    [Fact]
    public void Mint_WithOtherDecimalsThanConfigured_IsRefused()
    {
        AssertRefused(Reader.Ask(Owner, [TokenData.Mint(Usdc, 9), TokenData.Account(Ata, Usdc, Owner, 1_000)]).Answer, RejectionCode.OutOfRange, "9 decimals");
        AssertRefused(Reader.Ask(Owner, [TokenData.Mint(Usdc, 255), TokenData.Account(Ata, Usdc, Owner, 1_000)]).Answer, RejectionCode.Malformed, "255");
        AssertRefused(Reader.Ask(Owner, [TokenData.Account(Ata, Usdc, Owner, 1_000)]).Answer, RejectionCode.Absent, Usdc.ToString());
        AssertRefused(Reader.Ask(Owner, [TokenData.Mint(Usdc, 6, TokenData.Token2022), TokenData.Account(Ata, Usdc, Owner, 1_000)]).Answer, RejectionCode.WrongEmitter, "Tokenz");
    }

    [Fact]
    public void Owner_ThatIsNoWallet_HasNoSolOfItsOwn()
    {
        var answer = Reader.Ask(Owner, [TokenData.Mint(Usdc, 6), new(Owner, Stranger, 5_000, false, new byte[8])]).Answer;
        Assert.Equal(RejectionCode.WrongEmitter, Assert.Single(answer.Problems).Code);
        Assert.DoesNotContain(answer.Positions, position => position.Key.Asset == AssetId.Native(Recorded.Mainnet, 501));
    }

    [Fact]
    public void AccountsBesideTheAssociatedOne_AreReadWhereTheyAreListed()
    {
        var other = SolanaKey.Parse("CMTyrgnFkmC6ZUpKivZ2MAatqCq7tMFL4iWWzHrYABBt");
        var lists = new Dictionary<SolanaQuery, IReadOnlyList<SolanaKey>> { [new SolanaQuery.TokenAccounts(Owner, Usdc)] = [other, Ata] };
        var done = new SplTokenReader(Recorded.Mainnet, [new(Usdc, false, 6)], everyAccount: true)
            .Ask(Owner, [TokenData.Mint(Usdc, 6), TokenData.Account(Ata, Usdc, Owner, 1), TokenData.Account(other, Usdc, Owner, 2)], lists);
        Assert.Equal([0, 2, 1], done.Answer.Positions.Select(position => (int)position.Amount));
    }

    private static void AssertBound(ulong bound, SolanaAccount account) => AssertPositions(1_000, bound, Reader.Ask(Owner, [TokenData.Mint(Usdc, 6), account]));

    private static void AssertBound2022(ulong amount, ulong bound, SolanaAccount mint, SolanaAccount account) => AssertPositions(amount, bound, Reader2022.Ask(Owner, [mint, account]));

    private static void AssertPositions(ulong amount, ulong bound, SolanaStep.Done done)
    {
        Assert.Empty(done.Answer.Problems);
        Assert.Equal(amount, (ulong)done.Answer.Positions.Single(position => position.Key.Market.Length > 0 && position.Key.Side == PositionSide.Collateral).Amount);
        Assert.Equal(bound, (ulong)(done.Answer.Positions.SingleOrDefault(position => position.Key.Side == PositionSide.Encumbrance)?.Amount ?? 0));
    }

    private static void AssertRefused(ProtocolAnswer answer, RejectionCode code, string named)
    {
        var problem = Assert.Single(answer.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Positions, position => position.Key.Market.Length > 0);
    }
}
