using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>What joins positions: snapshots of accounts, and the chains they stand on.</summary>
public static partial class StatementCodec
{
    private static void WriteSnapshot(CanonicalWriter writer, SnapshotStatement statement)
    {
        writer.U8((byte)StatementKind.Snapshot);
        writer.U8((byte)(Flags(statement.Verdict, statement.Breaker) | (statement.IsIncomplete ? Incomplete : 0)));
        writer.U8((byte)statement.Stage);
        writer.U8((byte)statement.Evidence);
        writer.U8((byte)statement.Rule);
        writer.U8(0);
        writer.U16(statement.Positions);
        writer.U32(statement.Skew);
        writer.U32(statement.ValidFor);
        writer.Account(statement.Account);
        writer.I128(statement.Equity);
        writer.I128(statement.Confidence);
        writer.I128(statement.Credited);
        writer.I128(statement.AtRisk);
        writer.I128(statement.Debt);
        writer.I128(statement.Pending);
        writer.Hash(statement.Context);
    }

    private static Refusal? DecodeSnapshot(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        var reader = new CanonicalReader(bytes[1..], "snapshot statement");
        var flags = reader.U8();
        var (stage, evidence, rule) = (reader.Enum<Stage>("stage"), reader.Enum<Authenticity>("evidence"), reader.Enum<CreditRule>("rule"));
        ReadZeros(ref reader, 1);
        var read = new SnapshotStatement
        {
            Verdict = (Verdict)flags & Verdict.All,
            Breaker = (BreakerState)((flags & ~Incomplete) >> BreakerShift),
            IsIncomplete = (flags & Incomplete) != 0,
            Stage = stage,
            Evidence = evidence,
            Rule = rule,
            Positions = reader.U16(),
            Skew = reader.U32(),
            ValidFor = reader.U32(),
            Account = reader.Account(),
            Equity = reader.I128(),
            Confidence = reader.I128(),
            Credited = reader.I128(),
            AtRisk = reader.I128(),
            Debt = reader.I128(),
            Pending = reader.I128(),
            Context = reader.Hash(),
        };
        RequireFlags(ref reader, (byte)(flags & ~Incomplete));
        reader.Require(read.Confidence >= 0 && read.AtRisk >= 0 && read.Debt >= 0 && read.Pending >= 0, "figures", "only equity and credit may be negative", read.AtRisk);
        var refusal = reader.Finish();
        statement = refusal is null ? read : null;
        return refusal;
    }

    private static void WriteChainStatus(CanonicalWriter writer, ChainStatusStatement statement)
    {
        writer.U8((byte)StatementKind.ChainStatus);
        writer.U8((byte)statement.Flags);
        WriteZeros(writer, 2);
        writer.U32(statement.ValidFor);
        writer.U64(statement.Head.Height);
        writer.U64(statement.Safe.Height);
        writer.U64(statement.Finalized.Height);
        writer.Hash(statement.Chain);
        writer.Hash(statement.Head.Hash);
        writer.Hash(statement.Safe.Hash);
        writer.Hash(statement.Finalized.Hash);
        writer.Time(statement.Head.Time);
        writer.Time(statement.Safe.Time);
        writer.Time(statement.Finalized.Time);
        writer.U64(statement.ScannedTo);
        WriteZeros(writer, 6);
        writer.U128(statement.BaseFee);
        writer.U32(statement.ReorgDepth);
        WriteZeros(writer, 12);
        writer.Hash(statement.Context);
    }

    private static Refusal? DecodeChainStatus(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        var reader = new CanonicalReader(bytes[1..], "chain status statement");
        var flags = reader.U8();
        ReadZeros(ref reader, 2);
        var (validFor, head, safe, finalized) = (reader.U32(), reader.U64(), reader.U64(), reader.U64());
        var (chain, headHash, safeHash, finalizedHash) = (reader.Hash(), reader.Hash(), reader.Hash(), reader.Hash());
        var (headTime, safeTime, finalizedTime, scannedTo) = (reader.Time(), reader.Time(), reader.Time(), reader.U64());
        ReadZeros(ref reader, 6);
        var (baseFee, depth) = (reader.U128(), reader.U32());
        ReadZeros(ref reader, 12);
        var context = reader.Hash();
        reader.Require(flags < 16, "flags", "has unknown bits", flags);
        reader.Require(finalized <= safe && safe <= head, "heights", "finalized, safe and head do not fall", safe);
        reader.Require(scannedTo <= head, "scanned to", $"must not be after the head {head}", scannedTo);
        var refusal = reader.Finish();
        statement = refusal is not null ? null : new ChainStatusStatement
        {
            Flags = (ChainFlags)flags,
            ValidFor = validFor,
            Chain = chain,
            Head = new(head, headHash, headTime),
            Safe = new(safe, safeHash, safeTime),
            Finalized = new(finalized, finalizedHash, finalizedTime),
            ScannedTo = scannedTo,
            BaseFee = baseFee,
            ReorgDepth = depth,
            Context = context,
        };
        return refusal;
    }
}
