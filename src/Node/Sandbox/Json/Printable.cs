using CrossChainOracle.Encoding;

namespace CrossChainOracle.Node.Sandbox.Json;

internal static class Printable
{
    private const int Longest = 80;

    /// <summary>Text from outside as it may stand in a message.</summary>
    public static string Clean(string text) => PlainText.Clean(text, Longest);
}
