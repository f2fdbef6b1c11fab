using System.Globalization;
using System.Text.Json;

namespace CrossChainOracle.Relay;

/// <summary>A receipt as JSON for people and pages: 64-bit and larger integers are decimal text, what is not known is left out.</summary>
public static class ReceiptJson
{
    public static byte[] Write(PostingReceipt receipt)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, receipt);
        return buffer.ToArray();
    }

    public static void Write(Utf8JsonWriter json, PostingReceipt receipt)
    {
        json.WriteStartObject();
        json.WriteString("chain", receipt.Chain.ToString());
        json.WriteString("posting", receipt.PostingId);
        json.WriteString("kind", Name(receipt.Kind));
        json.WriteString("status", Name(receipt.Status));
        json.WriteString("shard", receipt.Shard.ToString());
        json.WriteString("sequence", Text(receipt.Sequence));
        WriteStatements(json, receipt);
        if (receipt.Transaction is { } transaction) json.WriteString("transaction", transaction);
        if (receipt.Block is { } block) WriteBlock(json, block);
        json.WriteNumber("replacements", receipt.Replacements);
        json.WriteNumber("reorgs", receipt.Reorgs);
        json.WriteNumber("reverts", receipt.Reverts);
        json.WriteString("lostGas", Text(receipt.LostGas));
        if (receipt.LostFee > 0) json.WriteString("lostFee", Text(receipt.LostFee));
        if (receipt.Reason is { } reason) json.WriteString("reason", reason);
        WriteTrail(json, receipt);
        json.WriteEndObject();
    }

    /// <summary>The stages in order, with the time of each that was reached.</summary>
    public static IEnumerable<(string Stage, long At)> Trail(PostingReceipt receipt)
    {
        (string Stage, long? At)[] stages =
        [
            ("source", receipt.Source), ("observed", receipt.ObservedAt), ("signed", receipt.SignedAt), ("published", receipt.PublishedAt),
            ("submitted", receipt.SubmittedAt), ("included", receipt.IncludedAt), ("final", receipt.FinalAt),
        ];
        return stages.Where(static stage => stage.At is not null).Select(static stage => (stage.Stage, stage.At!.Value));
    }

    private static void WriteStatements(Utf8JsonWriter json, PostingReceipt receipt)
    {
        json.WriteStartArray("statements");
        foreach (var (subject, source) in receipt.Statements)
        {
            json.WriteStartObject();
            json.WriteString("subject", subject);
            if (source is { } at) json.WriteNumber("source", at);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBlock(Utf8JsonWriter json, PostedBlock block)
    {
        json.WriteStartObject("block");
        json.WriteString("number", Text(block.Number));
        if (block.Hash is { } hash) json.WriteString("hash", hash);
        if (block.Time is { } time) json.WriteNumber("time", time);
        switch (block.Cost)
        {
            case PostingCost.Gas gas:
                json.WriteString("gas", Text(gas.Used));
                json.WriteString("feePerGas", Text(gas.FeePerGas));
                break;
            case PostingCost.Total total:
                json.WriteString("fee", Text(total.Fee));
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteTrail(Utf8JsonWriter json, PostingReceipt receipt)
    {
        json.WriteStartObject("trail");
        foreach (var (stage, at) in Trail(receipt)) json.WriteNumber(stage, at);
        json.WriteEndObject();
    }

    private static string Name<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
