using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Ledger;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>A reservation as an item: what fits stands in it, of the rest it names length and digest (docs/azure-ledger.md).</summary>
internal sealed record BatchItem(string Shard, ulong Sequence, Hash256 PreviousDigest, Hash256 Digest, Body Batch, Body Round, Body State)
{
    public string Id => ItemId.Of(Sequence);

    public string Partition => ItemId.Partition(Shard, Sequence);

    /// <summary>What does not fit any more is named, in the order batch, state, round: the earlier, the more readers ask for it.</summary>
    /// <param name="reservation">Valid.</param>
    /// <param name="maxItemBytes">Of the JSON.</param>
    public static BatchItem Of(Reservation reservation, int maxItemBytes)
    {
        var (batch, state, round) = (Body.Named(reservation.Batch), Body.Named(reservation.State), Body.Named(reservation.Round));
        var item = new BatchItem(reservation.Shard, reservation.Sequence, reservation.PreviousDigest, reservation.Digest, batch, round, state);
        if (Fitting(item with { Batch = batch.Inlined }) is { } withBatch) item = withBatch;
        if (Fitting(item with { State = state.Inlined }) is { } withState) item = withState;
        return Fitting(item with { Round = round.Inlined }) ?? item;

        BatchItem? Fitting(BatchItem candidate) => candidate.Batch.Size + candidate.State.Size + candidate.Round.Size < maxItemBytes && candidate.Encode().Length <= maxItemBytes ? candidate : null;
    }

    public byte[] Encode() => Json.Write(Id, Partition, writer =>
    {
        writer.WriteString("previous", PreviousDigest.ToString());
        writer.WriteString("digest", Digest.ToString());
        Batch.Write(writer, "batch");
        Round.Write(writer, "round");
        State.Write(writer, "state");
    });

    /// <summary>Null with the reason when the bytes are not an item that a ledger wrote under this shard and sequence.</summary>
    public static BatchItem? Parse(ReadOnlyMemory<byte> json, string shard, ulong sequence, out string? fault) =>
        Json.Read(json, ItemId.Of(sequence), ItemId.Partition(shard, sequence), out fault, item =>
        {
            if (Json.Hash(item, "previous") is not { } previous || Json.Hash(item, "digest") is not { IsZero: false } digest) return null;
            return Body.Read(item, "batch") is { } batch && Body.Read(item, "round") is { } round && Body.Read(item, "state") is { } state
                ? new BatchItem(shard, sequence, previous, digest, batch, round, state)
                : null;
        });
}

/// <summary>Bytes that stand in an item, or elsewhere under their digest.</summary>
/// <param name="Content">The bytes where they are at hand; an item that was read holds none of what it only names.</param>
/// <param name="Name">Keccak-256 of the content where it is kept elsewhere; null: it stands in the item.</param>
internal sealed record Body(ReadOnlyMemory<byte> Content, int Length, Hash256? Name)
{
    public Body Inlined => this with { Name = null };

    /// <summary>A lower bound of what it takes in an item.</summary>
    public int Size => Name is null ? Length : 0;

    public static Body Named(ReadOnlyMemory<byte> content) => new(content, content.Length, Keccak256.Hash(content.Span));

    public void Write(Utf8JsonWriter writer, string property)
    {
        writer.WriteStartObject(property);
        if (Name is { } name)
        {
            writer.WriteString("blob", name.ToString());
            writer.WriteNumber("bytes", Length);
        }
        else
        {
            writer.WriteBase64String("inline", Content.Span);
        }

        writer.WriteEndObject();
    }

    public static Body? Read(JsonElement item, string property)
    {
        if (!item.TryGetProperty(property, out var body) || body.ValueKind != JsonValueKind.Object) return null;
        if (body.TryGetProperty("inline", out var inline)) return inline.ValueKind == JsonValueKind.String && inline.TryGetBytesFromBase64(out var bytes) ? new(bytes, bytes.Length, null) : null;
        return Json.Hash(body, "blob") is { } name && body.TryGetProperty("bytes", out var length) && length.ValueKind == JsonValueKind.Number
            && length.TryGetInt32(out var count) && count >= 0 ? new(default, count, name) : null;
    }
}
