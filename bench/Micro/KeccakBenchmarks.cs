using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Bench.Micro;

/// <summary>Keccak-256 beside the platform's SHA3-256: the same permutation with another padding, so equal work and different digests.</summary>
public class KeccakBenchmarks
{
    private readonly byte[] _digest = new byte[32];
    private byte[] _data = null!;

    [Params(32, 136, 1_024)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _data = new byte[Bytes];
        new Random(Bytes).NextBytes(_data);
    }

    [Benchmark(Baseline = true)]
    public Hash256 Keccak() => Keccak256.Hash(_data);

    [Benchmark]
    public int Sha3Platform() => SHA3_256.HashData(_data, _digest);
}
