using System.Globalization;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Tests.Solana.RealChain;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Relay.Solana.Sending;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Solana;

/// <summary>The sender and a real VM that executes what it sends.</summary>
[Trait("Category", "RealChain")]
public sealed class SolanaSenderVmTests : IAsyncLifetime
{
    private const ulong Lamports = 1_000_000_000;

    private static readonly SolanaKit.Payer Payer = new(3);

    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(SolanaKit.Start));
    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private LiteSvm? _svm;
    private SolanaJournal _journal = null!;
    private SolanaSender _sender = null!;

    private LiteSvm Svm => _svm!;

    public async Task InitializeAsync()
    {
        _journal = (await SolanaJournal.OpenAsync("journal", new(FakeCluster.Chain, Payer.Address), new MemoryFileSystem())).OrThrow();
        if (new LiteSvmFactAttribute().Skip is not null) return;
        _svm = await LiteSvm.StartAsync();
        var client = new JsonRpcClient(_http, new(Svm.Address), new(), TimeProvider.System);
        _sender = new([client], new(SolanaKit.Domain, new() { Memo = "cco" }), Payer, _journal, new() { Chain = FakeCluster.Chain }, _time);
    }

    public async Task DisposeAsync()
    {
        await _journal.DisposeAsync();
        _svm?.Dispose();
        _http.Dispose();
    }

    [LiteSvmFact]
    public async Task APosting_BecomesFinal_AndTheFeeIsPaidOnce()
    {
        await Svm.DoAsync("airdrop", Payer.Address.ToString(), Lamports);
        var submitted = Assert.IsType<SolanaSendEvent.Submitted>(Assert.Single(await StepAsync(SolanaKit.Posting())));
        var included = Assert.IsType<SolanaSendEvent.Included>(Assert.Single(await StepAsync(SolanaKit.Posting())));
        await Svm.DoAsync("finalize");
        var final = Assert.IsType<SolanaSendEvent.Final>(Assert.Single(await StepAsync()));
        Assert.Equal((submitted.Signature, included.Slot), (final.Signature, final.Slot));
        Assert.Equal(Lamports - submitted.Fee.Base, await BalanceAsync());
        Assert.Equal(SolanaKit.Price().Value, _journal.Standing[(SolanaKit.Shard, FeedId.Parse("ETH/USD"))].Value);
    }

    /// <summary>The first transaction is lost, its blockhash runs out, and only then there is a second: the VM executes one of them.</summary>
    [LiteSvmFact]
    public async Task ALostTransaction_IsSignedAgainAfterItsBlockhash_AndTheFeeIsPaidOnce()
    {
        await Svm.DoAsync("airdrop", Payer.Address.ToString(), Lamports);
        await Svm.DoAsync("lose", true);
        var first = Assert.IsType<SolanaSendEvent.Submitted>(Assert.Single(await StepAsync(SolanaKit.Posting())));
        await Svm.DoAsync("lose", false);
        await Svm.DoAsync("expire");
        Assert.Empty(await StepAsync(SolanaKit.Posting()));
        Assert.Equal(first.Signature, Assert.Single(_journal.InFlight).Signature);

        // Handed on once more: the runtime itself says that it is too old.
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(await StepAsync(SolanaKit.Posting()));
        await Svm.DoAsync("finalize");
        Assert.IsType<SolanaSendEvent.Expired>(Assert.Single(await StepAsync(SolanaKit.Posting())));
        var second = Assert.IsType<SolanaSendEvent.Submitted>(Assert.Single(await StepAsync(SolanaKit.Posting())));
        Assert.NotEqual(first.Signature, second.Signature);
        await Svm.DoAsync("finalize");
        Assert.Equal(second.Signature, Assert.IsType<SolanaSendEvent.Final>(Assert.Single(await StepAsync())).Signature);
        Assert.Equal(Lamports - second.Fee.Base, await BalanceAsync());
    }

    [LiteSvmFact]
    public async Task APayerWithoutLamports_IsToldSo_AndNothingIsSent()
    {
        await Svm.DoAsync("airdrop", Payer.Address.ToString(), 19_999);
        var events = await StepAsync(SolanaKit.Posting());
        Assert.IsType<SolanaSendEvent.LowBalance>(events[0]);
        Assert.False(Assert.IsType<SolanaSendEvent.Refused>(events[1]).Permanent);
        Assert.Empty(_journal.InFlight);
    }

    /// <summary>Signatures of another deployment are refused by the native program itself: its pre-image is ours.</summary>
    [LiteSvmFact]
    public async Task SignaturesOfAnotherDeployment_AreADeadLetter()
    {
        await Svm.DoAsync("airdrop", Payer.Address.ToString(), Lamports);
        var (set, good) = (SolanaKit.Set(3), SolanaKit.Posting());
        Encoding.Leaf[] leaves = [good.Attestation.Leaf];
        var foreign = SolanaKit.Attest(set, good.Attestation.Header, leaves, new("crosschainoracle:elsewhere"));
        var refused = Assert.IsType<SolanaSendEvent.Refused>(Assert.Single(await StepAsync(SolanaKit.Posting(foreign, set))));
        Assert.True(refused.Permanent, refused.Error);
        Assert.Equal(Lamports, await BalanceAsync());
    }

    private async Task<IReadOnlyList<SolanaSendEvent>> StepAsync(params SolanaPosting[] wanted)
    {
        var events = await _sender.StepAsync(wanted, CancellationToken.None);
        await _sender.ForgetAsync(static _ => false);
        return events;
    }

    private async Task<ulong> BalanceAsync() => ulong.Parse(await Svm.DoAsync("balance", Payer.Address.ToString()), CultureInfo.InvariantCulture);
}
