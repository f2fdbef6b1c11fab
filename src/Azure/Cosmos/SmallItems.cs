using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>One member's signatures over a batch.</summary>
internal sealed record SignatureItem(string Shard, ulong Sequence, string Member, Hash256 Digest, ReadOnlyMemory<byte> Signatures)
{
    public string Id => ItemId.Of(Sequence, Member);

    public string Partition => ItemId.Partition(Shard, Sequence);

    public byte[] Encode() => Json.Write(Id, Partition, writer =>
    {
        writer.WriteString("digest", Digest.ToString());
        writer.WriteBase64String("signatures", Signatures.Span);
    });

    public static SignatureItem? Parse(ReadOnlyMemory<byte> json, string shard, ulong sequence, string member, out string? fault) =>
        Json.Read(json, ItemId.Of(sequence, member), ItemId.Partition(shard, sequence), out fault, item =>
            Json.Hash(item, "digest") is { } digest && item.TryGetProperty("signatures", out var text) && text.ValueKind == System.Text.Json.JsonValueKind.String
                && text.TryGetBytesFromBase64(out var signatures) && signatures.Length > 0
                ? new SignatureItem(shard, sequence, member, digest, signatures)
                : null);
}

/// <summary>Where a shard stood not long ago. Written over and over, believed by nobody.</summary>
/// <param name="ObservedAt">Of the batch, Unix milliseconds.</param>
internal sealed record LatestItem(string Shard, ulong Sequence, Hash256 Digest, long ObservedAt)
{
    public const string Id = "latest";

    public byte[] Encode() => Json.Write(Id, Shard, writer =>
    {
        writer.WriteNumber("sequence", Sequence);
        writer.WriteString("digest", Digest.ToString());
        writer.WriteNumber("observedAt", ObservedAt);
    });

    public static LatestItem? Parse(ReadOnlyMemory<byte> json, string shard, out string? fault) =>
        Json.Read(json, Id, shard, out fault, item =>
            item.TryGetProperty("sequence", out var number) && number.ValueKind == System.Text.Json.JsonValueKind.Number && number.TryGetUInt64(out var sequence)
                && Json.Hash(item, "digest") is { } digest
                && item.TryGetProperty("observedAt", out var time) && time.ValueKind == System.Text.Json.JsonValueKind.Number && time.TryGetInt64(out var observedAt)
                ? new LatestItem(shard, sequence, digest, observedAt)
                : null);
}
