using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Drift;
using CrossChainOracle.Collateral.Kamino;
using CrossChainOracle.Collateral.MarginFi;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Collateral.SplToken;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Solana.RealChain;

/// <summary>The client and the readers over HTTP against a VM that executes real token programs. Every transaction is executed; none is made up.</summary>
[Trait("Category", "RealChain")]
public sealed class LiteSvmTests : IDisposable
{
    private const ulong Sol = 1_000_000_000;

    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private readonly Dictionary<bool, string> _mints = [];
    private LiteSvm? _svm;
    private string _alice = string.Empty;
    private string _bob = string.Empty;

    [LiteSvmFact]
    public async Task Transfers_OfBothTokenPrograms_AreNetEffectsUntilTheyAreFinal()
    {
        await StartAsync();
        foreach (var is2022 in new[] { false, true })
        {
            var deposit = await _svm!.DoAsync("mintTo", _mints[is2022], _alice, _alice, 500);
            var withdrawal = await _svm.DoAsync("transfer", _mints[is2022], _alice, _bob, 300);
            var reading = await ReadAsync(Tokens(is2022), _alice);
            Assert.Equal(1_000UL, Amount(reading.Finalized, is2022));
            Assert.Equal(1_200UL, Amount(reading.Newest, is2022));
            Assert.Equal([(deposit, 500), (withdrawal, -300)], reading.Changes.Select(change => (change.Signature.ToString(), (int)TokenEffect(change))));
            Assert.Empty(reading.Unsettled);
            await _svm.DoAsync("finalize");
            reading = await ReadAsync(Tokens(is2022), _alice);
            Assert.Equal(1_200UL, Amount(reading.Finalized, is2022));
            Assert.Empty(reading.Changes);
        }
    }

    [LiteSvmFact]
    public async Task Receiver_WhoHadNoAccount_HasZeroUntilTheDepositIsFinal()
    {
        await StartAsync();
        await _svm!.DoAsync("transfer", _mints[false], _alice, _bob, 300);
        var reading = await ReadAsync(Tokens(false), _bob);
        Assert.Equal((0UL, 300UL), (Amount(reading.Finalized, false), Amount(reading.Newest, false)));
        Assert.Equal(300, (int)TokenEffect(Assert.Single(reading.Changes)));
    }

    [LiteSvmFact]
    public async Task Delegation_AndFreezing_AreEncumbrances()
    {
        await StartAsync();
        await _svm!.DoAsync("approve", _mints[false], _alice, _bob, 250);
        Assert.Equal(250UL, Bound((await ReadAsync(Tokens(false), _alice)).Newest));
        await _svm.DoAsync("freeze", _mints[false], _alice, _alice);
        Assert.Equal(1_000UL, Bound((await ReadAsync(Tokens(false), _alice)).Newest));
    }

    [LiteSvmFact]
    public async Task Account_HandedToSomebodyElse_IsADebitOfAllOfIt()
    {
        await StartAsync();
        await _svm!.DoAsync("handOver", _mints[false], _alice, _bob);
        var reading = await ReadAsync(Tokens(false), _alice);
        Assert.Equal(-1_000, (int)TokenEffect(Assert.Single(reading.Changes)));
        Assert.IsType<SolanaUnsettled.Whole>(Assert.Single(reading.Unsettled));
        Assert.Equal(RejectionCode.WrongFeed, Assert.Single(reading.Newest.Answer.Problems).Code);
    }

    [LiteSvmFact]
    public async Task Wallet_PaysItsFees()
    {
        await StartAsync();
        var reading = await ReadAsync(Tokens(false), _bob);
        Assert.Equal(10 * Sol, (ulong)reading.Finalized.Answer.Positions[0].Amount);
        await _svm!.DoAsync("transfer", _mints[false], _alice, _bob, 1);
        reading = await ReadAsync(Tokens(false), _alice);
        var sol = reading.Changes.SelectMany(change => change.Effects).Where(effect => effect.Position.Asset == AssetId.Native(Recorded.Mainnet, 501)).Sum(effect => (long)effect.Delta);
        Assert.Equal((long)reading.Newest.Answer.Positions[0].Amount - (long)reading.Finalized.Answer.Positions[0].Amount, sol);
        Assert.True(sol < 0);
    }

    [LiteSvmFact]
    public async Task RecordedAccounts_AreReadOverHttpAsTheyAreFromFiles()
    {
        await StartAsync();
        var kamino = await ReadAsync(new KaminoReader(Recorded.Mainnet, [SolanaKey.Parse("7u3HeHxYDLhnCoErrtycNokbQYbWGzLs6JSDqGAv5PfF")], everyObligation: true), "HRpCJaTjXMgxsDAHSLHTQigUmezEitySEf6SWWmLsiNY");
        Assert.Equal(189_566_819_142UL, (ulong)Assert.Single(kamino.Finalized.Answer.Positions).Amount);
        var marginfi = await ReadAsync(new MarginFiReader(Recorded.Mainnet), "Dq7wypbedtaqQK9QqEFvfrxc4ppfRGXCeTVd7ee7n2jw");
        Assert.Contains(marginfi.Finalized.Answer.Positions, position => (ulong)position.Amount == 738_280_152UL);
        Assert.Equal(5, marginfi.Finalized.Answer.Problems.Count);

        var owner = SolanaKey.Parse("7hMwrCyX6okcJT31A1Nc4QZ25SBouFa7mKwZcrRcyjcc");
        var recorded = Recorded.Drift("swift_failure_2025-06-24");
        foreach (var (name, account) in recorded) await _svm!.PutAsync(name == "user" ? account with { Key = Markets.UserKey(owner, 0) } : account);
        await _svm!.DoAsync("finalize");
        var drift = await ReadAsync(new DriftReader(Recorded.Mainnet, [0], margin: true), owner.ToString());
        Assert.Empty(drift.Finalized.Answer.Problems);
        Assert.Equal(6, drift.Finalized.Answer.Positions.Count);
        Assert.Equal(2, drift.Finalized.Answer.Health.Count);
    }

    public void Dispose()
    {
        _svm?.Dispose();
        _http.Dispose();
    }

    private static ulong Amount(SolanaState state, bool is2022) =>
        (ulong)state.Answer.Positions.Single(position => position.Key.Side == PositionSide.Collateral && position.Key.Market.Length > 0 && position.Decimals == (is2022 ? 9 : 6)).Amount;

    private static ulong Bound(SolanaState state) => (ulong)state.Answer.Positions.Single(position => position.Key.Side == PositionSide.Encumbrance).Amount;

    private static Int128 TokenEffect(SolanaChange change) => change.Effects.Single(effect => effect.Position.Market.Length > 0).Delta;

    // Alice has 1000 of each token and Bob none; all of that is final.
    private async Task StartAsync()
    {
        _svm = await LiteSvm.StartAsync();
        (_alice, _bob) = (await _svm.DoAsync("wallet"), await _svm.DoAsync("wallet"));
        foreach (var is2022 in new[] { false, true })
        {
            _mints[is2022] = await _svm.DoAsync("newMint", _alice, is2022 ? 9 : 6, is2022);
            await _svm.DoAsync("mintTo", _mints[is2022], _alice, _alice, 1_000);
        }

        await _svm.DoAsync("finalize");
    }

    private SplTokenReader Tokens(bool is2022) => new(Recorded.Mainnet, [new(SolanaKey.Parse(_mints[is2022]), is2022, is2022 ? (byte)9 : (byte)6)], everyAccount: true);

    private async Task<SolanaReading> ReadAsync(ISolanaProtocol protocol, string owner)
    {
        var reader = new SolanaReader(new() { Chain = Recorded.Mainnet, Endpoints = [_svm!.Address] }, _http, TimeProvider.System);
        return Assert.IsType<SolanaRead<SolanaReading>.Ok>(await new SolanaSurvey(reader).ReadAsync(protocol, SolanaKey.Parse(owner), 0, default)).Value;
    }
}
