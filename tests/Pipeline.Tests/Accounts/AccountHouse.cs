using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>A node with one shard of three accounts: alice on two chains, bob on the first, carol on the second. The test looks at the chains for it.</summary>
internal sealed class AccountHouse : IAsyncDisposable
{
    public static readonly AccountId Carol = AccountId.Parse("carol");
    public static readonly AccountAddress CarolTwo = AccountAddress.Parse("eip155:8453:0x00000000000000000000000000000000000000ca");
    public static readonly CollateralPolicy ThreeAccounts = Policy with { Accounts = [.. Policy.Accounts, new(Carol, [new(CarolTwo, true)])] };

    private readonly Disk _disk = Disk.InMemory();
    private ShardProcess _process = null!;

    private AccountHouse() => World = new() { Kind = Kind };

    public World World { get; }

    public AccountKind Kind { get; } = new(ThreeAccounts);

    public CollateralBook Book => Kind.Book;

    /// <summary>What was signed here is not in the ledger, on purpose: the end is not audited.</summary>
    public bool IsLeftOpen { get; set; }

    public IReadOnlyList<Wire> Wires => _process.Wires;

    public ShardProcess Process => _process;

    public static async Task<AccountHouse> StartAsync()
    {
        var house = new AccountHouse();
        await house.OpenAsync();
        return house;
    }

    /// <summary>Both chains seen, and all that the accounts have on them.</summary>
    public static async Task<AccountHouse> StatedAsync()
    {
        var house = await StartAsync();
        house.SeeBoth();
        await house.RoundAsync();
        return house;
    }

    public void SeeBoth()
    {
        Hear(Chain(One, 100, 95), Held(AliceOne, Coin, 5, 90), Held(BobOne, Coin, 7, 90));
        Hear(Chain(Two, 100, 95), Held(AliceTwo, Far, 3, 90), Held(CarolTwo, Far, 4, 90));
    }

    public static PositionReading Held(AccountAddress owner, AssetId asset, uint tenths, ulong height) =>
        Position(owner, asset, Ether(tenths), height) with { Account = owner == CarolTwo ? Carol : owner == BobOne ? Bob : Alice };

    /// <summary>A look at a chain that brings these positions, each all that its account has there.</summary>
    public bool Hear(ChainReading reading, params PositionReading[] positions) => Book.Hear(
        reading.Chain, new(reading, [.. positions.GroupBy(position => position.Account).Select(own => new AccountLook(own.Key, [.. own], []))], [], null));

    public void Fail(ChainId chain, int looks = 1)
    {
        for (var look = 0; look < looks; look++) Book.Hear(chain, ChainLook.Failed(RejectionCode.Unreachable, "no answer"));
    }

    public Task<RoundOutcome> TurnAsync() => _process.TurnAsync();

    /// <summary>A turn that publishes, and what it said.</summary>
    public async Task<Told> RoundAsync()
    {
        var published = Assert.IsType<RoundOutcome.Published>(await TurnAsync());
        await _process.SettleAsync();
        var entry = await _process.Ledger.ReadAsync(Shard.ToString(), published.Attestation.Header.Sequence);
        Assert.Null(CollateralRoundCodec.Decode(entry!.Reservation.Round, out var round));
        return Told.Of(published.Attestation, round!);
    }

    /// <summary>A turn whose round does not get its sequence number.</summary>
    public async Task FailToReserveAsync()
    {
        _disk.Memory.Plan = new FaultRow(_disk.Ledger.Folder, 0, Way.NotPersisted).ToPlan();
        Assert.Equal("reserve", Assert.IsType<RoundOutcome.Failed>(await TurnAsync()).Stage);
    }

    public void StopAttesters()
    {
        foreach (var wire in Wires) wire.Instead = static (_, _) => new(new Signing.CosignOutcome.Failed("down"));
    }

    public void ResumeAttesters()
    {
        foreach (var wire in Wires) wire.Instead = null;
    }

    /// <summary>While a round is being signed, by an attester that does not.</summary>
    public void WhileSigning(Action what)
    {
        var wire = Wires[0];
        wire.Instead = (_, _) =>
        {
            wire.Instead = static (_, _) => new(new Signing.CosignOutcome.Failed("down"));
            what();
            return new(new Signing.CosignOutcome.Failed("down"));
        };
    }

    /// <summary>An end, and a new process with an empty book, that has published the last batch once more.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        await OpenAsync();
        Assert.IsType<RoundOutcome.Published>(await TurnAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _process.CheckpointAsync();
        await _process.DisposeAsync();
        if (!IsLeftOpen) await Audit.RunAsync(_disk, World);
    }

    private async Task OpenAsync()
    {
        _process = await ShardProcess.StartAsync(World, _disk);
        Kind.Maker.Continue(_process.Round.Head!);
    }
}
