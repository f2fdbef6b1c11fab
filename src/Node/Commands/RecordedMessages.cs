using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Files;
using CrossChainOracle.Proofs.Pyth;
using Spectre.Console;

namespace CrossChainOracle.Node.Commands;

/// <summary>Verifies recorded Pyth updates and Wormhole messages, each as of its own time, and shows what they say.</summary>
internal static class RecordedMessages
{
    /// <summary>A Hermes answer for a hundred feeds has 100 kB.</summary>
    public const long MaximumBytes = 4 << 20;

    public static int Run(Terminal terminal, string target, PythTrust trust, bool json)
    {
        var files = Directory.Exists(target) ? Directory.EnumerateFiles(target).Order(StringComparer.Ordinal).ToList() : [target];
        var found = files.SelectMany(file => Read(file, trust)).ToList();
        if (found.Count == 0)
        {
            terminal.Error($"{target}: nothing to look at");
            return ExitCode.Refused;
        }

        if (json) WriteJson(terminal, found);
        else WriteTable(terminal, found);
        foreach (var message in found.Where(message => message.Problem is not null)) terminal.Error($"refused: {message.File}: {message.Problem}");
        return found.TrueForAll(message => message.Problem is null) ? ExitCode.Ok : ExitCode.Refused;
    }

    private static IEnumerable<RecordedMessage> Read(string file, PythTrust trust)
    {
        var name = Path.GetFileName(file);
        if (BoundedFile.Read(file, MaximumBytes, out var unreadable) is not { } content) return [new(name, string.Empty, null, [], unreadable)];
        var messages = RecordedFile.Messages(content, out var problem);
        if (messages.Count == 0) problem ??= "has no message";
        return problem is not null ? [new(name, string.Empty, null, [], problem)] : messages.SelectMany(bytes => Verify(name, bytes, trust));
    }

    private static IEnumerable<RecordedMessage> Verify(string file, ReadOnlyMemory<byte> bytes, PythTrust trust) =>
        bytes.Span.StartsWith("PNAU"u8) ? VerifyUpdate(file, bytes, trust) : [VerifyVaa(file, bytes, trust)];

    private static IEnumerable<RecordedMessage> VerifyUpdate(string file, ReadOnlyMemory<byte> bytes, PythTrust trust)
    {
        if (!PythUpdate.TryReadTime(bytes, out var time, out var refusal) || !PythUpdate.TryVerify(bytes, trust, time, out var update, out refusal))
        {
            return [new(file, "update", null, [], refusal.ToString())];
        }

        var signers = update.Vaa.Vaa.Signatures.Select(signature => update.Vaa.Set.Members[signature.Signer]).ToList();
        var set = $"{update.Vaa.Set.Family} {update.Vaa.Set.Index}";
        return
        [
            .. update.Messages.Select(message => Describe(file, set, signers, message.Message)),
            .. update.Refused.Select(refused => new RecordedMessage(file, $"message {refused.Index}", set, signers, refused.Refusal.ToString())),
        ];
    }

    private static RecordedMessage Describe(string file, string set, IReadOnlyList<EvmAddress> signers, PythMessage message) => message switch
    {
        PythMessage.PriceFeed price when Price.TryFromMantissa(price.Price, price.Exponent, Rounding.Down, out var value) && Price.TryFromMantissa(price.Confidence, price.Exponent, Rounding.Up, out var width) =>
            new(file, "price", set, signers, null) { Id = price.Id, Value = value, HalfWidth = width, PublishedAt = Milliseconds(price.PublishTime) },
        PythMessage.PriceFeed price => new(file, "price", set, signers, $"{price.Price}e{price.Exponent} does not fit a price") { Id = price.Id },
        PythMessage.Twap twap => new(file, "twap", set, signers, null) { Id = twap.Id, PublishedAt = Milliseconds(twap.PublishTime) },
        _ => new(file, "unknown", set, signers, null),
    };

    private static RecordedMessage VerifyVaa(string file, ReadOnlyMemory<byte> bytes, PythTrust trust)
    {
        if (!Proofs.Wormhole.VaaParser.TryParse(bytes, out var vaa, out var refusal) || !trust.Signers.TryVerify(bytes, vaa.Time, out var verified, out refusal))
        {
            return new(file, "vaa", null, [], refusal.ToString());
        }

        var signers = vaa.Signatures.Select(signature => verified.Set.Members[signature.Signer]).ToList();
        return new(file, $"vaa {vaa.Emitter.Chain}/{vaa.Sequence}", $"{verified.Set.Family} {verified.Set.Index}", signers, null) { PublishedAt = vaa.Time };
    }

    /// <summary>Null where the seconds are not a time in 48-bit milliseconds.</summary>
    private static long? Milliseconds(long seconds) => seconds is >= 0 and <= UnixTime.MaxValue / 1_000 ? seconds * 1_000 : null;

    private static void WriteTable(Terminal terminal, List<RecordedMessage> found)
    {
        var table = Terminal.Table("file", "what", "id", "value", "± half-width", "published", "signed by", "verified");
        foreach (var message in found)
        {
            table.AddRow(
                Markup.Escape(message.File),
                Markup.Escape(message.What),
                message.Id is { } id ? id.ToString()[..10] : "-",
                message.Value is { } value ? value.ToString() : "-",
                message.HalfWidth is { } width ? width.ToString() : "-",
                message.PublishedAt is { } time ? UnixTime.ToText(time) : "-",
                message.Set is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{message.Signers.Count} of {Markup.Escape(message.Set)}"),
                message.Problem is null ? "[green]yes[/]" : "[red]no[/]");
        }

        terminal.Console.Write(table);
        foreach (var message in found.Where(message => message.Set is not null).DistinctBy(message => (message.File, message.Set, string.Concat(message.Signers))))
        {
            terminal.Line($"{message.File}: signed by {string.Join(' ', message.Signers.Select(Crypto.Eip55.ToChecksum))}");
        }
    }

    private static void WriteJson(Terminal terminal, List<RecordedMessage> found) => terminal.Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var message in found)
        {
            writer.WriteStartObject();
            writer.WriteString("file", message.File);
            writer.WriteString("what", message.What);
            writer.WriteBoolean("verified", message.Problem is null);
            if (message.Problem is not null) writer.WriteString("problem", message.Problem);
            if (message.Id is { } id) writer.WriteString("id", id.ToString());
            if (message.Value is { } value) writer.WriteString("value", value.ToString());
            if (message.HalfWidth is { } width) writer.WriteString("halfWidth", width.ToString());
            if (message.PublishedAt is { } time) writer.WriteNumber("publishedAt", time);
            if (message.Set is not null) writer.WriteString("signerSet", message.Set);
            writer.WriteStartArray("signers");
            foreach (var signer in message.Signers) writer.WriteStringValue(Crypto.Eip55.ToChecksum(signer));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}

/// <param name="What">price, twap, vaa, …</param>
/// <param name="Set">Signer set; null where none was found to have signed.</param>
/// <param name="Problem">Null where it verified.</param>
internal sealed record RecordedMessage(string File, string What, string? Set, IReadOnlyList<EvmAddress> Signers, string? Problem)
{
    public Hash256? Id { get; init; }

    public Price? Value { get; init; }

    public Price? HalfWidth { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? PublishedAt { get; init; }
}
