using CrossChainOracle.Rounds;
using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

/// <summary>An attester with its disk, which can be stopped and started again.</summary>
internal sealed class AttesterNode : ICosigner, IAsyncDisposable
{
    public static readonly AttesterSettings Settings = new()
    {
        Domain = Samples.Domain,
        Rules = [new PriceRules(Samples.Policy())],
        Sets = [Keys.Set()],
    };

    private readonly ISigner _signer;
    private readonly AttesterSettings _settings;
    private readonly LogOptions _options;
    private Attester _attester;

    private AttesterNode(ISigner signer, LogOptions options, AttesterSettings? settings, TimeProvider? time)
    {
        (_signer, _settings, _options) = (signer, settings ?? Settings, options);
        Time = time ?? new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt + 60_000));
        (Log, _attester) = Start();
    }

    public TimeProvider Time { get; }

    public AttesterLog Log { get; private set; }

    public string Folder => _options.Folder;

    public EvmAddress Address => _signer.Address;

    public static AttesterNode InMemory(IFileSystem files, ISigner? signer = null, AttesterSettings? settings = null, TimeProvider? time = null) =>
        new(signer ?? Keys.Five[0], AttesterLog.In("/log") with { FileSystem = files, SegmentBytes = 4_096 }, settings, time);

    public static AttesterNode OnDisk(string folder, ISigner signer, AttesterSettings? settings = null) => new(signer, AttesterLog.In(folder), settings, null);

    public ValueTask<CosignOutcome> CosignAsync(CosignRequest request, CancellationToken ct = default) => _attester.CosignAsync(request, ct);

    public async Task RestartAsync()
    {
        await Log.DisposeAsync();
        (Log, _attester) = Start();
    }

    public ValueTask DisposeAsync() => Log.DisposeAsync();

    private (AttesterLog Log, Attester Attester) Start()
    {
        var log = AttesterLog.Open(_options, _signer.Address).OrThrow();
        return (log, new Attester(_signer, log, _settings, Time));
    }
}
