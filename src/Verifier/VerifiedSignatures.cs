using System.Collections.Concurrent;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier;

/// <summary>Remembers which (digest, signatures) were found good, so that the statements of one batch cost one check of its signatures.</summary>
/// <remarks>The key covers the signatures' bytes: what is accepted does not depend on what was seen before. Only successes are kept, a bounded number.</remarks>
internal sealed class VerifiedSignatures
{
    private const int Capacity = 1_024;

    private readonly ConcurrentDictionary<Hash256, byte> _known = new();
    private readonly ConcurrentQueue<Hash256> _order = new();

    public static Hash256 KeyOf(Hash256 digest, IReadOnlyList<AttesterSignature> signatures)
    {
        Span<byte> head = stackalloc byte[Hash256.Size];
        digest.CopyTo(head);
        return Keccak256.Hash(head, AttestationCodec.EncodeSignatures(signatures));
    }

    public bool Contains(Hash256 key) => _known.ContainsKey(key);

    public void Add(Hash256 key)
    {
        if (!_known.TryAdd(key, 0)) return;
        _order.Enqueue(key);
        while (_order.Count > Capacity && _order.TryDequeue(out var oldest)) _known.TryRemove(oldest, out _);
    }
}
