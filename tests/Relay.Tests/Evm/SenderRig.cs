using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Evm.Transactions;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>A sender on a fake chain and a fake disk, and what it said.</summary>
internal sealed class SenderRig : IAsyncDisposable
{
    public static readonly FeeOptions Fees = new() { BlocksBeforeBump = 3 };

    /// <summary>Whom foreign transactions pay.</summary>
    public static readonly EvmAddress Stranger = EvmAddress.Parse(new('f', 40));

    private readonly HttpClient _http;
    private readonly PlatformSigner _key = Postings.Key(0);
    private readonly int _endpoints;
    private SendJournal? _journal;

    private SenderRig(int endpoints)
    {
        _endpoints = endpoints;
        Chain = new(_key.Address);
        _http = new(Chain);
    }

    public FakeChain Chain { get; }

    public MemoryFileSystem Files { get; private set; } = new();

    public ManualTime Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000));

    public EvmSender Sender { get; private set; } = null!;

    /// <summary>Whether what a step said to be over is forgotten behind it.</summary>
    public bool Forgets { get; set; } = true;

    public List<SendEvent> Events { get; } = [];

    public IReadOnlyList<SentTransaction> Journal => _journal!.Alive;

    public static async Task<SenderRig> StartAsync(int endpoints = 1)
    {
        var rig = new SenderRig(endpoints);
        await rig.StartSenderAsync();
        return rig;
    }

    /// <summary>The process ends, with the power or without; another one begins over the same files.</summary>
    public async Task RestartAsync(bool powerCut = true)
    {
        Files = powerCut ? Files.AfterPowerCut() : Files.AfterKill();
        await _journal!.DisposeAsync();
        await StartSenderAsync();
    }

    public async Task<IReadOnlyList<SendEvent>> StepAsync(params EvmPosting[] wanted)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        var said = await Sender.StepAsync(wanted, default);
        Events.AddRange(said);
        if (Forgets) Assert.Null(await Sender.ForgetAsync(static _ => false));
        return said;
    }

    /// <summary>A block, then a step.</summary>
    public Task<IReadOnlyList<SendEvent>> MineAsync(params EvmPosting[] wanted)
    {
        Chain.Mine();
        return StepAsync(wanted);
    }

    /// <summary>Blocks and steps until nothing is under way.</summary>
    public async Task DrainAsync(Func<EvmPosting[]> wanted)
    {
        for (var i = 0; i < 100; i++)
        {
            await MineAsync(wanted());
            if (wanted().Length == 0 && Journal.Count == 0) return;
        }

        Assert.Fail($"still under way: {string.Join(", ", Sender.InFlight)}; {string.Join(", ", Journal)}; {string.Join(", ", Events.TakeLast(5))}");
    }

    /// <summary>A transfer with the sender's key that the sender knows nothing of.</summary>
    public SignedTransaction Foreign(ulong nonce) => new DynamicFeeTransaction(FakeChain.ChainId, nonce, Postings.Gwei, 100 * Postings.Gwei, 21_000, Stranger, 0, default).Sign(_key);

    public async ValueTask DisposeAsync()
    {
        await _journal!.DisposeAsync();
        _http.Dispose();
        _key.Dispose();
    }

    private async Task StartSenderAsync()
    {
        _journal = (await SendJournal.OpenAsync("/journal", new(FakeChain.ChainId, _key.Address), Files, rewriteBytes: 4_000)).OrThrow();
        var options = new EvmSenderOptions
        {
            Chain = ChainId.Eip155(FakeChain.ChainId),
            Hub = FakeChain.Hub,
            Endpoints = [.. Enumerable.Range(0, _endpoints).Select(i => new Uri($"http://node{i}.test"))],
            Fees = Fees,
        };
        Sender = new(options, _key, _journal, _http, Postings.ReadRevert, Time);
    }
}
