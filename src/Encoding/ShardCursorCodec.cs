using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>What states of every kind begin with: tag, shard, next sequence, time of the last round.</summary>
public static class ShardCursorCodec
{
    /// <summary>Reads no further; what follows is the matter of the shard's own rules.</summary>
    public static Refusal? Peek(ReadOnlySpan<byte> state, out ShardCursor cursor)
    {
        var reader = new CanonicalReader(state, "state");
        reader.U8();
        cursor = new(reader.Shard(), reader.U64(), reader.Time());
        return reader.Refusal;
    }
}
