using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Conformance.Tests.Kit;

/// <summary>What bytes mean, as the vectors state it: every integer a decimal string, every hash and address hex, names as text.</summary>
public static partial class Decoded
{
    public static JsonObject Header(BatchHeader header) => Object(
        ("schema", Number(header.Schema)), ("algorithm", Number(header.Algorithm)), ("epoch", Number(header.Epoch)), ("sequence", Number(header.Sequence)),
        ("validAfter", Number(header.ValidAfter)), ("observedAt", Number(header.ObservedAt)), ("leafCount", Number(header.LeafCount)),
        ("shard", header.Shard.ToString()), ("audience", $"{header.Audience}"), ("previousDigest", $"{header.PreviousDigest}"),
        ("stateDigest", $"{header.StateDigest}"), ("inputsRoot", $"{header.InputsRoot}"), ("root", $"{header.Root}"), ("body", $"{header.Body}"));

    /// <param name="statement">Null: of a kind that version 1 does not know.</param>
    /// <param name="kind">The first byte.</param>
    public static JsonObject Statement(Statement? statement, byte kind) => statement switch
    {
        PriceStatement price => Object(
            ("kind", Number(kind)), ("verdict", Number((byte)price.Verdict)), ("breaker", Number((byte)price.Breaker)), ("sigma", Number(price.Sigma)),
            ("publishedAt", Number(price.PublishedAt)), ("validFor", Number(price.ValidFor)), ("feed", price.Feed.ToString()),
            ("value", Number(price.Value)), ("confidence", Number(price.Confidence)), ("context", $"{price.Context}")),
        GapStatement gap => Object(
            ("kind", Number(kind)), ("breaker", Number((byte)gap.Breaker)), ("reason", Number((byte)gap.Reason)), ("quorum", Number(gap.Quorum)),
            ("from", Number(gap.From)), ("to", Number(gap.To)), ("feed", gap.Feed.ToString()), ("context", $"{gap.Context}")),
        AttesterSetStatement set => Set(set.Set),
        CollateralStatement collateral => Collateral(collateral),
        MarketIndexStatement index => MarketIndex(index),
        SnapshotStatement snapshot => Snapshot(snapshot),
        ChainStatusStatement status => ChainStatus(status),
        RetractionStatement retraction => Retraction(retraction),
        CollateralGapStatement gap => Gap(gap),
        _ => Object(("kind", Number(kind))),
    };

    public static JsonObject Set(AttesterSet set) => Object(
        ("kind", Number((byte)StatementKind.AttesterSet)), ("threshold", Number(set.Threshold)), ("epoch", Number(set.Epoch)),
        ("validFrom", Number(set.ValidFrom)), ("expiresAt", Number(set.ExpiresAt)), ("members", Array(set.Members, member => $"{member}")));

    public static JsonObject Context(PriceContext context) => Object(
        ("oldestPublishedAt", Number(context.OldestPublishedAt)), ("dispersion", Number(context.Dispersion)), ("absence", Number(context.Absence)),
        ("sigma", Number(context.Sigma)), ("z", Number(context.ZMilli)), ("configured", Number(context.ConfiguredProviders)),
        ("votes", Array(context.Votes, Vote)), ("outliers", Array(context.Outliers, Vote)), ("dissents", Array(context.Dissents, Vote)));

    public static JsonObject Context(GapContext context) => Object(
        ("usable", Number(context.Usable)),
        ("causes", Array(context.Causes, cause => Object(("provider", Number((byte)cause.Provider)), ("route", cause.Route.ToString()), ("cause", Number((byte)cause.Code))))));

    public static JsonObject State(ShardState state) => Object(
        ("shard", state.Shard.ToString()), ("nextSequence", Number(state.NextSequence)), ("observedAt", Number(state.ObservedAt)),
        ("feeds", Array(state.Feeds, feed => Object(
            ("feed", feed.Feed.ToString()), ("median", Number(feed.Median)), ("confidence", Number(feed.Confidence)), ("medianAt", Number(feed.MedianAt)),
            ("variance", Number(feed.Variance)), ("breaker", Number((byte)feed.Breaker)), ("calmRounds", Number(feed.CalmRounds)), ("gapFrom", Number(feed.GapFrom))))));

    /// <summary>Inputs of each type stand in order of their bytes; so do the types, by their tags.</summary>
    public static JsonObject Round(Round round) => Object(
        ("shard", round.Shard.ToString()), ("sequence", Number(round.Sequence)), ("previousDigest", $"{round.PreviousDigest}"), ("epoch", Number(round.Epoch)),
        ("validAfter", Number(round.ValidAfter)), ("observedAt", Number(round.ObservedAt)), ("policyDigest", $"{round.PolicyDigest}"),
        ("inputs", new JsonArray([.. round.Observations.Select(Observation), .. round.Failures.Select(Failure)])),
        ("evidence", Array(round.Evidence, evidence => Hex.Encode(evidence.Bytes.Span))));

    public static JsonObject Policy(ShardPolicy policy) => Object(
        ("shard", policy.Shard.ToString()), ("audience", $"{policy.Audience}"), ("feeds", Array(policy.Feeds, Feed)));

    public static JsonObject Object(params (string Name, JsonNode? Value)[] members) => new(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> convert) => new([.. items.Select(convert)]);

    public static JsonNode Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static JsonNode Number(Price price) => Number(price.Scaled);

    private static JsonObject Vote(Vote vote) => Object(
        ("provider", Number((byte)vote.Provider)), ("route", vote.Route.ToString()), ("value", Number(vote.Value)), ("halfWidth", Number(vote.HalfWidth)),
        ("publishedAt", Number(vote.PublishedAt)), ("authenticity", Number((byte)vote.Authenticity)));

    private static JsonObject Observation(Observation item) => Object(
        ("type", "observation"), ("feed", item.Feed.ToString()), ("provider", Number((byte)item.Provider)), ("route", item.Route.ToString()),
        ("value", Number(item.Value)), ("halfWidth", Number(item.HalfWidth)), ("publishedAt", Number(item.PublishedAt)), ("receivedAt", Number(item.ReceivedAt)),
        ("sequence", Number(item.Sequence)), ("authenticity", Number((byte)item.Authenticity)), ("stage", Number((byte)item.Stage)),
        ("flags", Number((byte)item.Flags)), ("height", Number(item.Height)), ("anchor", $"{item.Anchor}"));

    private static JsonObject Failure(SourceFailure failure) => Object(
        ("type", "failure"), ("feed", failure.Feed.ToString()), ("provider", Number((byte)failure.Provider)), ("route", failure.Route.ToString()),
        ("cause", Number((byte)failure.Code)), ("detail", failure.Detail));

    private static JsonObject Feed(FeedPolicy feed) => Object(
        ("feed", feed.Feed.ToString()), ("quorum", Number(feed.Quorum)), ("lowerBound", Number(feed.LowerBound)), ("upperBound", Number(feed.UpperBound)),
        ("deviation", Number(feed.DeviationPpm)), ("wide", Number(feed.WidePpm)), ("z", Number(feed.ZMilli)), ("k", Number(feed.KMilli)),
        ("sigmaFloor", Number(feed.SigmaFloor)), ("sigmaInitial", Number(feed.SigmaInitial)), ("tau", Number(feed.TauMs)), ("tick", Number(feed.TickMs)),
        ("maximumMove", Number(feed.MaximumMovePpm)), ("calmRounds", Number(feed.CalmRounds)), ("validFor", Number(feed.ValidForMs)),
        ("open", Rule(feed.Verdict.Open)), ("borrow", Rule(feed.Verdict.Borrow)), ("withdraw", Rule(feed.Verdict.Withdraw)),
        ("liquidate", Rule(feed.Verdict.Liquidate)), ("relay", Rule(feed.Verdict.Relay)), ("routes", Array(feed.Routes, Route)));

    private static JsonObject Rule(ActionRule rule) => Object(
        ("width", Number(rule.MaximumWidthPpm)), ("age", Number(rule.MaximumAgeMs)), ("providers", Number(rule.MinimumProviders)), ("worstBreaker", Number((byte)rule.WorstBreaker)));

    private static JsonObject Route(RoutePolicy route) => Object(
        ("provider", Number((byte)route.Provider)), ("route", route.Route.ToString()), ("source", $"{route.Source}"), ("cadence", Number((byte)route.Cadence)),
        ("threshold", Number(route.ThresholdPpm)), ("heartbeat", Number(route.HeartbeatMs)), ("grace", Number(route.GraceMs)),
        ("maximumAge", Number(route.MaximumAgeMs)), ("maximumAhead", Number(route.MaximumAheadMs)));
}
