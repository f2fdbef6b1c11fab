using CrossChainOracle.Domain;
using CrossChainOracle.Pipeline.Distributed;

namespace CrossChainOracle.Hosting.Distributed;

/// <summary>Reads the application settings of a function app, which are environment variables there. Every problem is reported at once; values are never repeated.</summary>
/// <param name="environment">Reads a variable by its name.</param>
public sealed class AppSettings(Func<string, string?> environment)
{
    private readonly List<string> _problems = [];

    /// <summary>All settings of an app.</summary>
    /// <param name="app">Whose settings these are.</param>
    /// <param name="environment">Reads a variable by its name.</param>
    /// <param name="read">Asks for each.</param>
    /// <exception cref="NodeFaultException">Everything that is wrong, a line for each problem.</exception>
    public static T Read<T>(string app, Func<string, string?> environment, Func<AppSettings, T> read)
    {
        var settings = new AppSettings(environment);
        var all = read(settings);
        settings.Done(app);
        return all;
    }

    public string Text(string name) => Value(name, "must be set", static text => text) ?? string.Empty;

    /// <summary>Null where it is not set.</summary>
    public string? Optional(string name) => environment(name) is { Length: > 0 } text ? text : null;

    /// <summary>An https address; http only on this machine, where emulators are.</summary>
    public Uri Address(string name) => Value(name, "must be an https address", static text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && IsSafe(uri) ? uri : null) ?? new Uri("https://invalid.invalid");

    public int Count(string name, int least, int most) => Value(name, $"must be a number from {least} to {most}", text => int.TryParse(text, out var count) && count >= least && count <= most ? (int?)count : null) ?? least;

    public Schedule Schedule(string name) =>
        Value(name, "must be */n * * * * * or 0 */n * * * *, where n divides 60", Pipeline.Distributed.Schedule.Parse) ?? new(string.Empty, TimeSpan.FromMinutes(1));

    /// <summary>0x and hexadecimal digits.</summary>
    /// <param name="bytes">How many bytes.</param>
    public byte[] Bytes(string name, int bytes) =>
        Value(name, $"must be 0x and {2 * bytes} hexadecimal digits", text => Hex.TryDecode(text, out byte[]? decoded) && decoded!.Length == bytes ? decoded : null) ?? new byte[bytes];

    /// <summary>What is made of a setting's text; null, and a problem more, where it is not set or nothing can be made of it.</summary>
    /// <param name="name">Of the setting.</param>
    /// <param name="rule">Follows the name where it is broken.</param>
    /// <param name="parse">Null where the rule is broken.</param>
    public T? Value<T>(string name, string rule, Func<string, T?> parse)
    {
        if (environment(name) is { Length: > 0 } text && parse(text) is { } value) return value;
        _problems.Add($"{name} {rule}");
        return default;
    }

    private void Done(string app)
    {
        if (_problems.Count > 0) throw new NodeFaultException($"the settings of {app} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, _problems.Select(static problem => "  " + problem))}", isConfiguration: true);
    }

    private static bool IsSafe(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
}
