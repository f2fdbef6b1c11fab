using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The EIP-712 domain of one deployment, and with it the digest of a batch.</summary>
/// <remarks>
/// The domain has name, version and salt (ERC-5267 fields 0x13). There is no chain id and no contract: a batch is posted on many chains. The salt is
/// keccak256 of the deployment's name, different for test and main networks, so that no signature of one is valid in the other.
/// </remarks>
public sealed class SigningDomain
{
    public const string Name = "CrossChainOracle";
    public const string Version = "1";

    /// <summary>Bytes of <see cref="PreImage(BatchHeader)"/>.</summary>
    public const int PreImageSize = 2 + Hash256.Size + Hash256.Size;

    public const string DomainType = "EIP712Domain(string name,string version,bytes32 salt)";

    public const string BatchType =
        "Batch(uint16 schema,uint16 algorithm,uint32 epoch,uint64 sequence,uint48 validAfter,uint48 observedAt,uint32 leafCount,"
        + "bytes16 shard,bytes32 audience,Provenance provenance,bytes32 root,bytes32 body)";

    /// <summary>What no contract reads of a header: where it is posted, 32 bytes stand for these 96.</summary>
    public const string ProvenanceType = "Provenance(bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot)";

    // EIP-712 encodeType: the types that are referred to follow.
    private static readonly Hash256 BatchTypeHash = HashText(BatchType + ProvenanceType);
    private static readonly Hash256 ProvenanceTypeHash = HashText(ProvenanceType);

    /// <param name="deployment">Such as <c>crosschainoracle:sandbox</c>.</param>
    public SigningDomain(string deployment)
    {
        Deployment = deployment;
        Salt = HashText(deployment);
        var writer = new CanonicalWriter(128);
        writer.Hash(HashText(DomainType));
        writer.Hash(HashText(Name));
        writer.Hash(HashText(Version));
        writer.Hash(Salt);
        Separator = Keccak256.Hash(writer.Written);
    }

    public string Deployment { get; }

    /// <summary>keccak256 of the deployment's name in UTF-8.</summary>
    public Hash256 Salt { get; }

    /// <summary>EIP-712 <c>hashStruct(eip712Domain)</c>.</summary>
    public Hash256 Separator { get; }

    /// <summary>keccak256(0x19 0x01 ‖ separator ‖ hashStruct(batch)).</summary>
    public Hash256 Digest(BatchHeader header) => Digest(StructHash(header, Provenance(header)));

    /// <summary>Of a header of which previous digest, state digest and inputs root are only known by their provenance, as in a posting.</summary>
    public Hash256 Digest(BatchHeader header, Hash256 provenance) => Digest(StructHash(header, provenance));

    /// <summary>keccak256(0x19 0x01 ‖ separator ‖ <c>hashStruct</c> of any message in this domain).</summary>
    public Hash256 Digest(Hash256 structHash) => Keccak256.Hash(PreImage(structHash));

    /// <summary>The 66 bytes whose keccak256 is the digest, for verifiers that hash by themselves.</summary>
    public byte[] PreImage(BatchHeader header) => PreImage(StructHash(header, Provenance(header)));

    /// <summary>EIP-712 <c>hashStruct</c> of the batch before, the state after and the inputs.</summary>
    public static Hash256 Provenance(BatchHeader header)
    {
        var writer = new CanonicalWriter(4 * 32);
        foreach (var hash in (Hash256[])[ProvenanceTypeHash, header.PreviousDigest, header.StateDigest, header.InputsRoot]) writer.Hash(hash);
        return Keccak256.Hash(writer.Written);
    }

    private byte[] PreImage(Hash256 structHash)
    {
        var writer = new CanonicalWriter(PreImageSize);
        writer.U16(0x1901);
        writer.Hash(Separator);
        writer.Hash(structHash);
        return writer.ToArray();
    }

    private static Hash256 StructHash(BatchHeader header, Hash256 provenance)
    {
        var writer = new CanonicalWriter(13 * 32);
        writer.Hash(BatchTypeHash);
        foreach (var number in (ulong[])[header.Schema, header.Algorithm, header.Epoch, header.Sequence, (ulong)header.ValidAfter, (ulong)header.ObservedAt, header.LeafCount])
        {
            writer.U128(0);
            writer.U128(number);
        }

        // bytes16 is padded on the right.
        writer.Shard(header.Shard);
        writer.U128(0);
        foreach (var hash in (Hash256[])[header.Audience, provenance, header.Root, header.Body]) writer.Hash(hash);
        return Keccak256.Hash(writer.Written);
    }

    private static Hash256 HashText(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text));
}
