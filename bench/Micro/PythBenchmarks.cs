using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Configuration;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Bench.Micro;

/// <summary>A recorded mainnet update, verified to its prices: 13 guardian signatures, the emitter, a Merkle proof for each feed.</summary>
public class PythBenchmarks
{
    private byte[] _update = null!;
    private PythTrust _forgetful = null!;
    private PythTrust _remembering = null!;
    private long _time;

    [Params(1, 9)]
    public int Feeds { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var trust = (SignerConfiguration.Load(Read("pyth-signers.json"), out var problems) ?? throw new InvalidOperationException(string.Join("; ", problems))).Trusts["pyth-mainnet"];
        using var json = JsonDocument.Parse(Read($"update-{Feeds}.json"));
        _update = Convert.FromHexString(json.RootElement.GetProperty("hex").GetString()!);
        _forgetful = new(trust.Signers.Families, trust.Source, rememberedVaas: 0);
        _remembering = new(trust.Signers.Families, trust.Source);
        if (!PythUpdate.TryReadTime(_update, out _time, out var refusal)) throw new InvalidOperationException(refusal.ToString());
        if (Verify(_remembering) != Feeds) throw new InvalidOperationException($"The recorded update does not have {Feeds} feeds.");
    }

    [Benchmark(Baseline = true)]
    public int Cold() => Verify(_forgetful);

    /// <summary>As when several requests share a slot: the signatures were checked before.</summary>
    [Benchmark]
    public int VaaKnown() => Verify(_remembering);

    private int Verify(PythTrust trust) =>
        PythUpdate.TryVerify(_update, trust, _time, out var update, out var refusal) && update.IsWhole ? update.Messages.Count : throw new InvalidOperationException($"{refusal}");

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", name));
}
