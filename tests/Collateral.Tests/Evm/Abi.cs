using System.Text.Json;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>The published ABI of a protocol, <c>tests/data/protocols/*/abi.json</c>.</summary>
internal static class Abi
{
    /// <summary>Each function's canonical signature, put together from the types in the file, has that selector.</summary>
    public static void AssertHolds(string protocol, params (string Function, uint Selector)[] functions)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "data", "protocols", protocol, "abi.json")));
        var published = document.RootElement.EnumerateArray()
            .Where(item => item.GetProperty("type").GetString() == "function")
            .ToDictionary(item => item.GetProperty("name").GetString()!, item => AbiSelector.Of($"{item.GetProperty("name").GetString()}{Types(item.GetProperty("inputs"))}"));
        Assert.All(functions, function => Assert.Equal(published[function.Function], function.Selector));
    }

    private static string Types(JsonElement inputs) => $"({string.Join(',', inputs.EnumerateArray().Select(Type))})";

    private static string Type(JsonElement input)
    {
        var type = input.GetProperty("type").GetString()!;
        return type.StartsWith("tuple", StringComparison.Ordinal) ? Types(input.GetProperty("components")) + type["tuple".Length..] : type;
    }
}
