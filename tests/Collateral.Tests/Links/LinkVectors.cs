using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Collateral.Links;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Links;

/// <summary>Proofs that other libraries signed.</summary>
internal sealed record LinkVector(string Name, LinkClaim Signed, LinkProof Proof, JsonObject Json)
{
    public static IReadOnlyList<LinkVector> All { get; } = [.. JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "links", "vectors.json")))!.AsArray().Select(Read)];

    public static LinkVector Named(string name) => All.Single(vector => vector.Name == name);

    /// <summary>Those whose stated address is their signer's.</summary>
    public static IEnumerable<LinkVector> Sound => All.Where(vector => !vector.Name.EndsWith("another key", StringComparison.Ordinal) && !vector.Name.Contains("another address", StringComparison.Ordinal) && !vector.Name.Contains("alone", StringComparison.Ordinal)
        || vector.Name == "cosmos by another key");

    private static LinkVector Read(JsonNode? node)
    {
        var json = node!.AsObject();
        string Text(string name) => (string)json[name]!;
        var claim = new LinkClaim(Text("deployment"), AccountId.Parse(Text("account")), AccountAddress.Parse(Text("address")), ulong.Parse(Text("nonce"), CultureInfo.InvariantCulture));
        var scheme = Enum.Parse<LinkScheme>(Text("scheme"), ignoreCase: true);
        return new(Text("name"), claim, new(scheme, Bytes(scheme, Text("signature")), json.ContainsKey("publicKey") ? Convert.FromBase64String(Text("publicKey")) : default), json);
    }

    private static byte[] Bytes(LinkScheme scheme, string text)
    {
        if (scheme == LinkScheme.Adr36) return Convert.FromBase64String(text);
        if (scheme == LinkScheme.Eip712) return Convert.FromHexString(text[2..]);
        var bytes = new byte[64];
        Assert.True(Base58.TryDecode(text, bytes));
        return bytes;
    }
}
