using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Signing;

/// <summary>What an attester bound itself to.</summary>
/// <param name="Shard">Whose batch.</param>
/// <param name="Sequence">The batch's.</param>
/// <param name="Digest">The only digest it signs for the two.</param>
/// <param name="StateDigest">keccak256 of the shard's state after the batch.</param>
public sealed record AttesterLogEntry(ShardId Shard, ulong Sequence, Hash256 Digest, Hash256 StateDigest);

/// <summary>The 109 bytes of one record: version, signer, shard, sequence, digest, state digest.</summary>
internal static class AttesterRecord
{
    public const byte Version = 1;
    public const int Size = 1 + EvmAddress.Size + ShardId.Size + sizeof(ulong) + Hash256.Size + Hash256.Size;

    public static byte[] Encode(EvmAddress signer, AttesterLogEntry entry)
    {
        var writer = new CanonicalWriter(Size);
        writer.U8(Version);
        writer.Address(signer);
        writer.Shard(entry.Shard);
        writer.U64(entry.Sequence);
        writer.Hash(entry.Digest);
        writer.Hash(entry.StateDigest);
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out EvmAddress signer, out AttesterLogEntry? entry)
    {
        (signer, entry) = (default, null);
        var reader = new CanonicalReader(bytes, "attester log record");
        var version = reader.U8();
        if (reader.Ok && version != Version) return new Refusal.UnsupportedVersion("attester log record", version);
        signer = reader.Address();
        var read = new AttesterLogEntry(reader.Shard(), reader.U64(), reader.Hash(), reader.Hash());
        reader.Require(!signer.IsZero, "signer", "must not be zero", signer);
        reader.Require(!read.Digest.IsZero, "digest", "must not be zero", read.Digest);
        reader.Require(!read.StateDigest.IsZero, "state digest", "must not be zero", read.StateDigest);
        var refusal = reader.Finish();
        if (refusal is null) entry = read;
        return refusal;
    }
}
