using CrossChainOracle.Azure.Rest;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>What may be different from container to container.</summary>
public sealed record BlobOptions
{
    /// <summary>How long a call may take.</summary>
    public RestLimits Limits { get; init; } = new();

    /// <summary>Whom tokens are for; other clouds have other names.</summary>
    public string Scope { get; init; } = "https://storage.azure.com/.default";
}
