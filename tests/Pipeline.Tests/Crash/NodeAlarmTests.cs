using System.Collections.Concurrent;
using System.Security.Cryptography;
using CrossChainOracle.CrashNode;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>What an operator reads of a running node whose attesters' keys fail.</summary>
public sealed class NodeAlarmTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<NodeNotice> _notices = new();
    private readonly ConcurrentQueue<RoundOutcome> _outcomes = new();
    private readonly FailingSigner[] _signers = [.. Keys.Five.Select(signer => new FailingSigner(signer))];
    private readonly HttpClient _http = NodeHttp.Client();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ThreeOfFiveFailing_RaiseOneAlarmThatNamesThem_AndPublicationGoesOnWithoutAGap()
    {
        await using var node = await OpenAsync();
        using var stop = new CancellationTokenSource();
        var running = node.RunAsync(stop.Token);
        await UntilAsync(() => Published().Count >= 3);
        int[] down = [0, 2, 3];
        foreach (var i in down) _signers[i].Fails = true;
        await UntilAsync(() => _outcomes.OfType<RoundOutcome.Waiting>().Count() >= 3);

        var waiting = _outcomes.OfType<RoundOutcome.Waiting>().ToList();
        var head = (await node.Ledger.HeadAsync(NodeFolder.Policy.Shard.ToString()))!;
        Assert.All(waiting, turn => Assert.Equal((head.Sequence, 2, 3), (turn.Sequence, turn.Have, turn.Need)));
        Assert.False(head.Signed);
        var alarm = Assert.Single(_notices, notice => notice.Level == NoticeLevel.Alarm);
        Assert.Equal($"shard {NodeFolder.Policy.Shard}", alarm.Subject);
        Assert.Contains($"publication has stopped at sequence {head.Sequence}: 2 of 3 signatures", alarm.Text, StringComparison.Ordinal);
        Assert.All(down, i => Assert.Contains($"{_signers[i].Address} Failed: ", alarm.Text, StringComparison.Ordinal));
        Assert.All(new[] { 1, 4 }, i => Assert.DoesNotContain(_signers[i].Address.ToString(), alarm.Text, StringComparison.Ordinal));

        foreach (var i in down) _signers[i].Fails = false;
        await UntilAsync(() => Published().Count >= (int)head.Sequence + 3);
        Assert.Contains(_notices, notice => notice.Level == NoticeLevel.Info && notice.Text == $"publication goes on with sequence {head.Sequence}");
        Assert.Equal(head.Digest, Published()[(int)head.Sequence].Digest);
        Assert.Equal(Enumerable.Range(0, Published().Count).Select(i => (ulong)i), Published().Select(published => published.Attestation.Header.Sequence));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task OneOfFiveFailing_IsTold_Once_AndChangesNothing()
    {
        await using var node = await OpenAsync();
        using var stop = new CancellationTokenSource();
        _signers[3].Fails = true;
        var running = node.RunAsync(stop.Token);
        await UntilAsync(() => Published().Count >= 4 && !_notices.IsEmpty);
        await stop.CancelAsync();
        await running;
        var notice = Assert.Single(_notices);
        Assert.Equal((NoticeLevel.Warning, $"attester {_signers[3].Address}"), (notice.Level, notice.Subject));
        Assert.StartsWith("does not sign: Failed: ", notice.Text, StringComparison.Ordinal);
        Assert.All(_outcomes, outcome => Assert.True(outcome is RoundOutcome.Published or RoundOutcome.TooEarly, outcome.ToString()));
    }

    [Fact]
    public async Task AClockThatWentBack_IsToldOnce_AndPublicationGoesOnWhenItHasCaughtUp()
    {
        var clock = new SkewedTime();
        await using var node = await OpenAsync(clock);
        using var stop = new CancellationTokenSource();

        // Between two rounds: a round that is reserved already, and not signed, waits for signatures instead.
        var wentBack = false;
        node.Turned += (_, _) =>
        {
            if (wentBack || Published().Count < 2) return;
            wentBack = true;
            clock.Skew = TimeSpan.FromMinutes(-10);
        };
        var running = node.RunAsync(stop.Token);
        await UntilAsync(() => _outcomes.OfType<RoundOutcome.TooEarly>().Count(turn => turn.ObservedAt < turn.LastObservedAt) >= 2);
        var before = Published().Count;
        var alarm = Assert.Single(_notices, notice => notice.Level == NoticeLevel.Alarm);
        Assert.Contains("the clock says", alarm.Text, StringComparison.Ordinal);

        clock.Skew = TimeSpan.Zero;
        await UntilAsync(() => Published().Count > before + 1);
        Assert.Contains(_notices, notice => notice.Level == NoticeLevel.Info && notice.Text.StartsWith("publication goes on", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, Published().Count).Select(i => (ulong)i), Published().Select(published => published.Attestation.Header.Sequence));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task AStartThatWasKilledWhileItWroteWhoseTheFolderIs_DoesNotHinderTheNext()
    {
        var data = new DataFolder(new NodeFolder(_folder.Path).Data);
        Directory.CreateDirectory(data.Path);
        await File.WriteAllTextAsync(data.Deployment + ".unfinished", "{\n  \"deploym");
        await using (await OpenAsync()) Assert.NotNull(DeploymentRecord.Read(data.Deployment, out _));
        Assert.Empty(Directory.GetFiles(data.Path, "*.unfinished", SearchOption.AllDirectories));
    }

    private async Task<NodeRuntime> OpenAsync(TimeProvider? clock = null)
    {
        var services = new NodeServices(clock ?? TimeProvider.System, _http, null, _signers, _notices.Enqueue);
        var config = new NodeFolder(_folder.Path).Config(new RoundPace { Retry = TimeSpan.FromMilliseconds(20) });
        var node = await NodeRuntime.OpenAsync(config, services, [new(new Market(TimeProvider.System), TimeSpan.FromMilliseconds(30))], [], default);
        node.Turned += (_, outcome) => _outcomes.Enqueue(outcome);
        return node;
    }

    private List<RoundOutcome.Published> Published() => [.. _outcomes.OfType<RoundOutcome.Published>()];

    private async Task UntilAsync(Func<bool> holds)
    {
        for (var waited = 0; !holds(); waited++)
        {
            Assert.True(waited < 6_000, $"it does not come: {_outcomes.Count} turns, notices: {string.Join("; ", _notices)}");
            await Task.Delay(10);
        }
    }

    /// <summary>The real clock, put back or forth; its timers run on as those of a machine do.</summary>
    private sealed class SkewedTime : TimeProvider
    {
        public TimeSpan Skew { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Skew;
    }

    private sealed class FailingSigner(ISigner signer) : ISigner
    {
        public volatile bool Fails;

        public EvmAddress Address => signer.Address;

        public ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default) => Fails ? throw new CryptographicException("the key store is away") : signer.SignAsync(digest, ct);
    }
}
