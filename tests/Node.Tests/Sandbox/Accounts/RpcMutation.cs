using System.Text.Json;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Sandbox.Accounts;

/// <summary>Sends mutated requests to a handler, each of whose answers must be one of JSON-RPC.</summary>
internal static class RpcMutation
{
    /// <param name="handler">Who answers.</param>
    /// <param name="seed">Of the mutations.</param>
    /// <param name="cases">How many.</param>
    /// <param name="bodies">Sound requests.</param>
    public static void Check(RpcHandler handler, int seed, int cases, params string[] bodies)
    {
        var originals = bodies.Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
        Assert.All(originals, body => Assert.DoesNotContain("error", System.Text.Encoding.UTF8.GetString(handler.Answer(body).Span), StringComparison.Ordinal));
        var mutator = new Mutator(seed);
        var errors = 0;
        for (var i = 0; i < cases; i++)
        {
            var answer = handler.Answer(mutator.Next(originals[i % originals.Length]));
            if (!IsSound(answer, out var isError)) Assert.Fail(mutator.Describe(i));
            if (isError) errors++;
        }

        Assert.InRange(errors, cases / 4, cases - 1);
    }

    private static bool IsSound(ReadOnlyMemory<byte> answer, out bool isError)
    {
        isError = false;
        if (answer.IsEmpty) return true;
        using var json = JsonDocument.Parse(answer);
        JsonElement[] all = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : [json.RootElement];
        isError = all.Any(one => one.TryGetProperty("error", out _));
        return all.Length > 0 && all.All(one => one.GetProperty("jsonrpc").GetString() == "2.0" && one.TryGetProperty("id", out _)
            && (one.TryGetProperty("result", out _) ^ one.TryGetProperty("error", out _)));
    }
}
