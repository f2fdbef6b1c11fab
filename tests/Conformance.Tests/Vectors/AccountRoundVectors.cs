using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Rounds.Tests.Accounts;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Chains of rounds of accounts: policy, first state, and for each round its bytes and all that the recomputation gives.</summary>
public static class AccountRoundVectors
{
    public static JsonArray Build() =>
    [
        Chain("a chain that is reorganised", Book.Policy, new RandomHistory(5, Book.Policy).Take(25).Select(step => (step.State, step.Round))),
        Chain("every side, index, unit and problem", Book.Policy, new RandomAccounts(6).Take(60)),
    ];

    private static JsonObject Chain(string name, CollateralPolicy policy, IEnumerable<(byte[] State, byte[] Round)> rounds)
    {
        var rules = new CollateralRules(policy);
        var steps = new JsonArray();
        foreach (var (state, round) in rounds)
        {
            Assert.Null(rules.Compute(Samples.Domain, state, round, null, out var batch));
            steps.Add(Object(
                ("round", Hex.Encode(round)), ("inputsRoot", $"{batch!.Header.InputsRoot}"), ("digest", $"{batch.Digest}"),
                ("attestation", Hex.Encode(batch.EncodeUnsigned())), ("state", Hex.Encode(batch.StateBytes.Span))));
        }

        return Object(
            ("name", name), ("deployment", Samples.Domain.Deployment), ("policy", Hex.Encode(CollateralPolicyCodec.Encode(policy))), ("policyDigest", $"{rules.PolicyDigest}"),
            ("state", Hex.Encode(rules.InitialState(Book.Start))), ("rounds", steps));
    }
}
