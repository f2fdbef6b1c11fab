using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Collateral.SplToken;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Tests.Solana;

public sealed class SurveyTests
{
    private static readonly SolanaKey Owner = SolanaFixture.Key(1);
    private static readonly SolanaKey Stranger = SolanaFixture.Key(2);
    private static readonly SolanaKey Mint = SolanaFixture.Key(3);
    private static readonly SolanaKey Ata = ProgramAddress.Associated(Owner, TokenData.Token, Mint);
    private static readonly SolanaKey Vault = SolanaFixture.Key(4);

    private static readonly SplTokenReader Protocol = new(SolanaFixture.Mainnet, [new(Mint, false, 6)]);

    [Fact]
    public async Task DepositAndWithdrawal_AreTwoChangesThoughTheBalanceIsWhatItWas()
    {
        using var fixture = Settled(2, 100);
        Transfer(fixture, 1, 110, 100, 160);
        Transfer(fixture, 2, 120, 160, 100);
        var reading = await ReadAsync(fixture);
        Assert.Equal([60, -60], reading.Changes.Select(change => (int)Assert.Single(change.Effects).Delta));
        Assert.Empty(reading.Unsettled);
        Assert.Equal(100UL, (ulong)reading.Newest.Answer.Positions[1].Shares);
    }

    [Fact]
    public async Task Transaction_AtOrBeforeTheFinalizedSlot_IsNoChange()
    {
        using var fixture = Settled(2, 100);
        Transfer(fixture, 1, 100, 160, 100);
        Assert.Empty((await ReadAsync(fixture)).Changes);
    }

    [Fact]
    public async Task Withdrawal_ThatOneEndpointAloneLists_Counts()
    {
        using var fixture = Settled(3, 100);
        Transfer(fixture, 1, 110, 100, 40);
        foreach (var node in fixture.Nodes[1..]) node.Signatures.Clear();
        Assert.Equal(-60, (int)Assert.Single(Assert.Single((await ReadAsync(fixture)).Changes).Effects).Delta);
    }

    [Fact]
    public async Task Account_HandedToAnotherOwner_IsLostThoughItsBalanceStays()
    {
        using var fixture = Settled(2, 100);
        foreach (var node in fixture.Nodes)
        {
            var name = SolanaTransactions.Signature(1);
            node.Signatures[Ata.ToString()] = [(name, 110)];
            node.Transactions[name] = SolanaTransactions.Of(name, 110, [(Stranger, true, 9, 4), (Ata, true, 1, 1), (TokenData.Token, false, 1, 1)], [(1, Mint, Owner, Stranger, 100, 100)]);
        }

        Assert.Equal(-100, (int)Assert.Single(Assert.Single((await ReadAsync(fixture)).Changes).Effects).Delta);
    }

    [Fact]
    public async Task Fee_OfAFailedTransaction_IsTakenFromTheWallet()
    {
        using var fixture = Settled(2, 100);
        foreach (var node in fixture.Nodes)
        {
            var name = SolanaTransactions.Signature(1);
            node.Signatures[Owner.ToString()] = [(name, 110)];
            node.Transactions[name] = SolanaTransactions.Of(name, 110, [(Owner, true, 9_000, 4_000), (Stranger, false, 1, 1)], failed: true);
        }

        Assert.Equal(-5_000, (int)Assert.Single(Assert.Single((await ReadAsync(fixture)).Changes).Effects).Delta);
    }

    [Fact]
    public async Task Withdrawal_SeenOnlyInTheNewestState_IsMissing()
    {
        using var fixture = Settled(2, 100);
        Transfer(fixture, 1, 110, 100, 90);
        foreach (var node in fixture.Nodes) node.Processed.Put(TokenData.Account(Ata, Mint, Owner, 30));
        var missing = Assert.IsType<SolanaUnsettled.Missing>(Assert.Single((await ReadAsync(fixture)).Unsettled));
        Assert.Equal(60UL, (ulong)missing.Shares);
    }

    [Fact]
    public async Task Holding_WhoseTransactionsCannotBeRead_IsWhollyUnsettled()
    {
        using var fixture = Settled(2, 100);
        Transfer(fixture, 1, 110, 100, 90);
        fixture.Nodes[0].Transactions.Clear();
        var whole = Assert.IsType<SolanaUnsettled.Whole>(Assert.Single((await ReadAsync(fixture)).Unsettled));
        Assert.Equal(Ata, whole.Holding.Account);
    }

    [Fact]
    public async Task Holding_WhoseTransactionsTheEndpointsTellDifferently_IsWhollyUnsettled()
    {
        using var fixture = Settled(2, 100);
        Transfer(fixture, 1, 110, 100, 90);
        var name = SolanaTransactions.Signature(1);
        fixture.Nodes[0].Transactions[name] = Told(name, 110, 100, 99);
        Assert.IsType<SolanaUnsettled.Whole>(Assert.Single((await ReadAsync(fixture)).Unsettled));
    }

    [Fact]
    public async Task Holding_ThatBecameUnreadable_IsWhollyUnsettled()
    {
        using var fixture = Settled(2, 100);
        foreach (var node in fixture.Nodes) node.Processed.Put(TokenData.Account(Ata, Mint, Stranger, 100));
        Assert.IsType<SolanaUnsettled.Whole>(Assert.Single((await ReadAsync(fixture)).Unsettled));
    }

    [Fact]
    public async Task Holding_WithMoreTransactionsThanAreRead_IsWhollyUnsettled()
    {
        using var fixture = Settled(1, 100, options => options with { MaximumSignatures = 2 });
        for (var i = 1; i <= 3; i++) Transfer(fixture, i, (ulong)(110 + i), 100, 100);
        Assert.IsType<SolanaUnsettled.Whole>(Assert.Single((await ReadAsync(fixture)).Unsettled));
    }

    [Fact]
    public async Task Reading_WithoutAgreement_IsRefused()
    {
        using var fixture = Settled(2, 100);
        fixture.Nodes[0].Finalized.Put(TokenData.Account(Ata, Mint, Owner, 1_000_000));
        var read = await new SolanaSurvey(fixture.Reader).ReadAsync(Protocol, Owner, 0, default);
        Assert.Equal(RejectionCode.EndpointQuorum, Assert.IsType<SolanaRead<SolanaReading>.Failed>(read).Failure.Code);
    }

    private static SolanaFixture Settled(int nodes, ulong amount, Func<SolanaReaderOptions, SolanaReaderOptions>? change = null)
    {
        var fixture = new SolanaFixture(nodes, Math.Min(nodes, 2), change);
        fixture.PutEverywhere(TokenData.Wallet(Owner, 9_000));
        fixture.PutEverywhere(TokenData.Mint(Mint, 6));
        fixture.PutEverywhere(TokenData.Account(Ata, Mint, Owner, amount));
        return fixture;
    }

    private static void Transfer(SolanaFixture fixture, int number, ulong slot, ulong before, ulong after)
    {
        var name = SolanaTransactions.Signature(number);
        foreach (var node in fixture.Nodes)
        {
            node.Signatures[Ata.ToString()] = [(name, slot), .. node.Signatures.GetValueOrDefault(Ata.ToString()) ?? []];
            node.Transactions[name] = Told(name, slot, before, after);
        }
    }

    private static System.Text.Json.Nodes.JsonObject Told(string name, ulong slot, ulong before, ulong after) => SolanaTransactions.Of(
        name, slot, [(Stranger, true, 9, 4), (Ata, true, 1, 1), (Vault, true, 1, 1), (TokenData.Token, false, 1, 1)], [(1, Mint, Owner, Owner, before, after), (2, Mint, Stranger, Stranger, after, before)]);

    private static async Task<SolanaReading> ReadAsync(SolanaFixture fixture) =>
        Assert.IsType<SolanaRead<SolanaReading>.Ok>(await new SolanaSurvey(fixture.Reader).ReadAsync(Protocol, Owner, 0, default)).Value;
}
