using System.Security.Cryptography;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Signing;

namespace CrossChainOracle.RelayChaos.World;

/// <summary>Five attesters of each epoch, of whom three must sign and two never do; who is out changes.</summary>
internal sealed class Attesters(long begin, Random random) : IDisposable
{
    public const int Members = 5;
    public const int Threshold = 3;

    /// <summary>How long a set is in force: longer than any run.</summary>
    private const long LifeMs = 30L * 86_400_000;

    /// <summary>Batches between two changes of who is out.</summary>
    private const int BatchesOut = 15;

    private readonly List<PlatformSigner> _keys = [];
    private int _batches;
    private int[] _in = [0, 1, 2];

    /// <summary>Each epoch has one member whom the one before has not.</summary>
    public AttesterSet Set(uint epoch, long? validFrom = null) =>
        AttesterSet.Create(epoch, Threshold, validFrom ?? begin, begin + LifeMs, [.. Signers(epoch).Select(static signer => signer.Address)], out var problem) ?? throw new InvalidOperationException(problem);

    public IReadOnlyList<AttesterSignature> Sign(uint epoch, Hash256 digest)
    {
        if (_batches++ % BatchesOut == 0) _in = [.. Enumerable.Range(0, Members).OrderBy(_ => random.Next()).Take(Threshold).Order()];
        var signers = Signers(epoch);
        return [.. _in.Select(member => new AttesterSignature((byte)member, signers[member].Sign(digest)))];
    }

    public static PlatformSigner Key(string name) => PlatformSigner.FromPrivateKey(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(name))).OrThrow();

    public void Dispose()
    {
        foreach (var key in _keys) key.Dispose();
    }

    private List<PlatformSigner> Signers(uint epoch)
    {
        while (_keys.Count < Members + (int)epoch) _keys.Add(Key($"relay-chaos attester {_keys.Count}"));
        return [.. _keys.Skip((int)epoch - 1).Take(Members).OrderBy(static key => key.Address)];
    }
}
