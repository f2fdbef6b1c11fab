using CrossChainOracle.Azure.Rest;

namespace CrossChainOracle.Azure.KeyVault;

/// <summary>What may be different from vault to vault.</summary>
public sealed record KeyVaultOptions
{
    /// <summary>How long a call may take. The default is 2 seconds for an attempt and 10 for all: a signature that comes later is for a round that others have signed.</summary>
    public RestLimits Limits { get; init; } = new() { Attempt = TimeSpan.FromSeconds(2), Budget = TimeSpan.FromSeconds(10) };

    /// <summary>Whom tokens are for; other clouds have other names.</summary>
    public string Scope { get; init; } = "https://vault.azure.net/.default";
}
