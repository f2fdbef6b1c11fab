using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Node.Sandbox.Hermes;

/// <summary>One signed slot as Hermes keeps it. Immutable.</summary>
/// <param name="Number">Counts up with every update.</param>
/// <param name="AvailableAt">Unix seconds.</param>
/// <param name="Signed">The VAA over all messages.</param>
/// <param name="Messages">Every feed that has a price, with its own publish time.</param>
internal sealed record HermesSlot(ulong Number, long AvailableAt, PythUpdateEncoder.Slot Signed, IReadOnlyList<PythMessage.PriceFeed> Messages)
{
    /// <summary>A <c>PriceUpdate</c> of Hermes v2 in UTF-8 about those of the ids that have a price; null when none has.</summary>
    public ReadOnlyMemory<byte>? Answer(HermesQuery query)
    {
        var indices = query.Ids.Select(IndexOf).Where(index => index >= 0).ToArray();
        if (indices.Length == 0) return null;
        var update = Signed.Update(indices);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("binary");
            writer.WriteString("encoding", query.Base64 ? "base64" : "hex");
            writer.WriteStartArray("data");
            writer.WriteStringValue(query.Base64 ? Convert.ToBase64String(update) : Convert.ToHexStringLower(update));
            writer.WriteEndArray();
            writer.WriteEndObject();
            if (query.Parsed) WriteParsed(writer, indices);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private void WriteParsed(Utf8JsonWriter writer, int[] indices)
    {
        writer.WriteStartArray("parsed");
        foreach (var index in indices)
        {
            var message = Messages[index];
            writer.WriteStartObject();
            writer.WriteString("id", message.Id.ToString()[2..]);
            WritePrice(writer, "price", message.Price, message.Confidence, message);
            WritePrice(writer, "ema_price", message.EmaPrice, message.EmaConfidence, message);
            writer.WriteStartObject("metadata");
            writer.WriteNumber("slot", Number);
            writer.WriteNumber("proof_available_time", AvailableAt);
            writer.WriteNumber("prev_publish_time", message.PreviousPublishTime);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePrice(Utf8JsonWriter writer, string name, long price, ulong confidence, PythMessage.PriceFeed message)
    {
        writer.WriteStartObject(name);
        writer.WriteString("price", price.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("conf", confidence.ToString(CultureInfo.InvariantCulture));
        writer.WriteNumber("expo", message.Exponent);
        writer.WriteNumber("publish_time", message.PublishTime);
        writer.WriteEndObject();
    }

    private int IndexOf(Hash256 id)
    {
        for (var i = 0; i < Messages.Count; i++)
        {
            if (Messages[i].Id == id) return i;
        }

        return -1;
    }
}
