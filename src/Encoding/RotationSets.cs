using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>Attester sets inside the other forms of a rotation: as their statements are, and always the last field.</summary>
internal static class RotationSets
{
    /// <summary>All that is left must be one set's statement; null, with the reader's refusal, where it is not.</summary>
    public static AttesterSet? ReadLast(ref CanonicalReader reader, string field)
    {
        var bytes = reader.Bytes(reader.Remaining);
        if (!reader.Ok) return null;
        reader.Adopt(StatementCodec.Decode(bytes, out var statement));
        reader.Require(statement is AttesterSetStatement, field, "must be the statement of an attester set", bytes);
        return (statement as AttesterSetStatement)?.Set;
    }
}
