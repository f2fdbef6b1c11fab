using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Hosting.Http;

/// <summary>The JSON answers, with the names of <see cref="PriceDocument"/>. 64-bit and larger integers are decimal text, bytes are hex; the hex is what is signed.</summary>
internal static class Documents
{
    private static readonly Verdict[] Actions = [Verdict.Open, Verdict.Borrow, Verdict.Withdraw, Verdict.Liquidate, Verdict.Relay];

    public static byte[] Feeds(IAttestedView view, FeedBoard board)
    {
        var now = view.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("deployment", view.Domain.Deployment);
            json.WriteNumber("now", now);
            json.WriteStartArray("feeds");
            foreach (var (shard, policy) in view.Shards.SelectMany(shard => shard.Feeds, (shard, feed) => (shard.Shard, feed)).OrderBy(pair => pair.feed.Feed))
            {
                json.WriteStartObject();
                json.WriteString("feed", policy.Feed.ToString());
                json.WriteString("shard", shard.ToString());
                json.WriteNumber("quorum", policy.Quorum);
                json.WriteNumber("providers", policy.ConfiguredProviders);
                if (board.Find(policy.Feed) is { } entry) WriteEntry(json, entry, now);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static byte[] Batch(StoredBatch batch) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        WriteHeader(json, batch.Header, batch.Digest);
        json.WriteBoolean("signed", batch.Signatures.Count > 0);
        json.WriteString("attestation", Hex.Encode(AttestationCodec.Encode(batch.ToAttestation())));
        json.WriteString("round", Hex.Encode(batch.Entry.Reservation.Round.Span));
        json.WriteString("state", Hex.Encode(batch.Entry.Reservation.State.Span));
        json.WriteStartArray("statements");
        foreach (var leaf in batch.Leaves)
        {
            if (StatementCodec.Decode(leaf.Bytes.Span, out var statement) is { } refusal) throw new InvalidDataException(refusal.ToString());
            json.WriteStartObject();
            WriteFeed(json, statement);
            WriteStatement(json, statement, batch.Header.ObservedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>One statement of a signed batch, with all that is needed to verify it without the others.</summary>
    public static byte[] Proof(StoredBatch batch, int index) => JsonText.Write(json =>
    {
        var leaf = batch.Leaves[index];
        var proof = MerkleTree.Build([.. batch.Leaves.Select(static own => own.Hash)]).Proof(index);
        if (StatementCodec.Decode(leaf.Bytes.Span, out var statement) is { } refusal) throw new InvalidDataException(refusal.ToString());
        json.WriteStartObject();
        WriteHeader(json, batch.Header, batch.Digest);
        json.WriteNumber("index", index);
        json.WriteNumber("statements", batch.Leaves.Count);
        json.WriteString("leaf", $"{leaf.Hash}");
        json.WriteStartArray("proof");
        foreach (var node in proof) json.WriteStringValue($"{node}");
        json.WriteEndArray();
        json.WriteStartObject("statement");
        WriteFeed(json, statement);
        WriteStatement(json, statement, batch.Header.ObservedAt);
        json.WriteEndObject();
        json.WriteString("attestation", Hex.Encode(AttestationCodec.Encode(new StatementAttestation(batch.Header, leaf, proof, batch.Signatures))));
        json.WriteEndObject();
    });

    /// <summary>The data of one event of the stream: enough to show, and the wire form to verify.</summary>
    public static byte[] StreamEvent(Attestation attestation, Hash256 digest, StoredEvent stored) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        WriteHeader(json, attestation.Header, digest);
        if (PublishedStream.SignedAt(stored) is { } signedAt) json.WriteNumber("signedAt", signedAt);
        json.WriteNumber("publishedAt", stored.EnqueuedTime);
        json.WriteStartArray("statements");
        foreach (var leaf in attestation.Leaves)
        {
            if (StatementCodec.Decode(leaf.Bytes.Span, out var statement) is { } refusal) throw new InvalidDataException(refusal.ToString());
            json.WriteStartObject();
            WriteFeed(json, statement);
            WriteStatement(json, statement, attestation.Header.ObservedAt);
            WriteProviders(json, leaf);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("attestation", Hex.Encode(stored.Body.Span));
        json.WriteEndObject();
    });

    private static void WriteHeader(Utf8JsonWriter json, BatchHeader header, Hash256 digest)
    {
        json.WriteString("shard", header.Shard.ToString());
        json.WriteString("sequence", header.Sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteString("digest", digest.ToString());
        json.WriteNumber("epoch", header.Epoch);
        json.WriteNumber("validAfter", header.ValidAfter);
        json.WriteNumber("observedAt", header.ObservedAt);
    }

    private static void WriteEntry(Utf8JsonWriter json, FeedEntry entry, long now)
    {
        WriteStatement(json, entry.Statement, entry.ObservedAt);
        WriteProviders(json, entry.Attestation.Leaves[entry.Index]);
        json.WriteString("sequence", entry.Attestation.Header.Sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("observedAt", entry.ObservedAt);
        json.WriteNumber("ageMs", now - entry.ObservedAt);
        if (entry.Outcome is null) return;
        json.WriteStartArray("rejections");
        foreach (var (observation, rejection) in entry.Outcome.Rejections)
        {
            json.WriteStartObject();
            json.WriteString("route", observation.Route.ToString());
            json.WriteString("code", Name(rejection.Code));
            json.WriteString("reason", rejection.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static string Name<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static void WriteFeed(Utf8JsonWriter json, Statement? statement)
    {
        var feed = statement switch { PriceStatement price => price.Feed, GapStatement gap => gap.Feed, _ => default };
        if (!feed.IsEmpty) json.WriteString("feed", feed.ToString());
    }

    private static void WriteStatement(Utf8JsonWriter json, Statement? statement, long observedAt)
    {
        json.WriteString("kind", statement is null ? "unknown" : Name(statement.Kind));
        switch (statement)
        {
            case PriceStatement price:
                json.WriteString("value", price.Value.ToString());
                json.WriteString("confidence", price.Confidence.ToString());
                WriteVerdict(json, price.Verdict);
                json.WriteString("breaker", Name(price.Breaker));
                json.WriteNumber("publishedAt", price.PublishedAt);
                json.WriteNumber("validUntil", observedAt + price.ValidFor);
                break;
            case GapStatement gap:
                json.WriteString("reason", Name(gap.Reason));
                json.WriteString("breaker", Name(gap.Breaker));
                json.WriteNumber("from", gap.From);
                json.WriteNumber("to", gap.To);
                break;
            default:
                break;
        }
    }

    internal static void WriteVerdict(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartArray("verdict");
        foreach (var action in Actions.Where(action => verdict.HasFlag(action))) json.WriteStringValue(Name(action));
        json.WriteEndArray();
    }

    private static void WriteProviders(Utf8JsonWriter json, Leaf leaf)
    {
        if (ContextCodec.Decode(leaf.Context.Span, out PriceContext? context) is not null) return;
        json.WriteStartArray("votes");
        foreach (var vote in context!.Votes)
        {
            json.WriteStartObject();
            json.WriteString("provider", Name(vote.Provider));
            json.WriteString("route", vote.Route.ToString());
            json.WriteString("value", vote.Value.ToString());
            json.WriteNumber("publishedAt", vote.PublishedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("configuredProviders", context.ConfiguredProviders);
    }
}
