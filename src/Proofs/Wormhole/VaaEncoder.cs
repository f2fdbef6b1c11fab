using System.Buffers.Binary;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>Writes VAAs for networks of our own: the sandbox and tests.</summary>
public static class VaaEncoder
{
    private const int BodyHeaderSize = 51;

    /// <summary>The bytes of a VAA.</summary>
    /// <param name="setIndex">Signer set that signs.</param>
    /// <param name="signers">Which members sign; ascending, each once.</param>
    /// <param name="sign">Gives member i's 65-byte signature (r, s, v) of a digest; v as 0, 1 or as 27, 28.</param>
    /// <param name="body">What is signed; see <see cref="Body"/>.</param>
    /// <exception cref="ArgumentException">Signers that are not ascending, or a signature of another size.</exception>
    public static byte[] Encode(uint setIndex, IReadOnlyList<byte> signers, Func<Hash256, int, byte[]> sign, ReadOnlySpan<byte> body)
    {
        var digest = Keccak256.Hash(Keccak256.Hash(body).ToArray());
        var vaa = new byte[6 + (signers.Count * (1 + VaaSignature.Size)) + body.Length];
        vaa[0] = VaaParser.Version;
        BinaryPrimitives.WriteUInt32BigEndian(vaa.AsSpan(1), setIndex);
        vaa[5] = checked((byte)signers.Count);
        for (var i = 0; i < signers.Count; i++)
        {
            if (i > 0 && signers[i] <= signers[i - 1]) throw new ArgumentException($"Signers are not ascending: {signers[i]} after {signers[i - 1]}.", nameof(signers));
            var signature = sign(digest, signers[i]);
            if (signature.Length != VaaSignature.Size) throw new ArgumentException($"A signature has {VaaSignature.Size} bytes, not {signature.Length}.", nameof(sign));
            var entry = vaa.AsSpan(6 + (i * (1 + VaaSignature.Size)), 1 + VaaSignature.Size);
            entry[0] = signers[i];
            signature.CopyTo(entry[1..]);
            if (entry[^1] >= 27) entry[^1] -= 27;
        }

        body.CopyTo(vaa.AsSpan(vaa.Length - body.Length));
        return vaa;
    }

    /// <param name="timestamp">Unix seconds.</param>
    /// <param name="nonce">Free.</param>
    /// <param name="emitter">Who speaks.</param>
    /// <param name="sequence">The emitter's count of its messages.</param>
    /// <param name="consistency">How final the message is.</param>
    /// <param name="payload">What is said.</param>
    public static byte[] Body(uint timestamp, uint nonce, Emitter emitter, ulong sequence, byte consistency, ReadOnlySpan<byte> payload)
    {
        var body = new byte[BodyHeaderSize + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(body, timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4), nonce);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(8), emitter.Chain);
        emitter.Address.CopyTo(body.AsSpan(10));
        BinaryPrimitives.WriteUInt64BigEndian(body.AsSpan(42), sequence);
        body[50] = consistency;
        payload.CopyTo(body.AsSpan(BodyHeaderSize));
        return body;
    }
}
