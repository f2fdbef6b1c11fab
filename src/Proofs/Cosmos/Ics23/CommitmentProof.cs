using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>A proof as it travels (ICS-23 <c>CommitmentProof</c>): one key that is there, or one that is not. Batches are refused: <c>abci_query</c> answers one key.</summary>
public abstract record CommitmentProof
{
    /// <summary>Largest proof that is read. A value may be large; the deepest trees have some 60 steps of less than 100 bytes.</summary>
    public const int MaximumSize = 1024 * 1024;

    private const int MaximumSteps = 512;

    private CommitmentProof()
    {
    }

    public sealed record Present(ExistenceProof Proof) : CommitmentProof;

    public sealed record Absent(NonExistenceProof Proof) : CommitmentProof;

    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out CommitmentProof? proof, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        (proof, refusal) = (null, null);
        if (bytes.Length > MaximumSize)
        {
            refusal = new ProofRefusal.Oversized("ics23 proof", bytes.Length, MaximumSize);
            return false;
        }

        var reader = new ProtoReader(bytes);
        reader.Next();
        switch (reader.Field)
        {
            case 1 when ParseExistence(reader.Bytes(), ref refusal) is { } present:
                proof = new Present(present);
                break;
            case 2 when ParseAbsence(reader.Bytes(), ref refusal) is { } absent:
                proof = new Absent(absent);
                break;
            case 3 or 4:
                refusal = new CosmosRefusal.Unsupported("a batch of ics23 proofs");
                break;
        }

        if (proof is not null && reader.Next()) reader.Unknown();
        refusal ??= Problem("proof", reader) ?? (proof is null ? new ProofRefusal.Malformed("ics23 proof", 0, "neither existence nor absence") : null);
        if (refusal is not null) proof = null;
        return proof is not null;
    }

    private static ExistenceProof? ParseExistence(ReadOnlyMemory<byte> bytes, ref ProofRefusal? refusal)
    {
        ReadOnlyMemory<byte> key = default, value = default;
        LeafOp? leaf = null;
        var path = new List<InnerOp>();
        var reader = new ProtoReader(bytes);
        while (refusal is null && reader.Next(repeated: 1 << 4))
        {
            if (reader.Field == 1) key = reader.Bytes();
            else if (reader.Field == 2) value = reader.Bytes();
            else if (reader.Field == 3) leaf = ParseLeaf(reader.Bytes(), ref refusal);
            else if (reader.Field == 4 && path.Count < MaximumSteps) path.Add(ParseInner(reader.Bytes(), ref refusal));
            else reader.Unknown();
        }

        refusal ??= Problem("existence", reader);
        return refusal is null ? new(key, value, leaf, path) : null;
    }

    private static NonExistenceProof? ParseAbsence(ReadOnlyMemory<byte> bytes, ref ProofRefusal? refusal)
    {
        ReadOnlyMemory<byte> key = default;
        ExistenceProof? left = null, right = null;
        var reader = new ProtoReader(bytes);
        while (refusal is null && reader.Next())
        {
            if (reader.Field == 1) key = reader.Bytes();
            else if (reader.Field == 2) left = ParseExistence(reader.Bytes(), ref refusal);
            else if (reader.Field == 3) right = ParseExistence(reader.Bytes(), ref refusal);
            else reader.Unknown();
        }

        refusal ??= Problem("absence", reader);
        return refusal is null ? new(key, left, right) : null;
    }

    private static LeafOp ParseLeaf(ReadOnlyMemory<byte> bytes, ref ProofRefusal? refusal)
    {
        int hash = 0, prehashKey = 0, prehashValue = 0, length = 0;
        ReadOnlyMemory<byte> prefix = default;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) hash = reader.Int31();
            else if (reader.Field == 2) prehashKey = reader.Int31();
            else if (reader.Field == 3) prehashValue = reader.Int31();
            else if (reader.Field == 4) length = reader.Int31();
            else if (reader.Field == 5) prefix = reader.Bytes();
            else reader.Unknown();
        }

        refusal ??= Problem("leaf", reader);
        return new((HashOp)hash, (HashOp)prehashKey, (HashOp)prehashValue, (LengthOp)length, prefix);
    }

    private static InnerOp ParseInner(ReadOnlyMemory<byte> bytes, ref ProofRefusal? refusal)
    {
        var hash = 0;
        ReadOnlyMemory<byte> prefix = default, suffix = default;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) hash = reader.Int31();
            else if (reader.Field == 2) prefix = reader.Bytes();
            else if (reader.Field == 3) suffix = reader.Bytes();
            else reader.Unknown();
        }

        refusal ??= Problem("inner", reader);
        return new((HashOp)hash, prefix, suffix);
    }

    private static ProofRefusal.Malformed? Problem(string part, ProtoReader reader) =>
        reader.Problem is { } problem ? new($"ics23 {part}", reader.Position, problem) : null;
}
