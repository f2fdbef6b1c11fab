using System.Globalization;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay;

/// <summary>Receipts as events of the stream <c>receipts</c>.</summary>
public static class ReceiptCodec
{
    public const string ContentType = "application/vnd.crosschainoracle.receipt+json";

    /// <summary>UTF-8 JSON; the same receipt gives the same bytes.</summary>
    public static byte[] Encode(RelayReceipt receipt) => CanonicalJson.Write(json =>
    {
        json.WriteString("chain", $"{receipt.Chain}");
        json.WriteString("posting", receipt.Posting);
        json.WriteString("kind", $"{receipt.Kind}");
        json.WriteString("form", receipt.Form);
        json.WriteString("shard", $"{receipt.Shard}");
        json.WriteText("sequence", receipt.Sequence);
        json.WriteString("subject", receipt.Subject);
        json.WriteTime("source", receipt.Source);
        json.WriteTime("observed", receipt.Observed);
        json.WriteTime("signed", receipt.Signed);
        json.WriteTime("published", receipt.Published);
        json.WriteTime("submitted", receipt.Submitted);
        json.WriteTime("included", receipt.Included);
        json.WriteTime("final", receipt.Final);
        json.WriteString("transaction", receipt.Transaction);
        json.WriteText("block", receipt.Block);
        json.WriteText("gasUsed", receipt.GasUsed);
        json.WriteText("feePerGas", receipt.FeePerGas);
        json.WriteText("fee", receipt.Fee);
        json.WriteNumber("statements", receipt.Statements);
        json.WriteString("relayer", receipt.Relayer);
    });

    /// <summary>Never throws for what the bytes are.</summary>
    public static Refusal? Decode(ReadOnlyMemory<byte> utf8, out RelayReceipt? receipt) => CanonicalJson.Read(utf8, "receipt", Read, Encode, out receipt);

    private static RelayReceipt Read(JsonMembers json) => new()
    {
        Chain = json.Parsed("chain", static text => (ChainId.TryParse(text, out var chain), chain)),
        Posting = json.Text("posting"),
        Kind = json.Parsed("kind", static text => (Enum.TryParse<PostingKind>(text, out var kind) && Enum.IsDefined(kind), kind)),
        Form = json.Text("form"),
        Shard = json.Parsed("shard", static text => (ShardId.TryParse(text, out var shard), shard)),
        Sequence = json.Parsed("sequence", static text => (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence), sequence)),
        Subject = json.Text("subject"),
        Source = json.OptionalTime("source"),
        Observed = json.Time("observed"),
        Signed = json.OptionalTime("signed"),
        Published = json.Time("published"),
        Submitted = json.OptionalTime("submitted"),
        Included = json.OptionalTime("included"),
        Final = json.OptionalTime("final"),
        Transaction = json.OptionalText("transaction"),
        Block = json.Counter("block"),
        GasUsed = json.Counter("gasUsed"),
        FeePerGas = json.Optional("feePerGas", ParseFee),
        Fee = json.Optional("fee", ParseFee),
        Statements = json.Count("statements"),
        Relayer = json.Text("relayer"),
    };

    private static (bool Ok, UInt128 Value) ParseFee(string? text) => (UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var fee), fee);
}
