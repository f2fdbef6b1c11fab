using System.Diagnostics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Node.Sandbox.Relay;
using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.Judging;
using CrossChainOracle.RelayChaos.Relayers;
using CrossChainOracle.RelayChaos.Wire;
using CrossChainOracle.RelayChaos.World;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;

namespace CrossChainOracle.RelayChaos;

/// <summary>One run from nothing to its verdict: chains, relayers, trouble, quiet, judgement. Leaves no process behind.</summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    /// <summary>What is simulated begins here, whenever it runs.</summary>
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    /// <summary>After the trouble: every feed's heartbeat comes once more, at the slowest chain.</summary>
    private const long QuietMs = ChainPlan.HeartbeatMs + 60_000;

    /// <summary>After the last batch everything must be done within this.</summary>
    private const long SettleMs = 300_000;

    private readonly ChaosOptions _options;
    private readonly string _folder;
    private readonly Action<string> _progress;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly List<RunningChain> _chains = [];
    private readonly List<RelayerProcess> _relayers = [];
    private readonly Counts _counts = new();

    private ChaosRun(ChaosOptions options, string folder, Action<string> progress) => (_options, _folder, _progress) = (options, folder, progress);

    private long Length => _options.Minutes * 60_000L;

    /// <exception cref="OperationCanceledException">Stopped; nothing is left running.</exception>
    public static async Task<Report> RunAsync(ChaosOptions options, Action<string> progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("relay-chaos-").FullName;
        var holds = false;
        try
        {
            await using var run = new ChaosRun(options, folder, progress);
            var report = await run.RunAsync(cancellation);
            holds = report.Holds;
            return report;
        }
        finally
        {
            if (options.Keep || !holds) progress($"logs, journals and stream: {folder}");
            else Directory.Delete(folder, recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relayer in _relayers) relayer.Dispose();
        foreach (var chain in _chains) chain.Dispose();
        _http.Dispose();
        await ValueTask.CompletedTask;
    }

    private async Task<Report> RunAsync(CancellationToken cancellation)
    {
        var begin = Start.ToUnixTimeMilliseconds();
        using var attesters = new Attesters(begin - 86_400_000, new Random(_options.Seed + 2));
        await StartChainsAsync(attesters, begin, cancellation);

        var (wall, watch) = (DateTimeOffset.UtcNow, Stopwatch.StartNew());
        var time = new FastTime(Start, wall, _options.Speed);
        using var log = new RunLog(Path.Combine(_folder, "run.log"), time, begin, _progress);
        if (FileEventStream.Open(FileEventStream.In(Path.Combine(_folder, "stream")), 1, time) is not OpenOutcome<FileEventStream>.Opened { Value: var stream }) throw new InvalidOperationException("the stream cannot be opened");
        await using var owned = stream;

        var judges = _chains.Select(static chain => new ChainJudge(chain)).ToList();
        var drivers = _chains.Select((chain, index) => new ChainDriver(chain, index, time, judges[index], _counts, new Random(_options.Seed + 10 + index), log)).ToList();
        var publisher = new Publisher(stream, attesters, judges, time, _counts, begin, Length, _options.Seed);
        var streamWire = new StreamWire(stream, time, _counts, _options.Seed);
        var proxies = Names().ToDictionary(static name => name.Name, name => new FaultyRpc(_http, _chains[name.Chain].Address, time, _counts, new Random(_options.Seed + 20)));
        await using var server = await ChaosServer.StartAsync(streamWire, proxies, cancellation);
        StartRelayers(server, wall, begin - 86_400_000, log);

        using var publishing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var mining = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var published = publisher.RunAsync(publishing.Token);
        var mined = drivers.Select(driver => driver.RunAsync(begin, mining.Token)).ToList();
        var director = new Director(drivers, _relayers, proxies, streamWire, time, _counts, log, begin);
        await Watch(director.RunAsync(Trouble.Plan(_options.Seed, Length), Length, cancellation));
        publisher.Calm();
        streamWire.Calm = true;
        log.Say("quiet: no more trouble, prices stand still");
        await Watch(UntilAsync(() => Task.FromResult(time.Now >= begin + Length + QuietMs && drivers.All(static driver => driver.IsCalm)), time, long.MaxValue, cancellation));
        await publishing.CancelAsync();
        await published;
        log.Say("no more batches");

        var verdicts = judges.Select((judge, index) => new ChainVerdict(judge, drivers[index].Mempool, publisher)).ToList();
        await Watch(UntilAsync(async () => (await ProblemsAsync(verdicts)).Count == 0, time, time.Now + SettleMs, cancellation));
        await mining.CancelAsync();
        await Task.WhenAll(mined);
        var problems = await ProblemsAsync(verdicts);
        foreach (var relayer in _relayers) relayer.Kill();
        return await ReportAsync(problems, judges, drivers, time.Now - begin, watch.Elapsed);

        // Whatever breaks the run itself ends it at once.
        async Task Watch(Task step)
        {
            var first = await Task.WhenAny([step, published, .. mined]);
            if (first != step && first.IsFaulted) await first;
            await step;
        }
    }

    private async Task StartChainsAsync(Attesters attesters, long begin, CancellationToken cancellation)
    {
        var program = await AnvilProgram.FindAsync(_progress, cancellation);
        foreach (var plan in ChainPlan.All)
        {
            _chains.Add(await RunningChain.StartAsync(plan, program, _http, attesters.Set(1), begin, cancellation));
            _progress($"chain {plan.Name}: {plan.Form}, a block every {plan.BlockMs / 1_000} s, hub {_chains[^1].Hub}");
        }
    }

    private IEnumerable<(string Name, int Chain, int Turn)> Names() =>
        _chains.SelectMany((chain, index) => Enumerable.Range(0, RunningChain.Relayers).Select(turn => ($"{chain.Plan.Name}{turn + 1}", index, _options.Race ? 0 : turn)));

    private void StartRelayers(ChaosServer server, DateTimeOffset wall, long firstSetFrom, RunLog log)
    {
        foreach (var (name, index, turn) in Names())
        {
            var (folder, file) = (Path.Combine(_folder, name), Path.Combine(_folder, $"{name}.json"));
            Directory.CreateDirectory(folder);
            new WorkerSettings(name, index, folder, server.Stream(name).ToString(), [.. server.Endpoints(name).Select(static uri => uri.ToString())], _chains[index].Hub.ToString(), _chains[index].Multicall.ToString(), turn, firstSetFrom).Save(file);
            _relayers.Add(new(name, Worker.Arguments(file, Start, wall, _options.Speed), log));
            _relayers[^1].Start();
        }
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(IEnumerable<ChainVerdict> verdicts) => [.. (await Task.WhenAll(verdicts.Select(static verdict => verdict.ProblemsAsync()))).SelectMany(static problems => problems)];

    private static async Task UntilAsync(Func<Task<bool>> holds, FastTime time, long deadline, CancellationToken cancellation)
    {
        while (!await holds() && time.Now < deadline) await Task.Delay(TimeSpan.FromSeconds(2), time, cancellation);
    }

    private async Task<Report> ReportAsync(IReadOnlyList<string> problems, IReadOnlyList<ChainJudge> judges, IReadOnlyList<ChainDriver> drivers, long simulated, TimeSpan wall)
    {
        var letters = _relayers.SelectMany(relayer => DeadLetters.Read(Path.Combine(_folder, relayer.Name)).Select(letter => (relayer.Name, Letter: letter))).ToList();
        var chains = new List<ChainReport>();
        foreach (var (judge, driver) in judges.Zip(drivers)) chains.Add(await DescribeAsync(judge, driver));
        string[] all =
        [
            .. problems,
            .. _relayers.SelectMany(static relayer => relayer.Faults),
            .. letters.Where(static letter => !DeadLetters.IsExplained(letter.Letter.Name)).Select(static letter => $"{letter.Name}: a dead letter that nothing explains: {letter.Letter.Reason}"),
            .. chains.Where(static chain => chain.Gas.Postings == 0 || chain.Facts == 0).Select(static chain => $"chain {chain.Name}: {chain.Gas.Postings} postings, {chain.Facts} facts: nothing was tried"),
        ];
        return new(_options.Command, simulated, wall, all, chains, letters.CountBy(static letter => letter.Letter.Name).ToDictionary(), _counts);
    }

    private static async Task<ChainReport> DescribeAsync(ChainJudge judge, ChainDriver driver)
    {
        var points = judge.Due.Points;
        var waits = points.Where(static point => point is { Receded: false, PostedAt: not null }).Select(static point => (Feed: point.Feed.ToString(), Wait: point.PostedAt!.Value - point.At)).ToList();
        var gas = await GasBook.ReadAsync(judge.Chain, driver.Mempool.Foreign);
        var facts = (await new FactCheck(judge.Chain).PostedAsync()).Values.Sum(static sequences => sequences.Count);
        return new(
            judge.Chain.Plan.Name, judge.Chain.Plan.Form.ToString(), points.Count, judge.Due.Batches, points.Count(static point => point.Receded), [.. waits.Select(static wait => wait.Wait).Order()],
            waits.GroupBy(static wait => wait.Feed).ToDictionary(static feed => feed.Key, static feed => feed.Max(static wait => wait.Wait)), gas, facts);
    }
}
