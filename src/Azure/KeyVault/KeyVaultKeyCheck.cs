using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.KeyVault;

/// <summary>Whether a vault's description of a key (a JSON web key, RFC 7517 and RFC 8812, and its attributes) is that of the pinned one.</summary>
internal static class KeyVaultKeyCheck
{
    /// <summary>Null, or what is wrong with it.</summary>
    public static string? Problem(JsonElement? answer, KeyVaultKey pinned)
    {
        if (answer is not { } body || !body.TryGetProperty("key", out var key) || key.ValueKind != JsonValueKind.Object) return "the vault's answer describes no key";
        if (!pinned.IsNamedBy(KeyVaultAnswer.Text(key, "kid"))) return "the vault describes another key or version than the pinned one";
        if (KeyVaultAnswer.Text(key, "kty") is not ("EC" or "EC-HSM")) return "the key's kty is neither EC nor EC-HSM";
        if (KeyVaultAnswer.Text(key, "crv") != "P-256K") return "the key's crv is not P-256K";
        if (!IsPoint(key, pinned)) return $"the key in the vault is not the pinned one of {pinned.Address}";
        if (!MaySign(key)) return "the key's key_ops do not contain sign";
        return IsEnabled(body) ? null : "the key is not enabled";
    }

    private static bool IsPoint(JsonElement key, KeyVaultKey pinned) =>
        KeyVaultAnswer.Bytes(key, "x") is { Length: 32 } x && KeyVaultAnswer.Bytes(key, "y") is { Length: 32 } y && pinned.PublicKey.Span.SequenceEqual([.. x, .. y]);

    private static bool MaySign(JsonElement key) =>
        key.TryGetProperty("key_ops", out var operations) && operations.ValueKind == JsonValueKind.Array
        && operations.EnumerateArray().Any(operation => operation.ValueKind == JsonValueKind.String && operation.ValueEquals("sign"));

    private static bool IsEnabled(JsonElement body) =>
        body.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("enabled", out var enabled)
        && enabled.ValueKind == JsonValueKind.True;
}
