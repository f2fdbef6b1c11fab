using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.TestKit;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>What <see cref="AttestationVerifier"/> refuses, as postings, with the error that stands for its reason.</summary>
public static class RefusalScenarios
{
    private const int Mutations = 120;
    private const int Seed = 20_261_121;
    private const string BadAttesterSet = "BadAttesterSet(uint256)";

    /// <summary>
    /// Rules of a form that section 15.2 leaves to the attesters: a contract does not read these fields, or only as the key of a slot; the root of a batch is covered by its body. Header fields and the order of
    /// statements are under the signatures and decide nothing on chain.
    /// </summary>
    private static readonly string[] NotRead =
    [
        "root of another batch", "price: no feed", "price: feed with a control character", "price: feed that begins with a zero", "price: feed with a character after its end",
        "gap: reason 0", "gap: reason 4", "gap: ends when it begins", "gap: ends before it begins", "gap: no feed", "price: 97 bytes", "gap: 65 bytes",
    ];

    public static IEnumerable<HubScenario> Of(IEnumerable<InvalidCase> cases, SignatureBook book) =>
    [
        .. cases.Where(item => item.Setting is not null && !NotRead.Contains(item.Name)).GroupBy(item => $"{item.Setting!.ToJson()["anchor"]} {item.Setting.Domain} {item.Setting.Recovery?.DelayMs}")
            .Select(group => Refused(group.First().Setting!, group)).OfType<HubScenario>(),
        Mutated(book),
    ];

    private static HubScenario? Refused(Setting setting, IEnumerable<InvalidCase> cases)
    {
        var scenario = new HubScenario($"refusals: {setting.Domain}{(setting.Recovery is null ? string.Empty : ", with a recovery set")}", setting);
        var any = false;
        foreach (var item in cases) any |= item.Form == "attestation" ? Batch(scenario, item) : Statement(scenario, item);
        return any ? scenario : null;
    }

    private static bool Batch(HubScenario scenario, InvalidCase item)
    {
        if (AttestationCodec.Decode(item.Bytes, out Attestation? attestation) is not null) return false;
        var now = HubScenario.BlockTime(item.Setting!.Now ?? attestation!.Header.ObservedAt);
        var refusal = item.Setting.CreateVerifier().Verify(attestation!, now, out _);
        if (refusal is null or Refusal.ContextMismatch or Refusal.NotInOrder) return false;
        if (item.Name.StartsWith("set: ", StringComparison.Ordinal))
        {
            var one = ContractVectors.Posting(attestation!, item.Setting.SigningDomain, 0);
            scenario.Step(item.Name, now, HubCall.Post("rotate", one), refusal is Refusal.OutOfRange && !item.Name.Contains("33 members", StringComparison.Ordinal) ? BadAttesterSet : HubErrors.Any);
            return true;
        }

        // A posting says which deployment it is for; a hub of another has no use for its signatures.
        var posting = ContractVectors.Posting(attestation!, new(Setting.Deployment));
        scenario.Step(item.Name, now, HubCall.Post("verifyPrices", posting), item.Setting.Domain == Setting.Deployment ? Error(refusal) : HubErrors.WrongDeployment);
        return true;
    }

    private static bool Statement(HubScenario scenario, InvalidCase item)
    {
        if (AttestationCodec.Decode(item.Bytes, out StatementAttestation? attestation) is not null) return false;
        var now = item.Setting!.Now is { } clock && clock % 1_000 != 0 ? HubScenario.BlockTime(clock) : item.Setting.Now!.Value;
        var refusal = item.Setting.CreateVerifier().Verify(attestation!, now, out _);
        if (refusal is null or Refusal.ContextMismatch) return false;
        scenario.Step($"statement: {item.Name}", now, HubCall.Post("verifyPrice", PostingCodec.Encode(attestation!, item.Setting.SigningDomain, attestation!.Signatures.Count)), Error(refusal));
        return true;
    }

    private static string Error(Refusal refusal) => refusal switch
    {
        // Of a statement: the header was decoded before.
        Refusal.OutOfRange or Refusal.Truncated or Refusal.TrailingBytes or Refusal.UnsupportedVersion { What: "statement kind" } => HubErrors.WrongStatement,

        // To a contract the recovery set signs rotations and nothing else.
        Refusal.EpochNotYetValid { Epoch: AttesterSet.RecoveryEpoch } => HubErrors.UnknownEpoch,
        _ => HubErrors.Of(refusal),
    };

    private static HubScenario Mutated(SignatureBook book)
    {
        var setting = new Setting();
        var scenario = new HubScenario("postings with damaged bytes", setting);
        var batch = new BatchBuilder(book, [SampleLeaves.EthUsd, .. SampleLeaves.Feeds(11, 2, 1).Skip(1).Select(SampleLeaves.WithoutContext)]) { Signers = [0, 1, 2, 4] };
        var (whole, one) = (PostingCodec.Encode(batch.Attestation, setting.SigningDomain, 4), PostingCodec.Encode(batch.Statement(0), setting.SigningDomain, 4));
        var (now, verifier, mutator) = (setting.Now!.Value, setting.CreateVerifier(), new Mutator(Seed));
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = mutator.Next(whole);
            var accepted = PostingReader.Batch(damaged, setting.SigningDomain, batch.Header) is { } read && verifier.Verify(read, now, out _) is null;
            if (!accepted) scenario.Step($"batch, {mutator.Describe(i)}", now, HubCall.Post("verifyPrices", damaged), HubErrors.Any);
            damaged = mutator.Next(one);
            accepted = PostingReader.Statement(damaged, setting.SigningDomain, batch.Header) is { } single && verifier.Verify(single, now, out _) is null;
            if (!accepted) scenario.Step($"statement, {mutator.Describe(i)}", now, HubCall.Post("verifyPrice", damaged), HubErrors.Any);
        }

        var price = (PriceStatement)ContractVectors.Read(batch.Leaves[0])!;
        var signed = new AbiWriter().Name(batch.Header.Shard).Name(price.Feed).Tuple(new AbiWriter().Price(PriceRead.Signed(batch.Header, price))).ToArray();
        return scenario.Step("undamaged", now, HubCall.Post("verifyPrice", one), returns: signed);
    }
}
