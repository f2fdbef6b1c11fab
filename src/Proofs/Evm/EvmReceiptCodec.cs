using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>The bytes of a receipt in the receipts trie: RLP, behind a type byte for typed transactions (EIP-2718).</summary>
public static class EvmReceiptCodec
{
    /// <summary>Most logs of one receipt that are read.</summary>
    public const int MaximumLogs = 65_536;

    /// <summary>Deposit transactions of the OP stack.</summary>
    private const byte Deposit = 0x7e;

    /// <summary>EIP-2930, 1559, 4844, 7702; Arbitrum's own from Nitro on (OffchainLabs go-ethereum); OP-stack deposits. All hold the four fields, deposits two more.</summary>
    public static bool IsKnown(byte type) => type is <= 0x04 or (>= 0x64 and <= 0x66) or (>= 0x68 and <= 0x6a) or Deposit;

    public static byte[] Encode(EvmReceipt receipt)
    {
        var logs = new RlpWriter();
        foreach (var log in receipt.Logs)
        {
            var topics = new RlpWriter();
            foreach (var topic in log.Topics) topics.Hash(topic);
            logs.List(new RlpWriter().Address(log.Emitter).List(topics).Bytes(log.Data.Span));
        }

        var fields = new RlpWriter();
        if (receipt.PostState is { } state) fields.Hash(state);
        else fields.Number(receipt.Succeeded == true ? 1u : 0u);
        fields.Number(receipt.CumulativeGas).Bytes(receipt.Bloom.Span).List(logs);
        if (receipt is { DepositNonce: { } nonce, DepositVersion: { } version }) fields.Number(nonce).Number(version);
        return receipt.Type == 0 ? fields.ToList() : [receipt.Type, .. fields.ToList()];
    }

    /// <param name="bytes">The value in the trie.</param>
    /// <param name="receipt">Shares no memory with <paramref name="bytes"/>.</param>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EvmReceipt? receipt, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        receipt = null;
        var type = bytes is [< 0x80, ..] ? bytes[0] : (byte)0;
        var isTyped = bytes is [< 0x80, ..];
        if (isTyped && (type == 0 || !IsKnown(type)))
        {
            refusal = new ProofRefusal.Malformed("receipt", 0, $"type {type:x2} is not known");
            return false;
        }

        var reader = new RlpReader(isTyped ? bytes[1..] : bytes, isTyped ? 1 : 0);
        var fields = reader.List();
        var read = Read(ref fields, type);
        reader.Close(fields);
        var fault = reader.Finish();
        refusal = fault.Code == RlpFaultCode.None ? null : new ProofRefusal.Malformed("receipt", fault.At, fault.Detail);
        receipt = refusal is null ? read : null;
        return receipt is not null;
    }

    private static EvmReceipt Read(ref RlpReader fields, byte type)
    {
        var at = fields.Position;
        var status = fields.Bytes(Hash256.Size);
        if (status is not ([] or [1] or { Length: Hash256.Size })) fields.Refuse(new(RlpFaultCode.OutOfRange, at, "neither a status nor a state root"));
        var gas = fields.U64();
        var bloom = fields.Fixed(EvmHeader.BloomSize).ToArray();
        var logs = ReadLogs(ref fields);
        var isDeposit = type == Deposit && !fields.IsAtEnd;
        return new()
        {
            Type = type,
            Succeeded = status.Length < Hash256.Size ? status is [1] : null,
            PostState = status.Length == Hash256.Size ? Hash256.From(status) : null,
            CumulativeGas = gas,
            Bloom = bloom,
            Logs = logs,
            DepositNonce = isDeposit ? fields.U64() : null,
            DepositVersion = isDeposit ? fields.U64() : null,
        };
    }

    private static List<EvmLog> ReadLogs(ref RlpReader fields)
    {
        var read = new List<EvmLog>();
        var logs = fields.List();
        while (!logs.IsAtEnd && read.Count < MaximumLogs)
        {
            var log = logs.List();
            var emitter = log.Address();
            var topics = new List<Hash256>();
            var hashes = log.List();
            while (!hashes.IsAtEnd && topics.Count < EvmLog.MaximumTopics) topics.Add(hashes.Hash());
            log.Close(hashes);
            read.Add(new(emitter, topics, log.Bytes(EvmLog.MaximumData).ToArray()));
            logs.Close(log);
        }

        fields.Close(logs);
        return read;
    }
}
