using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Tests;

/// <summary>A 3-of-5 router set of our own, with its keys.</summary>
public sealed class DevRouters
{
    public const string Family = "dev-routers";
    public const int Quorum = 3;

    private readonly DevSigner[] _signers = [.. Enumerable.Range(0, 5).Select(_ => DevSigner.New())];

    public DevRouters(uint index = 0, long? expiresAt = null)
    {
        Set = SignerSet.Create(Family, index, Quorum, expiresAt, [.. _signers.Select(signer => signer.Address)], out _)!;
    }

    public static Emitter Source => PythTrust.Mainnet;

    public SignerSet Set { get; }

    public PythTrust Trust(int remembered = VaaVerifier.DefaultCapacity) => new([Sets], Source, remembered);

    public SignerSets Sets => SignerSets.Create(Family, null, [Set]);

    public byte[] Sign(Hash256 digest, int signer) => _signers[signer].Sign(digest);

    public PythUpdateEncoder Encoder(params byte[] signers) => new(Source, Set.Index, signers.Length == 0 ? [0, 2, 4] : signers, Sign);

    public static PythMessage.PriceFeed Price(byte id, long price = 6_140_993_501_000, long publishTime = 1_714_746_101) =>
        new(Hash256.From([.. new byte[31], id]), price, 3_287_868_567, -8, publishTime, publishTime - 1, price - 5, 17);
}
