using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>What a chain's reading says in words.</summary>
internal static class LookNote
{
    private const int Maximum = 200;

    public static string Of(string text) => PlainText.Clean(text, Maximum);
}
