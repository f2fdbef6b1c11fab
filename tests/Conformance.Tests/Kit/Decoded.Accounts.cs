using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Conformance.Tests.Kit;

/// <summary>Statements and contexts about accounts.</summary>
public static partial class Decoded
{
    public static JsonObject Collateral(CollateralStatement item) => Object(
        ("kind", "4"), ("flags", Number((item.IsLinkProven ? 1 : 0) | (item.IsWindowUnknown ? 2 : 0))), ("side", Byte(item.Side)), ("stage", Byte(item.Stage)), ("evidence", Byte(item.Evidence)), ("pin", Byte(item.Pin)),
        ("rule", Byte(item.Rule)), ("decimals", Number(item.Decimals)), ("height", Number(item.At.Height)), ("account", item.Account.ToString()), ("position", $"{item.Position}"), ("block", $"{item.At.Hash}"),
        ("finalized", Number(item.Finalized)), ("seen", Number(item.Seen)), ("credited", Number(item.Credited)), ("amount", Number(item.Amount)), ("time", Number(item.At.Time)), ("validFor", Number(item.ValidFor)), ("context", $"{item.Context}"));

    public static JsonObject MarketIndex(MarketIndexStatement item) => Object(
        ("kind", "5"), ("side", Byte(item.Side)), ("stage", Byte(item.Stage)), ("evidence", Byte(item.Evidence)), ("pin", Byte(item.Pin)), ("decimals", Number(item.Decimals)), ("height", Number(item.At.Height)),
        ("time", Number(item.At.Time)), ("validFor", Number(item.ValidFor)), ("market", $"{item.Market}"), ("block", $"{item.At.Hash}"), ("index", Index(item.Index)), ("bound", Index(item.Bound)), ("context", $"{item.Context}"));

    public static JsonObject Snapshot(SnapshotStatement item) => Object(
        ("kind", "6"), ("verdict", Byte(item.Verdict)), ("breaker", Byte(item.Breaker)), ("incomplete", Flag(item.IsIncomplete)), ("stage", Byte(item.Stage)), ("evidence", Byte(item.Evidence)), ("rule", Byte(item.Rule)),
        ("positions", Number(item.Positions)), ("skew", Number(item.Skew)), ("validFor", Number(item.ValidFor)), ("account", item.Account.ToString()), ("equity", Number(item.Equity)), ("confidence", Number(item.Confidence)),
        ("credited", Number(item.Credited)), ("atRisk", Number(item.AtRisk)), ("debt", Number(item.Debt)), ("pending", Number(item.Pending)), ("context", $"{item.Context}"));

    public static JsonObject ChainStatus(ChainStatusStatement item) => Object(
        ("kind", "7"), ("flags", Byte(item.Flags)), ("validFor", Number(item.ValidFor)), ("chain", $"{item.Chain}"), ("head", Anchor(item.Head)), ("safe", Anchor(item.Safe)), ("finalized", Anchor(item.Finalized)),
        ("scannedTo", Number(item.ScannedTo)), ("baseFee", Number(item.BaseFee)), ("reorgDepth", Number(item.ReorgDepth)), ("context", $"{item.Context}"));

    public static JsonObject Retraction(RetractionStatement item) => Object(
        ("kind", "9"), ("factKind", Byte(item.FactKind)), ("sequence", Number(item.Sequence)), ("shard", item.Shard.ToString()), ("subject", $"{item.Subject}"), ("fact", $"{item.Fact}"), ("lost", $"{item.Lost}"),
        ("won", $"{item.Won}"), ("chain", $"{item.Chain}"), ("height", Number(item.Height)));

    public static JsonObject Gap(CollateralGapStatement item) => Object(
        ("kind", "10"), ("reason", Byte(item.Reason)), ("from", Number(item.From)), ("to", Number(item.To)), ("account", item.Account.ToString()), ("chain", $"{item.Chain}"), ("context", $"{item.Context}"));

    public static JsonObject Context(CollateralContext item) => With(Key(item.Key), ("bound", Index(item.Bound)), ("changes", Array(item.Changes, Change)));

    public static JsonObject Context(MarketKey item) => Object(
        ("chain", item.Chain.ToString()), ("source", item.Source), ("market", item.Market), ("asset", item.Asset.ToString()), ("side", Byte(item.Side)));

    public static JsonObject Context(ChainContext item) => Object(("chain", item.Chain.ToString()), ("note", item.Note));

    public static JsonObject Context(SnapshotContext item) => Object(
        ("oldest", Number(item.Oldest)), ("newest", Number(item.Newest)), ("prices", Array(item.Prices, Reference)),
        ("positions", Array(item.Parts, part => Object(("position", $"{part.Position}"), ("fact", $"{part.Fact}")))), ("missing", Array(item.Missing, text => text)));

    public static JsonObject Context(CollateralGapContext item) => Object(("chain", item.Chain.ToString()), ("problems", Array(item.Problems, Problem)));

    private static JsonObject Key(PositionKey key) => Object(
        ("owner", key.Owner.ToString()), ("source", key.Source), ("market", key.Market), ("asset", key.Asset.ToString()), ("side", Byte(key.Side)));

    private static JsonObject Anchor(Anchor anchor) => Object(("height", Number(anchor.Height)), ("hash", $"{anchor.Hash}"), ("time", Number(anchor.Time)));

    private static JsonObject Index(ShareIndex index) => Object(("numerator", Number(index.Numerator)), ("denominator", Number(index.Denominator)));

    private static JsonObject Change(ShareDelta change) => Object(("height", Number(change.Height)), ("unit", $"{change.Unit}"), ("delta", Number(change.Delta)));

    private static JsonObject Reference(PriceReference price) => Object(("feed", price.Feed.ToString()), ("shard", price.Shard.ToString()), ("sequence", Number(price.Sequence)), ("digest", $"{price.Digest}"));

    private static JsonObject Problem(ReadingProblem problem) => Object(("cause", Byte(problem.Code)), ("source", problem.Source), ("market", problem.Market), ("detail", problem.Detail));

    private static JsonNode Byte<T>(T value)
        where T : struct, Enum => Number(Convert.ToByte(value, null));

    private static JsonNode Flag(bool value) => value ? "1" : "0";

    private static JsonObject With(JsonObject item, params (string Name, JsonNode? Value)[] more)
    {
        foreach (var (name, value) in more) item.Add(name, value);
        return item;
    }
}
