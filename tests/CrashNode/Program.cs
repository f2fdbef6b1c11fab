using System.Globalization;
using CrossChainOracle.CrashNode;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;

// Usage: CrashNode FOLDER BATCHES [CURSOR]. A whole node that makes batches as fast as it can: for ever, or until it has published BATCHES (not 0) and both
// subscribers have seen them. It says P for a batch once it is published, G and C for what subscribers see. A line that starts with "!" is a law broken in this process.
var (folder, batches) = (new NodeFolder(args[0]), int.Parse(args[1], CultureInfo.InvariantCulture));
using var reporter = new Reporter();
using var signers = Signers.Load(folder.KeyFiles);
using var http = NodeHttp.Client();
using var stop = new CancellationTokenSource();
var services = new NodeServices(TimeProvider.System, http, null, signers.All, notice => reporter.Say($"! {notice.Level} {notice.Subject}: {notice.Text}"));
var config = folder.Config(new RoundPace { Spacing = TimeSpan.Zero, Heartbeat = TimeSpan.Zero });
await using var node = await NodeRuntime.OpenAsync(config, services, [new(new Market(TimeProvider.System), TimeSpan.FromMilliseconds(5))], [], stop.Token);
var published = 0;
node.Turned += (_, outcome) =>
{
    if (outcome is RoundOutcome.Published done)
    {
        reporter.Say($"P {done.Attestation.Header.Sequence} {done.Digest} {done.Offset}");
        if (++published == batches) stop.Cancel();
    }
    else if (outcome is not RoundOutcome.TooEarly)
    {
        reporter.Say($"! {outcome}");
    }
};
var subscriptions = new Subscriptions(node.Stream, reporter);
using var unsubscribe = new CancellationTokenSource();
Task[] following = [subscriptions.FollowGroupAsync(unsubscribe.Token), subscriptions.FollowCursorAsync(args.ElementAtOrDefault(2), unsubscribe.Token)];
await node.RunAsync(stop.Token);
await subscriptions.CatchUpAsync();
await unsubscribe.CancelAsync();
await Task.WhenAll(following).ContinueWith(static _ => { }, TaskScheduler.Default);
