using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Batches of one shard in the order in which a consumer gets them, and what each is to it.</summary>
public static class TrackingVectors
{
    public static JsonArray Build(SignatureBook book)
    {
        var chain = new Dictionary<ulong, BatchBuilder>();
        Hash256? previous = null;
        for (ulong sequence = 0; sequence < 10; sequence++)
        {
            chain[sequence] = One(book, sequence, previous);
            previous = chain[sequence].Digest;
        }

        var other = One(book, 3, chain[2].Digest) with { ObservedAt = Setting.Start + 17 };
        var unlinked = One(book, 4, BatchBuilder.HashOf("elsewhere"));
        return
        [
            Chain(
                "in order, then again",
                Track(chain[0], "Newest"), Track(chain[1], "Newest"), Track(chain[1], RefusalCode.Duplicate), Track(chain[0], RefusalCode.Duplicate), Track(chain[2], "Newest")),
            Chain(
                "holes that fill late",
                Track(chain[0], "Newest"), Track(chain[4], "Newest", 1, 2, 3), Track(chain[2], "Late", 1, 3), Track(chain[3], "Late", 1), Track(chain[1], "Late"),
                Track(chain[1], RefusalCode.Duplicate), Track(chain[5], "Newest")),
            Chain(
                "older than where the consumer began",
                Track(chain[5], "Newest"), Track(chain[4], RefusalCode.OutOfOrder), Track(chain[0], RefusalCode.OutOfOrder), Track(chain[6], "Newest")),
            Chain(
                "a second digest for a sequence",
                Track(chain[2], "Newest"), Track(chain[3], "Newest"), Track(other, RefusalCode.Equivocation), Track(chain[4], "Newest")),
            Chain(
                "neighbours that are not linked",
                Track(chain[3], "Newest"), Track(unlinked, RefusalCode.BrokenChain), Track(chain[4], "Newest"), Track(chain[6], "Newest", 5),
                Track(One(book, 5, BatchBuilder.HashOf("elsewhere")), RefusalCode.BrokenChain, 5), Track(One(book, 5, chain[4].Digest) with { ObservedAt = Setting.Start + 4_017 }, RefusalCode.BrokenChain, 5),
                Track(chain[5], "Late")),
            Chain(
                "floors",
                Track(chain[0], "Newest"), Floor("ETH/USD", 2), Read(chain[0], RefusalCode.BelowFloor), Track(chain[2], "Newest", 1), Read(chain[2], RefusalCode.BelowFloor),
                Track(chain[3], "Newest", 1), Read(chain[3], null), Floor("ETH/USD", 1), Read(chain[2], RefusalCode.BelowFloor), Floor("BTC/USD", 9), Read(chain[3], null)),
            .. AccountTracking.Chains(book),
        ];
    }

    private static BatchBuilder One(SignatureBook book, ulong sequence, Hash256? previous) =>
        new(book, [SampleLeaves.WithoutContext(SampleLeaves.EthUsd)]) { Sequence = sequence, PreviousDigest = previous, ObservedAt = Setting.Start + (1_000 * (long)sequence) };

    internal static JsonObject Chain(string name, params JsonNode[] steps) =>
        Object(("name", name), ("options", (new Setting() with { Now = null }).ToJson()), ("steps", new JsonArray(steps)));

    internal static JsonObject Track(BatchBuilder batch, RefusalCode refusal, params ulong[] missing) => Track(batch, refusal.ToString(), missing);

    internal static JsonObject Track(BatchBuilder batch, string outcome, params ulong[] missing) =>
        Object(("action", "track"), ("attestation", Hex.Encode(batch.Bytes)), ("outcome", outcome), ("missing", Array(missing, sequence => Number(sequence))));

    private static JsonObject Floor(string subject, ulong sequence) => Object(("action", "raiseFloor"), ("subject", subject), ("sequence", Number(sequence)));

    /// <summary>Asks whether the first statement of the batch may be read.</summary>
    private static JsonObject Read(BatchBuilder batch, RefusalCode? refusal) =>
        Object(("action", "read"), ("attestation", Hex.Encode(batch.Bytes)), ("refusal", refusal?.ToString()));
}
