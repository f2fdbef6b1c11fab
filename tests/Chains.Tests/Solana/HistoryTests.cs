using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Tests.Solana;

public sealed class HistoryTests
{
    private static readonly SolanaKey Wallet = SolanaFixture.Key(1);
    private static readonly SolanaKey Other = SolanaFixture.Key(2);
    private static readonly SolanaKey Program = SolanaFixture.Key(3);
    private static readonly SolanaKey Mint = SolanaFixture.Key(4);

    [Fact]
    public async Task History_HoldsWhatAnyEndpointListsAfterTheSlotOldestFirst()
    {
        using var fixture = new SolanaFixture(2, 2);
        fixture.Nodes[0].Signatures[Wallet.ToString()] = [(Name(3), 120), (Name(1), 101), (Name(0), 100)];
        fixture.Nodes[1].Signatures[Wallet.ToString()] = [(Name(3), 120), (Name(2), 110), (Name(1), 101)];
        var history = await ReadAsync(fixture);
        Assert.Equal([(Name(1), 2), (Name(2), 1), (Name(3), 2)], history.Touches.Select(touch => (touch.Signature.ToString(), touch.Endpoints)));
        Assert.False(history.Truncated);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(25, true)]
    [InlineData(26, true)]
    public async Task History_OfAsManyAsAreReadOrMore_IsTruncated(int count, bool truncated)
    {
        using var fixture = new SolanaFixture(1, 1, options => options with { MaximumSignatures = 25 });
        fixture.Nodes[0].Signatures[Wallet.ToString()] = [.. Enumerable.Range(1, count).Select(i => (Name(i), (ulong)(200 - i))), (Name(0), 90)];
        var history = await ReadAsync(fixture);
        Assert.Equal(truncated, history.Truncated);
        Assert.Equal(Math.Min(count, 25), history.Touches.Count);
    }

    [Fact]
    public async Task History_WhenTooFewEndpointsAnswer_IsRefused()
    {
        using var fixture = new SolanaFixture(2, 2);
        fixture.Nodes[0].Confirmed.Slot = 50;
        Assert.IsType<SolanaRead<SolanaHistory>.Failed>(await fixture.Reader.HistoryAsync(Wallet, 100, 100, default));
    }

    [Fact]
    public async Task Transaction_IsTheOneThatKEndpointsAgreeOn()
    {
        using var fixture = new SolanaFixture(3, 2);
        foreach (var node in fixture.Nodes) node.Transactions[Name(1)] = Transfer(40);
        fixture.Nodes[1].Transactions[Name(1)] = Transfer(39);
        var transaction = Assert.IsType<SolanaRead<SolanaTransaction>.Ok>(await fixture.Reader.TransactionAsync(Signature(1), default)).Value;
        Assert.Equal(40UL, Assert.Single(transaction.Tokens).After!.Amount);
        Assert.IsType<SolanaIncident.Dissent>(Assert.Single(fixture.Incidents));
    }

    [Fact]
    public async Task Transaction_ThatIsNotKnown_IsAbsentAndNotEmpty()
    {
        using var fixture = new SolanaFixture(1, 1);
        Assert.Equal(RejectionCode.Absent, Assert.IsType<SolanaRead<SolanaTransaction>.Failed>(await fixture.Reader.TransactionAsync(Signature(1), default)).Failure.Code);
        fixture.Nodes[0].Transactions[Name(1)] = Transfer(40);
        fixture.Nodes[0].Transactions[Name(2)] = Transfer(40);
        Assert.Equal(RejectionCode.Malformed, Assert.IsType<SolanaRead<SolanaTransaction>.Failed>(await fixture.Reader.TransactionAsync(Signature(2), default)).Failure.Code);
    }

    [Fact]
    public async Task MayChange_NeedsAWritableAccountTheProgramAndSuccess()
    {
        using var fixture = new SolanaFixture(1, 1);
        fixture.Nodes[0].Transactions[Name(1)] = SolanaTransactions.Of(Name(1), 120, [(Wallet, true, 10, 5), (Other, true, 1, 1), (Mint, false, 1, 1), (Program, false, 1, 1)]);
        fixture.Nodes[0].Transactions[Name(2)] = SolanaTransactions.Of(Name(2), 120, [(Wallet, true, 10, 5), (Other, true, 1, 1), (Program, false, 1, 1)], failed: true);
        var transaction = Assert.IsType<SolanaRead<SolanaTransaction>.Ok>(await fixture.Reader.TransactionAsync(Signature(1), default)).Value;
        Assert.True(transaction.MayChange(Other, Program));
        Assert.False(transaction.MayChange(Mint, Program));
        Assert.False(transaction.MayChange(Other, SolanaFixture.Key(5)));
        Assert.False(Assert.IsType<SolanaRead<SolanaTransaction>.Ok>(await fixture.Reader.TransactionAsync(Signature(2), default)).Value.MayChange(Other, Program));
    }

    [Fact]
    public async Task Transaction_WithoutRecordedTokenBalances_IsRefused()
    {
        using var fixture = new SolanaFixture(1, 1);
        var bare = Transfer(40);
        bare["meta"]!["preTokenBalances"] = null;
        fixture.Nodes[0].Transactions[Name(1)] = bare;
        Assert.Equal(RejectionCode.Malformed, Assert.IsType<SolanaRead<SolanaTransaction>.Failed>(await fixture.Reader.TransactionAsync(Signature(1), default)).Failure.Code);
    }

    private static string Name(int number) => SolanaTransactions.Signature(number);

    private static SolanaSignature Signature(int number) => SolanaSignature.TryParse(Name(number), out var signature) ? signature : throw new FormatException();

    private static System.Text.Json.Nodes.JsonObject Transfer(ulong after) =>
        SolanaTransactions.Of(Name(1), 120, [(Wallet, true, 10, 5), (Other, true, 1, 1), (Program, false, 1, 1)], [(1, Mint, Wallet, Wallet, 100, after)]);

    private static async Task<SolanaHistory> ReadAsync(SolanaFixture fixture) =>
        Assert.IsType<SolanaRead<SolanaHistory>.Ok>(await fixture.Reader.HistoryAsync(Wallet, 100, 100, default)).Value;
}
