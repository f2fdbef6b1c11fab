using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>The rotations of tests/vectors at block times: what <see cref="Verifier.AttestationVerifier"/> says at that clock is what the hub must say.</summary>
public static class RotationScenarios
{
    public static IEnumerable<HubScenario> Of(JsonArray chains) => chains.Select(chain => Of(chain!));

    private static HubScenario Of(JsonNode chain)
    {
        var setting = Setting.From(chain["options"]!);
        var verifier = setting.CreateVerifier();
        var scenario = new HubScenario($"rotations: {chain["name"]}", setting);
        foreach (var (step, i) in chain["steps"]!.AsArray().Select((step, i) => (step!, i)))
        {
            var attestation = ContractVectors.Attestation(step["attestation"]!);
            var now = step["now"] is { } stated ? long.Parse((string)stated!, null) / 1_000 * 1_000 : HubScenario.BlockTime(attestation.Header.ObservedAt);
            var refusal = verifier.Verify(attestation, now, out var batch);
            if (step["rotatesTo"] is null)
            {
                var (header, posting) = (attestation.Header, ContractVectors.Posting(attestation, setting.SigningDomain, 0));
                var opened = new AbiWriter().Name(header.Shard).UInt(header.Sequence).UInt((UInt128)header.ObservedAt).Bytes32(setting.SigningDomain.Digest(header)).Bytes(attestation.Leaves[0].Bytes.Span).ToArray();

                // To a contract the recovery set signs rotations and nothing else.
                var error = header.Epoch == AttesterSet.RecoveryEpoch ? HubErrors.UnknownEpoch : HubErrors.Of(refusal);
                scenario.Step($"step {i}: a statement of epoch {header.Epoch}", now, HubCall.OpenStatement(posting, default), error, opened);
            }
            else
            {
                var last = attestation.Leaves.Count - 1;
                refusal ??= verifier.Sets.Rotate(batch!, batch!.Statements.OfType<AttesterSetStatement>().Single().Set);
                scenario.Step($"step {i}: a set stated by epoch {attestation.Header.Epoch}", now, HubCall.Post("rotate", ContractVectors.Posting(attestation, setting.SigningDomain, last)), HubErrors.Of(refusal));
            }

            scenario.Step($"step {i}: epoch", now, HubCall.CurrentEpoch(), returns: new AbiWriter().UInt(verifier.Sets.Current.Epoch).ToArray());
        }

        return scenario;
    }
}
