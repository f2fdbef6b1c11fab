using BenchmarkDotNet.Attributes;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Bench.Micro;

/// <summary>A whole turn without the disk: the round is computed and encoded, five attesters decode, recompute, log and sign it, three signatures end it.</summary>
/// <remarks>Every turn continues the one before. The attesters' logs lie in shared memory where the system has it, so that no flush reaches a disk.</remarks>
public class CosigningBenchmarks
{
    private const int Attesters = 5;
    private const int Threshold = 3;

    private readonly SettableTime _time = new();
    private readonly List<PlatformSigner> _signers = [.. Enumerable.Range(0, Attesters).Select(World.Signer)];
    private readonly List<AttesterLog> _logs = [];
    private readonly List<ICosigner> _cosigners = [];
    private Scratch _scratch = null!;
    private World _world = null!;
    private AttesterSet _set = null!;
    private Cosigning _cosigning = null!;
    private IReadOnlyList<AttesterSignature> _signatures = [];

    [Params(64, 1_000)]
    public int Feeds { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _scratch = Scratch.Under(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath());
        _world = new(Feeds);
        _set = World.SetOf(_signers, Threshold);
        _cosigning = new(_time, Cosigning.DefaultTimeout);
        var settings = new AttesterSettings { Domain = World.Domain, Rules = [new PriceRules(_world.Policy)], Sets = [_set] };
        foreach (var signer in _signers)
        {
            var log = AttesterLog.Open(AttesterLog.In(_scratch.Folder(signer.Address.ToString())), signer.Address).OrThrow();
            _logs.Add(log);
            _cosigners.Add(new Attester(signer, log, settings, _time));
        }

        _signatures = SignPrevious();
    }

    [Benchmark]
    public async Task<int> CosignedTurn()
    {
        var (world, round) = (_world, _world.NextRound());
        _time.Now = round.ObservedAt;
        var batch = world.Compute(round);
        var request = new CosignRequest
        {
            Batch = batch.EncodeUnsigned(),
            Round = RoundCodec.Encode(round),
            PreviousState = world.Previous!.StateBytes,
            PreviousHeader = HeaderBytes(world.Previous.Header),
            PreviousSignatures = AttestationCodec.EncodeSignatures(_signatures),
        };
        var outcome = await _cosigning.CosignAsync(_cosigners, _set, request, batch.Digest);
        _signatures = outcome is CosigningOutcome.Reached reached ? reached.Signatures : throw new InvalidOperationException(outcome.ToString());
        world.Take(batch);
        return _signatures.Count;
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        foreach (var log in _logs) await log.DisposeAsync();
        _scratch.Dispose();
    }

    private List<AttesterSignature> SignPrevious()
    {
        var byAddress = _signers.OrderBy(signer => signer.Address).ToList();
        return [.. Enumerable.Range(0, Threshold).Select(i => new AttesterSignature((byte)i, byAddress[i].Sign(_world.Previous!.Digest)))];
    }

    private static byte[] HeaderBytes(BatchHeader header)
    {
        var writer = new CanonicalWriter(BatchHeaderCodec.Size);
        BatchHeaderCodec.Write(writer, header);
        return writer.ToArray();
    }
}
