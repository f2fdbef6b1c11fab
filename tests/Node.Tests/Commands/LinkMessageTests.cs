using System.Text.Json.Nodes;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

public sealed class LinkMessageTests
{
    /// <summary>What is printed is what other libraries signed (tests/data/links).</summary>
    [Theory]
    [InlineData("solana, short layout", "message", "message")]
    [InlineData("solana, full layout", "messageWithSigners", "message")]
    [InlineData("dydx", "signDoc", "signDoc")]
    public async Task TheMessage_IsTheOneOfTheVectors(string name, string member, string expected)
    {
        var vector = Vector(name);
        var ran = await RunAsync(vector, "--json");
        Assert.True(ran.Code == 0, ran.ToString());
        var printed = JsonNode.Parse(ran.Output)!;
        Assert.Equal((string)vector["scheme"]!, (string)printed["scheme"]!);
        Assert.Equal((string)vector[expected]!, (string)printed[member]!);

        var text = await RunAsync(vector);
        Assert.Contains($"{member}: {vector[expected]}\n", text.Output, StringComparison.Ordinal);
        Assert.StartsWith($"text: CrossChainOracle link, version 1: deployment crosschainoracle:example, account alice, address {vector["address"]}, nonce {vector["nonce"]}\n", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnEvmChains_TheTypedDataStandsAloneSoThatItCanBePiped()
    {
        var vector = Vector("evm on Base with the largest nonce");
        var ran = await RunAsync(vector);
        Assert.True(ran.Code == 0, ran.ToString());
        var document = JsonNode.Parse(ran.Output)!;
        Assert.Equal("Link", (string)document["primaryType"]!);
        Assert.Equal((string)vector["nonce"]!, (string)document["message"]!["nonce"]!);
        Assert.Equal((string)vector["address"]!, (string)document["message"]!["address"]!);
        Assert.Equal(["name", "version", "salt"], document["types"]!["EIP712Domain"]!.AsArray().Select(member => (string)member!["name"]!));
        Assert.Equal(["account", "address", "nonce"], document["types"]!["Link"]!.AsArray().Select(member => (string)member!["name"]!));
        Assert.True(JsonNode.DeepEquals(document, JsonNode.Parse((await RunAsync(vector, "--json")).Output)!["typedData"]));
    }

    [Theory]
    [InlineData("--account: 'a b' is not", "d", "a b", "eip155:1:0x000000000000000000000000000000000000dead")]
    [InlineData("--address: 'eip155:1:0xDEAD' is not", "d", "a", "eip155:1:0xDEAD")]
    [InlineData("--deployment: must not be empty", "", "a", "eip155:1:0x000000000000000000000000000000000000dead")]
    [InlineData("--address: addresses of bip122:000000000019d6689c085ae165831e93 cannot be proven", "d", "a", "bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    [InlineData("is no base58 key of 32 bytes", "d", "a", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:abc")]
    [InlineData("at most 1147 characters of printable ASCII", "dé", "a", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:EttsbJ9HLRFKb4YvK2XD8As7v39NFsnv6reyythFKXy8")]
    public async Task WhatCannotBeSigned_IsRefusedWithItsReason(string expected, string deployment, string account, string address)
    {
        var ran = await Captured.RunAsync("link-message", "--deployment", deployment, "--account", account, "--address", address);
        Assert.Equal((2, ""), (ran.Code, ran.Output));
        Assert.Contains(expected, ran.Errors, StringComparison.Ordinal);
    }

    private static Task<Captured> RunAsync(JsonNode vector, params string[] more) => Captured.RunAsync(
        ["link-message", "--deployment", (string)vector["deployment"]!, "--account", (string)vector["account"]!, "--address", (string)vector["address"]!, "--nonce", (string)vector["nonce"]!, .. more]);

    private static JsonNode Vector(string name) =>
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "links", "vectors.json")))!.AsArray().Single(vector => (string)vector!["name"]! == name)!;
}
