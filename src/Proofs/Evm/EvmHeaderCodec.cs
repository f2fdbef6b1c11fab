using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>The RLP of a header, whose Keccak-256 is the block's hash (Ethereum Yellow Paper 4.4, with the forks' fields behind it).</summary>
public static class EvmHeaderCodec
{
    /// <summary>Most bytes of extra data: mainnet allows 32, proof-of-authority chains carry their signers in it.</summary>
    public const int MaximumExtra = 16_384;

    /// <summary>Fields of a Frontier header.</summary>
    internal const int FixedFields = 15;

    /// <summary>Fields that forks up to Osaka have added.</summary>
    internal const int ForkFields = 6;

    /// <exception cref="ArgumentException">A fork's field is set without those before it: no header has that form.</exception>
    public static byte[] Encode(EvmHeader header)
    {
        Span<byte> nonce = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, header.Nonce);
        var writer = new RlpWriter()
            .Hash(header.ParentHash).Hash(header.OmmersHash).Address(header.Beneficiary)
            .Hash(header.StateRoot).Hash(header.TransactionsRoot).Hash(header.ReceiptsRoot)
            .Bytes(header.LogsBloom.Span).Number(header.Difficulty).Number(header.Number)
            .Number(header.GasLimit).Number(header.GasUsed).Number((ulong)(header.Timestamp / 1_000))
            .Bytes(header.ExtraData.Span).Hash(header.MixHash).Bytes(nonce);
        if (FirstGap(header) is { } gap) throw new ArgumentException($"{gap} is not set, a later fork's field is.", nameof(header));
        if (header.BaseFee is { } baseFee) writer.Number(baseFee);
        if (header.WithdrawalsRoot is { } withdrawals) writer.Hash(withdrawals);
        if (header.BlobGasUsed is { } used) writer.Number(used);
        if (header.ExcessBlobGas is { } excess) writer.Number(excess);
        if (header.ParentBeaconBlockRoot is { } beacon) writer.Hash(beacon);
        if (header.RequestsHash is { } requests) writer.Hash(requests);
        return writer.ToList();
    }

    /// <param name="rlp">One whole header.</param>
    /// <param name="header">Shares no memory with <paramref name="rlp"/>. Its hash is that of the bytes.</param>
    public static bool TryDecode(ReadOnlySpan<byte> rlp, [NotNullWhen(true)] out EvmHeader? header, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        header = null;
        var reader = new RlpReader(rlp);
        var fields = reader.List();
        var read = Read(ref fields, out var seconds);
        var more = 0;
        for (var rest = fields; !rest.IsAtEnd; more++) rest.Item();
        if (more > 0)
        {
            refusal = new ProofRefusal.UnknownFields(FixedFields + ForkFields, more);
            return false;
        }

        reader.Close(fields);
        var fault = reader.Finish();
        refusal = fault.Code != RlpFaultCode.None ? new ProofRefusal.Malformed("header", fault.At, fault.Detail) : CheckTime(seconds);
        header = refusal is null ? read : null;
        return header is not null;
    }

    /// <summary>Null if the seconds of a header can be told in milliseconds.</summary>
    internal static ProofRefusal? CheckTime(ulong seconds) =>
        seconds <= UnixTime.MaxValue / 1_000 ? null : new ProofRefusal.BeyondRange("timestamp", $"{seconds} s", 48);

    /// <summary>Zero for seconds that <see cref="CheckTime"/> refuses.</summary>
    internal static long Milliseconds(ulong seconds) => CheckTime(seconds) is null ? (long)seconds * 1_000 : 0;

    /// <summary>The first fork's field that is missing although a later one is there.</summary>
    internal static string? FirstGap(EvmHeader header)
    {
        ReadOnlySpan<(string Name, bool Set)> fields =
        [
            ("baseFeePerGas", header.BaseFee is not null), ("withdrawalsRoot", header.WithdrawalsRoot is not null), ("blobGasUsed", header.BlobGasUsed is not null),
            ("excessBlobGas", header.ExcessBlobGas is not null), ("parentBeaconBlockRoot", header.ParentBeaconBlockRoot is not null), ("requestsHash", header.RequestsHash is not null),
        ];
        for (var i = 0; i + 1 < fields.Length; i++)
        {
            if (!fields[i].Set && fields[i + 1].Set) return fields[i].Name;
        }

        return null;
    }

    // Initializers run in the order they stand in, which is the order of the fields.
    private static EvmHeader Read(ref RlpReader fields, out ulong seconds) => new()
    {
        ParentHash = fields.Hash(),
        OmmersHash = fields.Hash(),
        Beneficiary = fields.Address(),
        StateRoot = fields.Hash(),
        TransactionsRoot = fields.Hash(),
        ReceiptsRoot = fields.Hash(),
        LogsBloom = fields.Fixed(EvmHeader.BloomSize).ToArray(),
        Difficulty = fields.U128(),
        Number = fields.U64(),
        GasLimit = fields.U64(),
        GasUsed = fields.U64(),
        Timestamp = Milliseconds(seconds = fields.U64()),
        ExtraData = fields.Bytes(MaximumExtra).ToArray(),
        MixHash = fields.Hash(),
        Nonce = fields.Fixed(sizeof(ulong)) is { IsEmpty: false } nonce ? BinaryPrimitives.ReadUInt64BigEndian(nonce) : 0,
        BaseFee = fields.IsAtEnd ? null : fields.U128(),
        WithdrawalsRoot = fields.IsAtEnd ? null : fields.Hash(),
        BlobGasUsed = fields.IsAtEnd ? null : fields.U64(),
        ExcessBlobGas = fields.IsAtEnd ? null : fields.U64(),
        ParentBeaconBlockRoot = fields.IsAtEnd ? null : fields.Hash(),
        RequestsHash = fields.IsAtEnd ? null : fields.Hash(),
    };
}
