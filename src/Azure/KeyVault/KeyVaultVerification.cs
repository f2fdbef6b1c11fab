namespace CrossChainOracle.Azure.KeyVault;

/// <summary>What came of asking a vault about a key.</summary>
public abstract record KeyVaultVerification
{
    private KeyVaultVerification() { }

    /// <summary>It is the pinned key, enabled, and may sign.</summary>
    public sealed record Verified : KeyVaultVerification;

    /// <summary>Rejected: it is not what the configuration says.</summary>
    public sealed record Refused(string Reason) : KeyVaultVerification;

    /// <summary>The vault did not say; may be retried.</summary>
    public sealed record Failed(string Reason) : KeyVaultVerification;
}
