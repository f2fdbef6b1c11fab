using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Relay.Evm.Deployment;

/// <summary>What a hub is deployed with, for good (docs/spec/attestation-v1.md, sections 9 and 15.2).</summary>
/// <param name="Deployment">Whose attestations it takes.</param>
/// <param name="First">The set that is trusted to begin with; every later one follows from it.</param>
/// <param name="Recovery">Who may rotate after expiry, with epoch <see cref="AttesterSet.RecoveryEpoch"/>; null: nobody.</param>
/// <param name="RecoveryDelayMs">Between a rotation by the recovery set and its effect, at least.</param>
/// <param name="GraceMs">How long the set before stays accepted; at most <see cref="AttesterSet.MaximumGraceMs"/>.</param>
/// <param name="MaximumAheadMs">How far the attesters' clock may be ahead of the block's.</param>
public sealed record HubParameters(SigningDomain Deployment, AttesterSet First, AttesterSet? Recovery, long RecoveryDelayMs, long GraceMs, long MaximumAheadMs)
{
    /// <summary>What a chain's block time may lag behind on top of what clocks differ.</summary>
    public const long DefaultMaximumAheadMs = 15_000;

    /// <summary>Creation code of the hub with its arguments.</summary>
    public byte[] ToCreation() => [.. ContractCode.Creation(ContractCode.OracleHub), .. Arguments().ToArray()];

    private AbiWriter Arguments() => new AbiWriter()
        .Bytes32(Deployment.Salt)
        .Bytes(StatementCodec.Encode(new AttesterSetStatement(First)))
        .Bytes(Recovery is null ? [] : StatementCodec.Encode(new AttesterSetStatement(Recovery)))
        .UInt((UInt128)RecoveryDelayMs)
        .UInt((UInt128)GraceMs)
        .UInt((UInt128)MaximumAheadMs);
}
