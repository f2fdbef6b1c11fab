using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Blobs.Tests.Local;

/// <summary>A container on a server that answers as no real service does on demand, under a clock that the test moves.</summary>
public abstract class OnTheWire
{
    /// <summary>Of <see cref="Content"/>, by <c>openssl md5</c>.</summary>
    protected const string ContentMd5 = "Content-MD5: mgNkuembtIDdJeHwKEyFVQ==";

    protected static byte[] Content { get; } = "content"u8.ToArray();

    protected static BlobOptions Options { get; } = new() { Limits = new() { Attempt = TimeSpan.FromSeconds(5), Budget = TimeSpan.FromSeconds(10), FirstPause = TimeSpan.FromSeconds(1) } };

    protected static BlobOptions Once => Options with { Limits = Options.Limits with { Budget = TimeSpan.Zero } };

    protected ManualTime Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt));

    protected BlobContainer Open(ScriptedHttps server, BlobOptions? options = null, TestCredential? credential = null, HttpClient? http = null) =>
        new(new(server.Address, "account/container"), credential ?? new TestCredential(Time), http ?? server.Http, Time, options ?? Options);

    /// <summary>Waits until nothing but a pause of this length is waited for, then lets it pass.</summary>
    protected async Task PauseAsync(TimeSpan pause)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Time.UntilNext != pause || Time.ActiveTimers != 1) await Task.Delay(1, limit.Token);
        Time.Advance(pause);
    }
}
