using BenchmarkDotNet.Attributes;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Signing;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Bench.Micro;

/// <summary>What a consumer pays. Target: one price of a batch whose signatures were seen before, under 20 µs.</summary>
public class VerifyBenchmarks
{
    private const int Threshold = 3;

    private AttesterSet _set = null!;
    private AttestationVerifier _warm = null!;
    private Attestation _batch = null!;
    private byte[] _batchBytes = null!;
    private StatementAttestation[] _prices = null!;
    private byte[][] _priceBytes = null!;
    private long _now;
    private int _next;

    [Params(64, 1_000)]
    public int Leaves { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var world = new World(Leaves);
        var computed = world.Compute(world.NextRound());
        var signers = Enumerable.Range(0, 5).Select(World.Signer).OrderBy(signer => signer.Address).ToList();
        _set = World.SetOf(signers, Threshold);
        var signatures = Enumerable.Range(0, Threshold).Select(i => new AttesterSignature((byte)i, signers[i].Sign(computed.Digest))).ToList();
        _batch = new(computed.Header, computed.Leaves, signatures);
        _batchBytes = AttestationCodec.Encode(_batch);
        _now = computed.Header.ObservedAt;
        var tree = MerkleTree.Build([.. computed.Leaves.Select(leaf => leaf.Hash)]);
        _prices = [.. computed.Leaves
            .Select((leaf, i) => new StatementAttestation(computed.Header, leaf, tree.Proof(i), signatures))
            .Where(price => price.Leaf.Bytes.Span[0] == (byte)StatementKind.Price)];
        _priceBytes = [.. _prices.Select(AttestationCodec.Encode)];
        _warm = Cold();
        foreach (var price in _prices) Require(_warm.Verify(price, _now, out _));
    }

    /// <summary>Each time another price of the batch: proof, header, digest, statement, context, freshness.</summary>
    [Benchmark(Baseline = true)]
    public VerifiedStatement? OnePriceAmortised() => One(_warm, _prices[Next()]);

    [Benchmark]
    public VerifiedStatement? DecodeAndOnePriceAmortised()
    {
        Require(AttestationCodec.Decode(_priceBytes[Next()], out StatementAttestation? price));
        return One(_warm, price!);
    }

    /// <summary>With its three signatures.</summary>
    [Benchmark]
    public VerifiedStatement? OnePriceCold() => One(Cold(), _prices[Next()]);

    [Benchmark]
    public VerifiedBatch? WholeBatchCold() => Whole(_batch);

    [Benchmark]
    public VerifiedBatch? DecodeAndWholeBatchCold()
    {
        Require(AttestationCodec.Decode(_batchBytes, out Attestation? batch));
        return Whole(batch!);
    }

    private VerifiedStatement? One(AttestationVerifier verifier, StatementAttestation price)
    {
        Require(verifier.Verify(price, _now, out var statement));
        return statement;
    }

    private VerifiedBatch? Whole(Attestation batch)
    {
        Require(Cold().Verify(batch, _now, out var verified));
        return verified;
    }

    private AttestationVerifier Cold() => new(World.Domain, new AttesterSets(_set));

    private int Next() => _next = (_next + 1) % _prices.Length;

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null) throw new InvalidOperationException(refusal.ToString());
    }
}
