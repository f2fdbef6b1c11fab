using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>Batches of prices and gaps: verified, posted in every form, read again with exactly what section 15.3 leaves of them.</summary>
public static class PriceScenarios
{
    private const ulong SequenceLimit = 1UL << 36;

    public static IEnumerable<HubScenario> Of(string name, JsonNode vector)
    {
        yield return AsABatch(name, vector);
        yield return OneByOne(name, vector);
    }

    /// <summary>Two to a slot only: a batch of any size is a calldata copy and a hash to a verifier.</summary>
    public static HubScenario Large(string name, JsonNode vector)
    {
        var given = new Given(vector);
        var scenario = new HubScenario($"{name}, in pairs", given.Setting).Step("postPaired", given.Now, HubCall.Post("postPaired", given.Posting));
        return Paired(scenario, given, [0, 1, 2, 499, 500, 998, 999]);
    }

    private static HubScenario AsABatch(string name, JsonNode vector)
    {
        var given = new Given(vector);
        var (header, now) = (given.Attestation.Header, given.Now);
        var scenario = new HubScenario($"{name}, as a batch", given.Setting);
        var priced = given.Priced;
        var read = new AbiWriter().Name(header.Shard)
            .Array([.. priced.Select(statement => new AbiWriter().Name(FeedOf(statement)))])
            .Array([.. priced.Select(statement => new AbiWriter().Price(PriceRead.Signed(header, statement)))]).ToArray();
        scenario.Step("verifyPrices, by the consumer", now, HubCall.Post("verifyPrices", given.Posting), returns: read, caller: HubScenario.Consumer);
        if (!header.Audience.IsZero)
        {
            scenario.Step("verifyPrices, by another", now, HubCall.Post("verifyPrices", given.Posting), HubErrors.Of(RefusalCode.WrongAudience));
            return scenario.Step("post, by the consumer", now, HubCall.Post("post", given.Posting), HubErrors.Of(RefusalCode.WrongAudience), caller: HubScenario.Consumer);
        }

        if (header.Sequence >= SequenceLimit) return scenario.Step("post", now, HubCall.Post("post", given.Posting), HubErrors.SequenceTooLarge);
        scenario.Step("post", now, HubCall.Post("post", given.Posting));
        foreach (var statement in priced) Slot(scenario, header, statement, now);
        scenario.Step("post again", now, HubCall.Post("post", given.Posting), HubErrors.Replay);
        scenario.Step("nothing in pairs", now, HubCall.PairedPrice(given.Layout, 0), HubErrors.NothingStored);
        scenario.Step("postPaired", now, HubCall.Post("postPaired", given.Posting));
        Paired(scenario, given, Enumerable.Range(0, priced.Count));
        return scenario.Step("postPaired again", now, HubCall.Post("postPaired", given.Posting), HubErrors.Replay);
    }

    private static HubScenario OneByOne(string name, JsonNode vector)
    {
        var given = new Given(vector);
        var (header, now, leaves) = (given.Attestation.Header, given.Now, given.Attestation.Leaves);
        var scenario = new HubScenario($"{name}, one by one", given.Setting);
        var storable = header.Audience.IsZero && header.Sequence < SequenceLimit;
        foreach (var i in leaves.Count <= 7 ? Enumerable.Range(0, leaves.Count) : [0, 1, leaves.Count / 2, leaves.Count - 1])
        {
            var posting = ContractVectors.Posting(given.Attestation, given.Setting.SigningDomain, i);
            var opened = new AbiWriter().Name(header.Shard).UInt(header.Sequence).UInt((UInt128)header.ObservedAt).Bytes32(given.Setting.SigningDomain.Digest(header)).Bytes(leaves[i].Bytes.Span).ToArray();
            scenario.Step($"openStatement {i}", now, HubCall.OpenStatement(posting, HubScenario.Consumer), returns: opened);
            if (ContractVectors.Read(leaves[i]) is not (PriceStatement or GapStatement) and var other)
            {
                scenario.Step($"postPrice of kind {other?.Kind}", now, HubCall.Post("postPrice", posting), storable ? HubErrors.WrongStatement : HubErrors.SequenceTooLarge);
                continue;
            }

            var statement = ContractVectors.Read(leaves[i])!;
            var signed = new AbiWriter().Name(header.Shard).Name(FeedOf(statement)).Tuple(new AbiWriter().Price(PriceRead.Signed(header, statement))).ToArray();
            scenario.Step($"verifyPrice {i}", now, HubCall.Post("verifyPrice", posting), returns: signed, caller: HubScenario.Consumer);
            if (!storable) continue;
            scenario.Step($"nothing of {FeedOf(statement)}", now, HubCall.Price(header.Shard, FeedOf(statement)), HubErrors.NoPrice);
            scenario.Step($"postPrice {i}", now, HubCall.Post("postPrice", posting), PriceRead.Slot(header, statement) is null ? HubErrors.NoPrice : string.Empty);
            Slot(scenario, header, statement, now);
        }

        return scenario;
    }

    private static void Slot(HubScenario scenario, BatchHeader header, Statement statement, long now)
    {
        var call = HubCall.Price(header.Shard, FeedOf(statement));
        if (PriceRead.Slot(header, statement) is { } price) scenario.Step($"price of {FeedOf(statement)}", now, call, returns: new AbiWriter().Price(price).ToArray());
        else scenario.Step($"{FeedOf(statement)} was passed over", now, call, HubErrors.NoPrice);
    }

    private static HubScenario Paired(HubScenario scenario, Given given, IEnumerable<int> positions)
    {
        var inOrder = given.Priced.OrderBy(FeedOf).ToList();
        foreach (var i in positions)
        {
            scenario.Step($"half {i}, {FeedOf(inOrder[i])}", given.Now, HubCall.PairedPrice(given.Layout, i), returns: new AbiWriter().Price(PriceRead.Half(given.Attestation.Header, inOrder[i])).ToArray());
        }

        return scenario;
    }

    private static FeedId FeedOf(Statement statement) => statement is PriceStatement price ? price.Feed : ((GapStatement)statement).Feed;

    private sealed record Given
    {
        public Given(JsonNode vector)
        {
            Setting = Setting.From(vector["options"]!);
            Attestation = ContractVectors.Attestation(vector["attestation"]!);
            Now = HubScenario.BlockTime(Setting.Now ?? Attestation.Header.ObservedAt);
            Assert.Null(Setting.CreateVerifier().Verify(Attestation, Now, out _));
            Posting = ContractVectors.Posting(Attestation, Setting.SigningDomain);
            Priced = [.. Attestation.Leaves.Select(ContractVectors.Read).TakeWhile(statement => statement is PriceStatement or GapStatement)!];
            Layout = PriceRead.Layout(Attestation.Header.Shard, Priced.Select(FeedOf).Order());
        }

        public Setting Setting { get; }

        public Attestation Attestation { get; }

        public long Now { get; }

        public byte[] Posting { get; }

        public IReadOnlyList<Statement> Priced { get; }

        public Hash256 Layout { get; }
    }
}
