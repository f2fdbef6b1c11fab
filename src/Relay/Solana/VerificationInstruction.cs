using System.Buffers.Binary;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Solana;

/// <summary>
/// A signed statement as one instruction of the secp256k1 native program (docs.anza.xyz, "Native Programs"; layout in docs/solana.md): the runtime checks the
/// signatures, and a program in the same transaction reads the rest of the data through the instructions sysvar.
/// </summary>
/// <remarks>
/// m u8; m × offsets; m × (address, r ‖ s, recovery id u8); the EIP-712 pre-image; header; number of proof nodes u8; nodes; statement to the end. The native program
/// hashes the pre-image itself and looks at nothing behind it. Its numbers are little-endian, ours are not.
/// </remarks>
public static class VerificationInstruction
{
    /// <summary>Per signature: where signature, address and message are.</summary>
    public const int OffsetsSize = 11;

    /// <summary>Per signature: address, then signature with the recovery id.</summary>
    public const int SignerSize = EvmAddress.Size + AttesterSignature.Size;

    // A signature's v is 27 or 28 (Ethereum's form), a recovery id 0 or 1.
    private const int FirstV = 27;

    /// <summary>Where the pre-image begins.</summary>
    public static int PreImageOffset(int signers) => 1 + (signers * (OffsetsSize + SignerSize));

    /// <summary>Bytes of the whole data.</summary>
    public static int SizeOf(int signers, int proofNodes, int statementBytes) =>
        PreImageOffset(signers) + SigningDomain.PreImageSize + BatchHeaderCodec.Size + 1 + (proofNodes * Hash256.Size) + statementBytes;

    /// <param name="attestation">Verified.</param>
    /// <param name="set">Of the batch's epoch: its members' addresses.</param>
    /// <param name="domain">Of the deployment.</param>
    /// <param name="signers">How many of the signatures, the first ones.</param>
    /// <param name="index">Of this instruction in its transaction.</param>
    public static byte[] Encode(StatementAttestation attestation, AttesterSet set, SigningDomain domain, int signers, byte index)
    {
        using var writer = new CanonicalWriter(SizeOf(signers, attestation.Proof.Count, attestation.Leaf.Bytes.Length));
        writer.U8((byte)signers);
        for (var i = 0; i < signers; i++) writer.Bytes(Offsets(signers, i, index));
        foreach (var (signer, signature) in attestation.Signatures.Take(signers))
        {
            writer.Address(set.Members[signer]);
            writer.Bytes(signature.Span[..^1]);
            writer.U8((byte)(signature.Span[^1] - FirstV));
        }

        writer.Bytes(domain.PreImage(attestation.Header));
        BatchHeaderCodec.Write(writer, attestation.Header);
        writer.U8((byte)attestation.Proof.Count);
        foreach (var node in attestation.Proof) writer.Hash(node);
        writer.Bytes(attestation.Leaf.Bytes.Span);
        return writer.ToArray();
    }

    private static byte[] Offsets(int signers, int i, byte index)
    {
        var address = (ushort)(1 + (signers * OffsetsSize) + (i * SignerSize));
        var offsets = new byte[OffsetsSize];
        BinaryPrimitives.WriteUInt16LittleEndian(offsets, (ushort)(address + EvmAddress.Size));
        offsets[2] = index;
        BinaryPrimitives.WriteUInt16LittleEndian(offsets.AsSpan(3), address);
        offsets[5] = index;
        BinaryPrimitives.WriteUInt16LittleEndian(offsets.AsSpan(6), (ushort)PreImageOffset(signers));
        BinaryPrimitives.WriteUInt16LittleEndian(offsets.AsSpan(8), SigningDomain.PreImageSize);
        offsets[10] = index;
        return offsets;
    }
}
