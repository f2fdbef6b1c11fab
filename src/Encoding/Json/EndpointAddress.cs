using System.Buffers;
using System.Text.Json;

namespace CrossChainOracle.Encoding.Json;

/// <summary>
/// The address of an endpoint in a configuration: as it stands, or <c>$ENDPOINT_NAME</c>, where an environment variable of that name holds it. An address may hold a credential, which then is in no file; what
/// is wrong is said with the variable's name and never with what it holds.
/// </summary>
/// <remarks>Only a whole text is a name, never a part of an address, and only of variables made for this: no other secret of the process can be sent somewhere by a configuration.</remarks>
public static class EndpointAddress
{
    /// <summary>What stands where an endpoint is named.</summary>
    public const string Form = "an http or https address, or $ENDPOINT_NAME for one that is in the environment";

    private const string Prefix = "ENDPOINT_";
    private const int MaximumName = 80;

    private static readonly SearchValues<char> NameMarks = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>The environment of a process that asks no endpoint and is not told their addresses: each variable holds an address of its own that leads nowhere (RFC 2606, section 2).</summary>
    public static string? Unreachable(string name) => "https://endpoint.invalid/" + name;

    /// <param name="value">What stands there.</param>
    /// <param name="settings">Reads an environment variable by its name; null where it is not set.</param>
    /// <param name="problem">Null exactly when an address is returned.</param>
    internal static Uri? Read(JsonElement value, Func<string, string?> settings, out string? problem)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
        if (!text.StartsWith('$')) return Parse(text, "must be " + Form, out problem);
        if (!IsName(text.AsSpan(1)))
        {
            problem = $"must be {Form}: {Prefix} and 1 to {MaximumName - Prefix.Length} capitals, digits and underscores";
            return null;
        }

        var name = text[1..];
        if (settings(name) is { Length: > 0 } held) return Parse(held, $"{name} must hold an http or https address", out problem);
        problem = $"{name} is not set in the environment";
        return null;
    }

    private static Uri? Parse(string text, string otherwise, out string? problem)
    {
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        problem = isAddress ? null : otherwise;
        return isAddress ? uri : null;
    }

    private static bool IsName(ReadOnlySpan<char> name) =>
        name.Length > Prefix.Length && name.Length <= MaximumName && name.StartsWith(Prefix, StringComparison.Ordinal)
        && !name.ContainsAnyExcept(NameMarks);
}
