using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing.Tests;

/// <summary>Five keys made from their names, in ascending order of address as an attester set lists them.</summary>
internal static class Keys
{
    public static IReadOnlyList<PlatformSigner> Five { get; } = [.. Enumerable.Range(0, 5).Select(i => Of($"attester {i}")).OrderBy(signer => signer.Address)];

    public static PlatformSigner Of(string name) => PlatformSigner.FromPrivateKey(Digest(name).ToArray()).OrThrow();

    public static Hash256 Digest(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text));

    public static AttesterSet Set(uint epoch = 1, int threshold = 3, long validFrom = 0, long expiresAt = UnixTime.MaxValue, params IReadOnlyList<ISigner> members) =>
        AttesterSet.Create(epoch, threshold, validFrom, expiresAt, [.. (members.Count == 0 ? Five : members).Select(signer => signer.Address).Order()], out var problem)
        ?? throw new InvalidOperationException(problem);

    /// <summary>Valid signatures of the given members of the five.</summary>
    public static IReadOnlyList<AttesterSignature> Sign(Hash256 digest, params int[] members) =>
        [.. members.Select(i => new AttesterSignature((byte)i, Five[i].Sign(digest)))];
}
