using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>Reads the bytes of a VAA, strictly. Whitepaper 0001.</summary>
/// <remarks><code>
/// version u8 = 1 | set index u32 | n u8 | n × { signer u8 | r 32 | s 32 | recovery id u8 }
/// body: timestamp u32 | nonce u32 | emitter chain u16 | emitter 32 | sequence u64 | consistency u8 | payload
/// </code></remarks>
public static class VaaParser
{
    internal const byte Version = 1;

    /// <summary>The result shares memory with <paramref name="bytes"/>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Vaa? vaa, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        vaa = null;
        if (bytes.Length > Vaa.MaximumSize)
        {
            refusal = new ProofRefusal.Oversized("VAA", bytes.Length, Vaa.MaximumSize);
            return false;
        }

        var reader = new WireReader(bytes);
        var version = reader.U8();
        if (reader.Failed || version != Version) return Refuse(0, reader.Failed ? "empty" : $"version {version}, not {Version}", out refusal);
        var setIndex = reader.U32();
        if (!TryReadSignatures(ref reader, out var signatures, out refusal)) return false;
        vaa = ReadBody(bytes[reader.Position..], setIndex, signatures, out var complete);
        if (complete) return true;
        vaa = null;
        return Refuse(reader.Position, $"a body of {reader.Remaining} bytes is cut short", out refusal);
    }

    private static bool TryReadSignatures(
        ref WireReader reader, [NotNullWhen(true)] out VaaSignature[]? signatures, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        signatures = null;
        refusal = null;
        var count = reader.U8();
        if (count * (1 + VaaSignature.Size) > reader.Remaining) return Refuse(reader.Position, $"{count} signatures in {reader.Remaining} bytes", out refusal);
        var read = new VaaSignature[count];
        for (var i = 0; i < count; i++)
        {
            var at = reader.Position;
            read[i] = new(reader.U8(), reader.Take(VaaSignature.Size));
            if (i > 0 && read[i].Signer <= read[i - 1].Signer)
            {
                return Refuse(at, $"signers are not ascending: {read[i].Signer} after {read[i - 1].Signer}", out refusal);
            }
        }

        signatures = read;
        return true;
    }

    private static Vaa ReadBody(ReadOnlyMemory<byte> body, uint setIndex, VaaSignature[] signatures, out bool complete)
    {
        var reader = new WireReader(body);
        var hash = Keccak256.Hash(body.Span);
        var vaa = new Vaa
        {
            SetIndex = setIndex,
            Signatures = signatures,
            Timestamp = reader.U32(),
            Nonce = reader.U32(),
            Emitter = new(reader.U16(), reader.Hash()),
            Sequence = reader.U64(),
            Consistency = reader.U8(),
            Payload = reader.Rest(),
            BodyHash = hash,
            Digest = Keccak256.Hash(hash.ToArray()),
        };
        complete = !reader.Failed;
        return vaa;
    }

    private static bool Refuse(int offset, string problem, out ProofRefusal refusal)
    {
        refusal = new ProofRefusal.Malformed("VAA", offset, problem);
        return false;
    }
}
