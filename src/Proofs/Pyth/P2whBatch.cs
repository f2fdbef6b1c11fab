using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>A batch of prices as Pyth signed them before the accumulator: each VAA carries its prices whole. No longer made; read for history.</summary>
/// <remarks>
/// <code>
/// "P2WH" | major u16 = 3 | minor u16 | header size u16 ≥ 1 | payload id u8 = 2 | header rest | n u16 | attestation size u16 | n × attestation
/// </code>
/// The payload is only as good as the VAA that it stands in: verify that first.
/// </remarks>
public sealed record P2whBatch(ushort Minor, ushort AttestationSize, IReadOnlyList<P2whAttestation> Attestations)
{
    internal const uint Magic = 0x50325748;
    private const ushort Major = 3;
    private const byte BatchPayload = 2;
    private const int KnownSize = 149;

    public static bool TryParse(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out P2whBatch? batch, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        batch = null;
        refusal = null;
        var reader = new WireReader(payload);
        var (magic, major, minor, headerSize) = (reader.U32(), reader.U16(), reader.U16(), reader.U16());
        if (magic != Magic) return Refuse(0, $"begins with {magic:x8}, not P2WH", out refusal);
        if (major != Major) return Refuse(4, $"major version {major}, not {Major}", out refusal);
        if (headerSize == 0) return Refuse(8, "a header without payload id", out refusal);
        var id = reader.U8();
        if (id != BatchPayload) return Refuse(10, $"payload id {id}, not {BatchPayload}", out refusal);
        reader.Take(headerSize - 1);
        var (count, size) = (reader.U16(), reader.U16());
        if (size < KnownSize) return Refuse(reader.Position - 2, $"attestations of {size} bytes, fewer than {KnownSize}", out refusal);
        if (reader.Failed || reader.Remaining != (long)count * size)
        {
            return Refuse(reader.Position, $"{count} attestations of {size} in {reader.Remaining} bytes", out refusal);
        }

        var attestations = new P2whAttestation[count];
        for (var i = 0; i < count; i++) attestations[i] = Read(reader.Take(size));
        batch = new(minor, size, attestations);
        return true;
    }

    private static P2whAttestation Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes);
        return new()
        {
            ProductId = reader.Hash(),
            PriceId = reader.Hash(),
            Price = reader.I64(),
            Confidence = reader.U64(),
            Exponent = reader.I32(),
            EmaPrice = reader.I64(),
            EmaConfidence = reader.U64(),
            Status = reader.U8(),
            Publishers = reader.U32(),
            MaximumPublishers = reader.U32(),
            AttestationTime = reader.I64(),
            PublishTime = reader.I64(),
            PreviousPublishTime = reader.I64(),
            PreviousPrice = reader.I64(),
            PreviousConfidence = reader.U64(),
        };
    }

    private static bool Refuse(int offset, string problem, out ProofRefusal refusal)
    {
        refusal = new ProofRefusal.Malformed("P2WH batch", offset, problem);
        return false;
    }
}

/// <summary>One price of a batch. Value = number × 10^<see cref="Exponent"/>; times in Unix seconds.</summary>
public sealed record P2whAttestation
{
    public required Hash256 ProductId { get; init; }

    public required Hash256 PriceId { get; init; }

    public required long Price { get; init; }

    public required ulong Confidence { get; init; }

    public required int Exponent { get; init; }

    public required long EmaPrice { get; init; }

    public required ulong EmaConfidence { get; init; }

    /// <summary>1 is trading; under any other the previous price is the last good one.</summary>
    public required byte Status { get; init; }

    public required uint Publishers { get; init; }

    public required uint MaximumPublishers { get; init; }

    public required long AttestationTime { get; init; }

    public required long PublishTime { get; init; }

    public required long PreviousPublishTime { get; init; }

    public required long PreviousPrice { get; init; }

    public required ulong PreviousConfidence { get; init; }
}
