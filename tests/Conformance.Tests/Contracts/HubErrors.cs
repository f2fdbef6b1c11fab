using CrossChainOracle.Domain;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>The errors of IOracleHub and IFactHub, and which of them stands for a refusal of <see cref="Verifier.AttestationVerifier"/> (docs/spec/attestation-v1.md, section 15.2).</summary>
public static class HubErrors
{
    public const string Any = "*";
    public const string WrongStatement = "WrongStatement(uint256,uint256)";
    public const string SequenceTooLarge = "SequenceTooLarge(uint64)";
    public const string Replay = "Replay(bytes32,uint64)";
    public const string OlderSequence = "OlderSequence(bytes32,uint64,uint64)";
    public const string BelowFloor = "BelowFloor(bytes32,uint64,uint64)";
    public const string Retracted = "Retracted(bytes16,uint64,uint64)";
    public const string NoPrice = "NoPrice(bytes16)";
    public const string NothingStored = "NothingStored(bytes32)";
    public const string WrongDeployment = "WrongDeployment(bytes4,bytes4)";
    public const string UnknownEpoch = "UnknownEpoch(uint32,uint32)";
    public const string BadSignature = "BadSignature(uint256,uint256,address)";
    public const string Truncated = "Truncated(uint256,uint256)";

    /// <summary>What a contract computes instead of comparing (root, body, leaf count, header fields) was signed otherwise: a signature that recovers to somebody else.</summary>
    public static string Of(RefusalCode refusal) => refusal switch
    {
        RefusalCode.Truncated => Truncated,
        RefusalCode.UnsupportedVersion => "UnsupportedVersion(uint16)",
        RefusalCode.UnknownAlgorithm => "UnknownAlgorithm(uint16)",
        RefusalCode.Ahead => "Ahead(uint256,uint256)",
        RefusalCode.WrongAudience => "WrongAudience(bytes32,bytes32)",
        RefusalCode.UnknownEpoch => UnknownEpoch,
        RefusalCode.EpochNotYetValid => "EpochNotYetValid(uint32,uint256,uint256)",
        RefusalCode.EpochExpired => "EpochExpired(uint32,uint256,uint256)",
        RefusalCode.TooFewSignatures => "TooFewSignatures(uint256,uint256)",
        RefusalCode.SignerOrder => "SignerOrder(uint256,uint256,uint256)",
        RefusalCode.BadSignature or RefusalCode.RootMismatch or RefusalCode.BodyMismatch or RefusalCode.LeafCountMismatch => BadSignature,
        RefusalCode.Expired => "Expired(bytes32,uint256,uint256)",
        RefusalCode.BelowFloor => BelowFloor,
        RefusalCode.Retracted => Retracted,
        RefusalCode.BadRotation => "BadRotation(uint32,uint32,uint256)",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "is no reason that a contract has"),
    };

    public static string Of(Refusal? refusal) => refusal is null ? string.Empty : Of(refusal.Code);
}
