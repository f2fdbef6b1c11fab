using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Conformance.Tests.Kit;

/// <summary>Rounds, states and policies about accounts.</summary>
public static partial class Decoded
{
    /// <summary>Inputs of each type stand in order of their bytes; so do the types, by their tags.</summary>
    public static JsonObject Round(CollateralRound round) => Object(
        ("shard", round.Shard.ToString()), ("sequence", Number(round.Sequence)), ("previousDigest", $"{round.PreviousDigest}"), ("epoch", Number(round.Epoch)),
        ("validAfter", Number(round.ValidAfter)), ("observedAt", Number(round.ObservedAt)), ("policyDigest", $"{round.PolicyDigest}"),
        ("inputs", new JsonArray([.. round.Chains.Select(Chain), .. round.Markets.Select(Market), .. round.Positions.Select(Position), .. round.Problems.Select(Problem), .. round.Prices.Select(PriceReading)])),
        ("evidence", Array(round.Evidence, evidence => Hex.Encode(evidence.Bytes.Span))));

    public static JsonObject State(CollateralState state) => Object(
        ("shard", state.Shard.ToString()), ("nextSequence", Number(state.NextSequence)), ("observedAt", Number(state.ObservedAt)),
        ("chains", Array(state.Chains, chain => Object(("chain", chain.Chain.ToString()), ("faulty", Flag(chain.IsFaulty)), ("finalized", Number(chain.Finalized)), ("hash", $"{chain.FinalizedHash}")))),
        ("facts", Array(state.Facts, fact => Object(
            ("subject", $"{fact.Subject}"), ("kind", Byte(fact.Kind)), ("chain", fact.Chain.ToString()), ("height", Number(fact.Height)), ("hash", $"{fact.Hash}"), ("sequence", Number(fact.Sequence))))),
        ("gaps", Array(state.Gaps, gap => Object(("account", gap.Account.ToString()), ("chain", gap.Chain.ToString()), ("from", Number(gap.From))))));

    public static JsonObject Policy(CollateralPolicy policy) => Object(
        ("shard", policy.Shard.ToString()), ("audience", $"{policy.Audience}"), ("maximumSkew", Number(policy.MaximumSkewMs)), ("snapshotValidFor", Number(policy.SnapshotValidForMs)),
        ("chains", Array(policy.Chains, chain => Object(
            ("chain", chain.Chain.ToString()), ("confirmedDepth", Number(chain.ConfirmedDepth)), ("unfinalizedTtl", Number(chain.UnfinalizedTtlMs)), ("finalizedValidFor", Number(chain.FinalizedValidForMs)), ("statusValidFor", Number(chain.StatusValidForMs))))),
        ("assets", Array(policy.Assets, asset => Object(("asset", asset.Asset.ToString()), ("feed", asset.Feed.ToString()), ("decimals", Number(asset.Decimals))))),
        ("accounts", Array(policy.Accounts, account => Object(
            ("account", account.Account.ToString()), ("links", Array(account.Links, link => Object(("owner", link.Address.ToString()), ("proven", Flag(link.IsProven)))))))),
        ("answerSources", Array(policy.AnswerSources, source => source)));

    private static JsonObject Chain(ChainReading chain) => Object(
        ("type", "chain"), ("chain", chain.Chain.ToString()), ("flags", Byte(chain.Flags)), ("head", Anchor(chain.Head)), ("safe", Anchor(chain.Safe)), ("finalized", Anchor(chain.Finalized)),
        ("scannedTo", Number(chain.ScannedTo)), ("baseFee", Number(chain.BaseFee)), ("reorgDepth", Number(chain.ReorgDepth)), ("note", chain.Note),
        ("lost", Array(chain.Lost, lost => Object(("height", Number(lost.Height)), ("lost", $"{lost.Lost}"), ("won", $"{lost.Won}")))));

    private static JsonObject Market(MarketReading market) => With(
        With(Object(("type", "market")), [.. Detach(Context(market.Market))]),
        ("decimals", Number(market.Decimals)), ("index", Index(market.Index)), ("bound", Index(market.Bound)), ("at", Anchor(market.At)), ("evidence", Byte(market.Evidence)), ("pin", Byte(market.Pin)));

    private static JsonObject Position(PositionReading reading) => With(
        With(Object(("type", "position"), ("account", reading.Account.ToString())), [.. Detach(Key(reading.Key))]),
        ("decimals", Number(reading.Decimals)), ("rule", Byte(reading.Rule)), ("evidence", Byte(reading.Evidence)), ("pin", Byte(reading.Pin)), ("at", Anchor(reading.At)), ("finalized", Number(reading.Finalized)),
        ("seen", Number(reading.Seen)), ("index", Index(reading.Index)), ("bound", Index(reading.Bound)), ("windowUnknown", Flag(reading.IsWindowUnknown)), ("changes", Array(reading.Changes, Change)));

    private static JsonObject Problem(AccountProblem item) => With(
        Object(("type", "problem"), ("account", item.Account.ToString()), ("chain", item.Chain.ToString())), [.. Detach(Problem(item.Problem))]);

    private static JsonObject PriceReading(PriceReading price) => With(
        With(Object(("type", "price")), [.. Detach(Reference(price.Reference))]),
        ("value", Number(price.Value)), ("confidence", Number(price.Confidence)), ("verdict", Byte(price.Verdict)), ("breaker", Byte(price.Breaker)), ("validUntil", Number(price.ValidUntil)));

    private static IEnumerable<(string Name, JsonNode? Value)> Detach(JsonObject item) => item.Select(pair => (pair.Key, pair.Value?.DeepClone()));
}
