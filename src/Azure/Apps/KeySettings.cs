using CrossChainOracle.Azure.KeyVault;
using CrossChainOracle.Hosting.Distributed;

namespace CrossChainOracle.Azure.Apps;

/// <summary>The settings of apps that sign by a key of a vault.</summary>
public static class KeySettings
{
    /// <summary>The key, by its id with the version and its public half.</summary>
    /// <param name="settings">Of the app.</param>
    /// <param name="section">What the settings' names begin with: <c>Attester</c> or <c>Relay</c>.</param>
    public static KeyVaultKey Key(this AppSettings settings, string section) => KeyVaultKey.Create(
        settings.Value(section + "__KeyId", "must be " + KeyVaultKey.IdRule, static text => Uri.TryCreate(text, UriKind.Absolute, out var id) && KeyVaultKey.IsId(id) ? id : null) ?? new("https://invalid.invalid/keys/none/none"),
        settings.Bytes(section + "__PublicKey", KeyVaultKey.PublicKeySize));
}
