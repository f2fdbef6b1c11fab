using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>Facts and retractions: every kind with values anywhere in its rules, every broken rule, and retractions in any order.</summary>
public static class FactScenarios
{
    private const int Samples = 60;

    public static IEnumerable<HubScenario> Of(JsonArray tracking, SignatureBook book) =>
        [Kinds(book), Broken(book), .. tracking.Select(chain => Retractions(chain!)).OfType<HubScenario>()];

    /// <summary>What a hub keeps and reads of it; retractions keep a floor.</summary>
    private static bool IsFact(Statement? statement) => statement is CollateralStatement or MarketIndexStatement or SnapshotStatement or ChainStatusStatement or RetractionStatement;

    private static string Verifier(Statement fact) => $"verify{fact.Kind}";

    private static HubScenario Kinds(SignatureBook book)
    {
        var setting = new Setting();
        var scenario = new HubScenario("facts of every kind", setting);
        var samples = new RandomCollateral(new(20_261_120));
        for (var i = 0; i < Samples; i++)
        {
            var statement = samples.Statement();
            var batch = new BatchBuilder(book, [new(StatementCodec.Encode(statement), default)]) { Sequence = (ulong)(i + 1), Change = header => header with { Algorithm = BatchHeader.CollateralV1 } };
            var posting = PostingCodec.Encode(batch.Statement(0), setting.SigningDomain, batch.Signers.Length);
            var what = $"{statement.Kind} {i}";
            if (!IsFact(statement))
            {
                scenario.Step($"{what}: no fact", Setting.Start, HubCall.Post("postFact", posting), HubErrors.WrongStatement);
                continue;
            }

            var view = new AbiWriter().Fact(batch.Header, statement).ToArray();
            var stays = statement is RetractionStatement;
            if (!stays)
            {
                scenario.Step($"{what}: verified", Setting.Start, HubCall.Verify(Verifier(statement), posting), returns: [.. new AbiWriter().Subject(batch.Header, statement).ToArray(), .. view]);
                scenario.Step($"{what}: not there yet", Setting.Start, HubCall.Read(batch.Header.Shard, statement), HubErrors.NothingStored);
            }

            scenario.Step($"{what}: posted", Setting.Start, HubCall.Post("postFact", posting));
            scenario.Step($"{what}: read", Setting.Start, HubCall.Read(batch.Header.Shard, statement), returns: view);
            scenario.Step($"{what}: posted again", Setting.Start, HubCall.Post("postFact", posting), stays ? string.Empty : HubErrors.Replay);
        }

        return scenario;
    }

    private static HubScenario Broken(SignatureBook book)
    {
        var setting = new Setting();
        var scenario = new HubScenario("facts that break a rule of their form", setting);
        foreach (var item in InvalidAccounts.All().Where(item => item.Form == "statement"))
        {
            var batch = new BatchBuilder(book, [new(item.Bytes, default)]);
            scenario.Step(item.Name, Setting.Start, HubCall.Post("postFact", PostingCodec.Encode(batch.Statement(0), setting.SigningDomain, batch.Signers.Length)), HubErrors.WrongStatement);
        }

        return scenario;
    }

    /// <summary>Retractions are posted where the consumer of the vectors tracks their batch; what it reads is verified. A contract has no context, so here the verifier gets none either.</summary>
    /// <returns>Null where the chain is not about facts.</returns>
    private static HubScenario? Retractions(JsonNode chain)
    {
        if (chain["steps"]!.AsArray().All(step => step!["index"] is null)) return null;
        var setting = Setting.From(chain["options"]!);
        var (verifier, tracker) = (setting.CreateVerifier(), new AttestationTracker());
        var scenario = new HubScenario($"tracking: {chain["name"]}", setting);
        foreach (var step in chain["steps"]!.AsArray())
        {
            var attestation = ContractVectors.Attestation(step!["attestation"]!);
            attestation = attestation with { Leaves = [.. attestation.Leaves.Select(SampleLeaves.WithoutContext)] };
            Assert.Null(verifier.Verify(attestation, null, out var batch));
            var (header, now) = (attestation.Header, HubScenario.BlockTime(attestation.Header.ObservedAt));
            if ((string)step["action"]! == "track")
            {
                tracker.Track(batch!);
                foreach (var (statement, i) in batch!.Statements.Select((statement, i) => (statement, i)).Where(item => item.statement is RetractionStatement))
                {
                    scenario.Step($"retraction in {header.Sequence}", now, HubCall.Post("postFact", ContractVectors.Posting(attestation, setting.SigningDomain, i)));
                }

                continue;
            }

            var index = step["index"] is { } stated ? int.Parse((string)stated!, null) : 0;
            var fact = batch!.Known.ElementAt(index);
            if (!IsFact(fact.Statement)) continue;
            byte[] read = [.. new AbiWriter().Subject(header, fact.Statement).ToArray(), .. new AbiWriter().Fact(header, fact.Statement).ToArray()];
            scenario.Step(
                $"{fact.Statement.Kind} of {header.Sequence}", now, HubCall.Verify(Verifier(fact.Statement), ContractVectors.Posting(attestation, setting.SigningDomain, index)),
                HubErrors.Of(tracker.CheckFloor(fact)), read);
        }

        return scenario;
    }
}
