using BenchmarkDotNet.Attributes;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Bench.Micro;

/// <summary>One round by three providers. Targets: 64 feeds under 1 ms, 1,000 feeds under 5 ms, plus the signature.</summary>
public class RoundBenchmarks
{
    private World _world = null!;
    private Round _round = null!;
    private PriceBatch _batch = null!;
    private PlatformSigner _signer = null!;

    [Params(64, 1_000)]
    public int Feeds { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _world = new(Feeds);
        _round = _world.NextRound();
        _batch = _world.Compute(_round);
        _signer = World.Signer(0);
    }

    /// <summary>Screen, fold, median, confidence, volatility, breaker, verdict, encode, Merkle roots, state, digest.</summary>
    [Benchmark(Baseline = true)]
    public Hash256 ScreenedToDigest() => _world.Compute(_round).Digest;

    [Benchmark]
    public byte[] ScreenedToSigned() => _signer.Sign(_world.Compute(_round).Digest);

    /// <summary>Alone, of the platform's ECDSA, with its recovery id.</summary>
    [Benchmark]
    public byte[] Signature() => _signer.Sign(_batch.Digest);

    /// <summary>What is handed to the ledger: the round's file and the unsigned batch.</summary>
    [Benchmark]
    public int EncodeForLedger() => RoundCodec.Encode(_round).Length + _batch.EncodeUnsigned().Length;
}
