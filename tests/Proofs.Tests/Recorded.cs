using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Configuration;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Proofs.Tests;

/// <summary>The recorded messages in <c>tests/data</c> and the configuration that the product ships.</summary>
public static class Recorded
{
    public static SignerConfiguration Shipped { get; } = Load();

    public static SignerSets Guardians => Shipped.Families["wormhole-mainnet"];

    public static PythTrust Mainnet => Shipped.Trusts["pyth-mainnet"];

    public static string[] Files(params string[] folder)
    {
        var files = Directory.GetFiles(Repository.PathOf(["tests", "data", .. folder]), "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        return [.. files.Select(name => string.Join('/', [.. folder, name!]))];
    }

    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf(["tests", "data", .. file.Split('/')])));
        return document.RootElement.Clone();
    }

    public static byte[] Bytes(JsonElement file)
    {
        Assert.True(Hex.TryDecode(file.GetProperty("hex").GetString(), out byte[]? bytes));
        return bytes;
    }

    public static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;

    /// <summary>Updates of a private chain: one guardian with the private key 1, as the vectors of Pyth's Aptos and Sui contracts have it.</summary>
    public static PythTrust Of(string guardian, Emitter source)
    {
        var set = SignerSet.Create("synthetic", 0, 1, null, [EvmAddress.Parse(guardian)], out _)!;
        return new([SignerSets.Create("synthetic", null, [set])], source);
    }

    private static SignerConfiguration Load()
    {
        var loaded = SignerConfiguration.Load(File.ReadAllBytes(Repository.PathOf("config", "pyth-signers.json")), out var problems);
        Assert.Empty(problems);
        return loaded!;
    }
}
