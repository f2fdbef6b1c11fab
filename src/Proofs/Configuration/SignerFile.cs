using System.Text.Json.Serialization;

namespace CrossChainOracle.Proofs.Configuration;

/// <summary>The shape of <c>config/pyth-signers.json</c>, as its schema describes it. Everything may be missing: the loader says what is.</summary>
internal sealed record SignerFile(
    [property: JsonPropertyName("$schema")] string? Schema, IReadOnlyList<SignerFile.FamilyPart?>? Families, IReadOnlyList<SignerFile.TrustPart?>? Trusts)
{
    internal sealed record FamilyPart(string? Name, EmitterPart? Governance, IReadOnlyList<SetPart?>? Sets, IReadOnlyList<UpgradePart?>? Upgrades);

    internal sealed record EmitterPart(ushort? Chain, string? Address);

    internal sealed record SetPart(uint? Index, IReadOnlyList<string?>? Members, int? Quorum, long? ExpiresAt, string? Source);

    internal sealed record UpgradePart(uint? To, string? Vaa, string? Source);

    internal sealed record TrustPart(string? Name, IReadOnlyList<string?>? Families, EmitterPart? Emitter);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SignerFile))]
internal sealed partial class SignerFileContext : JsonSerializerContext;
