namespace CrossChainOracle.Hosting.Tests.Configuration;

/// <summary>Environments for configuration files.</summary>
internal static class Settings
{
    public static Func<string, string?> None { get; } = static _ => null;

    public static Func<string, string?> Of(params (string Name, string Value)[] settings) => name => settings.FirstOrDefault(setting => setting.Name == name).Value;
}
