using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests.Accounts.RealChain;

/// <summary>A node with one account on some chains: watchers, book, rounds that three of five attesters must sign, ledger and stream. Time goes by only between rounds.</summary>
internal sealed class AccountHouse : IAsyncDisposable
{
    public static readonly AccountId Account = AccountId.Parse("alice");
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMinutes(5);

    private const uint ConfirmedDepth = 2;

    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt));
    private readonly List<IChainWatcher> _watchers = [];
    private readonly List<AttesterLog> _logs = [];
    private readonly FileLedger _ledger;
    private readonly FileEventStream _stream;
    private readonly CollateralBook _book;
    private readonly CollateralRoundMaker _maker;
    private readonly AttestationRound _round;

    private AccountHouse(CollateralPolicy policy)
    {
        var disk = Disk.InMemory(new MemoryFileSystem());
        var rules = new CollateralRules(policy);
        var settings = new AttesterSettings { Domain = Samples.Domain, Rules = [rules], Sets = [Keys.Set()] };
        foreach (var signer in Keys.Five) _logs.Add(AttesterLog.Open(disk.Attester(signer.Address), signer.Address).OrThrow());
        List<ICosigner> attesters = [.. Keys.Five.Zip(_logs, (signer, log) => new Attester(signer, log, settings, _time))];
        (_ledger, _stream) = (FileLedger.Open(disk.Ledger).OrThrow(), FileEventStream.Open(disk.Stream, 1, _time).OrThrow());
        _book = new(policy, Heartbeat);
        _maker = new(Samples.Domain, rules, _book, static _ => null, new(Samples.Domain, new(Keys.Set())));
        _round = new(new(Samples.Domain, rules, Keys.Set(), attesters, 0), _ledger, _stream, _time);
    }

    /// <param name="owners">The account's address on each chain.</param>
    public static async Task<AccountHouse> OpenAsync(params (TokenChain Chain, EvmAddress Owner)[] owners)
    {
        var house = new AccountHouse(new(
            ShardId.Parse("accounts"),
            default,
            [.. owners.Select(static owner => new ChainRule(owner.Chain.Chain, ConfirmedDepth, 60_000, 600_000, 60_000)).OrderBy(static rule => rule.Chain)],
            [.. owners.Select(static owner => new AssetRule(owner.Chain.Asset, default, TokenChain.Decimals)).OrderBy(static rule => rule.Asset)],
            [new(Account, [.. owners.Select(static owner => new AccountLink(owner.Chain.AddressOf(owner.Owner), true)).OrderBy(static link => link.Address)])],
            [],
            15_000,
            20_000));
        await house._round.LoadAsync(default);
        return house;
    }

    /// <summary>Has a chain looked at before each round.</summary>
    public AccountHouse Watch(TokenChain chain, EvmAddress owner, EvmReader reader, bool isProven = true, params IEvmProtocol[] protocols)
    {
        _watchers.Add(WatcherOf(chain, owner, reader, _time, isProven, protocols));
        return this;
    }

    /// <param name="isProven">Balances are proven; otherwise they are believed because enough endpoints say them.</param>
    /// <param name="protocols">By default the token.</param>
    public static EvmWatcher WatcherOf(TokenChain chain, EvmAddress owner, EvmReader reader, TimeProvider time, bool isProven, params IEvmProtocol[] protocols)
    {
        var profile = new ChainProfile
        {
            Chain = chain.Chain,
            Pin = PinKind.Hash,
            Finality = FinalityKind.EthereumPos,
            ConfirmedDepth = (int)ConfirmedDepth,
            UnfinalizedTtlMs = 60_000,
            FinalizedValidForMs = 600_000,
            HeartbeatMs = 300_000,
            MaximumWindow = 64,
            MaximumHeadAgeMs = 3_600_000,
        };
        return new(
            reader, new(reader, profile, time), protocols.Length > 0 ? protocols : [chain.Tokens], [new(Account, chain.AddressOf(owner))], TimeSpan.FromSeconds(1), null, isProven ? chain.Prover(reader) : null);
    }

    /// <summary>Looks at every chain and makes a round of what was seen.</summary>
    /// <param name="later">How long after the round before.</param>
    public async Task<SignedRound> TurnAsync(TimeSpan? later = null)
    {
        foreach (var watcher in _watchers)
        {
            var look = await watcher.LookAsync(_book.OpenBlocks(watcher.Chain), default);
            Assert.Null(look.Failure);
            _book.Hear(watcher.Chain, look);
        }

        _time.Advance(later ?? TimeSpan.FromSeconds(1));
        return SignedRound.Of(Assert.IsType<RoundOutcome.Published>(await _round.RunAsync(_maker, default)).Attestation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _logs) await log.DisposeAsync();
        await _stream.DisposeAsync();
        await _ledger.DisposeAsync();
    }
}
