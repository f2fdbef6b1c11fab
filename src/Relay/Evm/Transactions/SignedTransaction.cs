using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Relay.Evm.Transactions;

/// <summary>A transaction with its signature.</summary>
/// <param name="Transaction">What was signed.</param>
/// <param name="Sender">Whose signature it is.</param>
/// <param name="Raw">What eth_sendRawTransaction takes; sending the same bytes again is always safe.</param>
public sealed record SignedTransaction(DynamicFeeTransaction Transaction, EvmAddress Sender, ReadOnlyMemory<byte> Raw)
{
    private const int MaximumData = 1 << 20;

    /// <summary>By which chains and receipts name it: keccak256 of <see cref="Raw"/>.</summary>
    public Hash256 Hash { get; } = Keccak256.Hash(Raw.Span);

    /// <summary>Reads what <see cref="DynamicFeeTransaction.SignAsync"/> writes, from untrusted bytes; never throws for them.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> raw, [NotNullWhen(true)] out SignedTransaction? signed, out string problem)
    {
        signed = null;
        problem = "not of type 2";
        if (raw.IsEmpty || raw.Span[0] != DynamicFeeTransaction.Type) return false;
        var envelope = new RlpReader(raw.Span[1..], 1);
        var fields = envelope.List();
        var transaction = ReadFields(ref fields);
        var (parity, r, s) = (fields.U64(), fields.U256(), fields.U256());
        envelope.Close(fields);
        problem = envelope.Finish() is { Code: not RlpFaultCode.None } fault ? fault.ToString() : string.Empty;
        if (problem.Length > 0) return false;
        problem = $"parity {parity} is neither 0 nor 1";
        if (parity > 1) return false;
        problem = "the signature recovers to nobody";
        if (!Secp256k1.TryRecoverAddress(transaction.SigningHash, [.. r.ToArray(), .. s.ToArray(), (byte)(27 + parity)], out var sender)) return false;
        (signed, problem) = (new(transaction, sender, raw), string.Empty);
        return true;
    }

    private static DynamicFeeTransaction ReadFields(ref RlpReader fields)
    {
        var (chain, nonce, tip, fee, gas) = (fields.U64(), fields.U64(), fields.U128(), fields.U128(), fields.U64());
        var (to, value, data) = (fields.Address(), fields.U128(), fields.Bytes(MaximumData).ToArray());
        var accessList = fields.List();
        fields.Close(accessList);
        return new(chain, nonce, tip, fee, gas, to, value, data);
    }
}
