using System.Text.Json;

namespace CrossChainOracle.Collateral.Tests.Evm;

internal static class Json
{
    public static JsonElement Of(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
