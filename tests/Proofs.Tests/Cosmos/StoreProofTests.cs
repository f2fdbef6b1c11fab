using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.Proofs.Cosmos;
using CrossChainOracle.Proofs.Cosmos.Ics23;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Proofs.Tests.Cosmos;

/// <summary>Real two-level proofs: a key in a store, the store under the app hash.</summary>
public class StoreProofTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_121;
    private const string Receipt = "cosmos/mainnet_proofs/atomone_ibc_packet_receipt_3284731.json";

    [Theory]
    [InlineData(Receipt, true)]
    [InlineData("cosmos/mainnet_proofs/band_oracle_btc_319314.json", null)]
    [InlineData("cosmos/mainnet_proofs/atomone_gov_params_3228573.json", false)]
    public void Verify_OfARecordedProof_LeadsToItsAppHash_AndToThatOfNoOtherHeight(string file, bool? header)
    {
        var proof = new Recording(file);
        Assert.Null(proof.Verify(proof.Computed));
        if (header == true) Assert.Equal(proof.Computed, proof.Header);

        // The recording names the app hash of the proof's own height, which commits to the height before.
        if (header == false) Assert.Equal($"simple leads to {Short(proof.Computed)}, not {Short(proof.Header!.Value)}", Assert.IsType<CosmosRefusal.OtherRoot>(proof.Verify(proof.Header.Value)).Detail);
    }

    [Fact]
    public void Verify_OfAnotherStoreKeyValueOrAbsence_IsRefused()
    {
        var proof = new Recording(Receipt);
        Assert.IsType<CosmosRefusal.WrongContent>(StoreProof.Verify("bank", proof.Key, proof.Value, proof.Steps, proof.Computed, ProofSpec.Iavl));
        Assert.IsType<CosmosRefusal.WrongContent>(StoreProof.Verify("ibc", [.. proof.Key, 1], proof.Value, proof.Steps, proof.Computed, ProofSpec.Iavl));
        Assert.IsType<CosmosRefusal.WrongContent>(StoreProof.Verify("ibc", proof.Key, new byte[] { 2 }, proof.Steps, proof.Computed, ProofSpec.Iavl));
        Assert.IsType<CosmosRefusal.WrongContent>(StoreProof.Verify("ibc", proof.Key, null, proof.Steps, proof.Computed, ProofSpec.Iavl));
    }

    [Fact]
    public void Verify_BySteps_OfAnotherNumberOrKind_IsRefused()
    {
        var proof = new Recording(Receipt);
        Assert.IsType<CosmosRefusal.Unsupported>(proof.Verify(proof.Computed, steps: [proof.Steps[0]]));
        Assert.IsType<CosmosRefusal.Unsupported>(proof.Verify(proof.Computed, steps: [proof.Steps[1], proof.Steps[0]]));
        Assert.IsType<CosmosRefusal.Unsupported>(proof.Verify(proof.Computed, steps: [proof.Steps[0] with { Type = "ics23:smt" }, proof.Steps[1]]));
        Assert.IsType<CosmosRefusal.Unsupported>(proof.Verify(proof.Computed, spec: ProofSpec.Smt));
    }

    [Fact]
    public void DamagedProofs_NeverThrow_AndNeverVerify()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        var proof = new Recording(Receipt);
        for (var i = 0; i < Cases; i++)
        {
            var step = i % 2;
            var damaged = mutator.Next(proof.Steps[step].Data.Span);
            if (damaged.AsSpan().SequenceEqual(proof.Steps[step].Data.Span)) continue;
            ProofOp[] steps = [.. proof.Steps];
            steps[step] = steps[step] with { Data = damaged };
            var refusal = proof.Verify(proof.Computed, steps: steps);
            Assert.True(refusal is { Detail.Length: > 0 and <= 200 }, $"{mutator.Describe(i)}: {refusal}");
        }
    }

    private static string Short(Hash256 hash) => $"{hash.ToString()[..38]}..(32 bytes)";

    private sealed class Recording
    {
        public Recording(string file)
        {
            var json = Recorded.Read(file);
            Store = Recorded.Text(json, "store");
            Key = Convert.FromHexString(Recorded.Text(json, "key_hex"));
            Value = json.GetProperty("value").GetBytesFromBase64();
            Steps = [.. json.GetProperty("ops").EnumerateArray().Select(step => new ProofOp(Recorded.Text(step, "type"), Ics23Vectors.Base64(step, "key"), Ics23Vectors.Base64(step, "data")))];
            Computed = Hash256.Parse(Recorded.Text(json.GetProperty("computed"), "app_hash"));
            if (json.GetProperty("app_hash").ValueKind == JsonValueKind.String) Header = Hash256.Parse(Recorded.Text(json, "app_hash"));
        }

        public string Store { get; }

        public byte[] Key { get; }

        public byte[] Value { get; }

        public ProofOp[] Steps { get; }

        public Hash256 Computed { get; }

        public Hash256? Header { get; }

        public ProofRefusal? Verify(Hash256 appHash, ProofOp[]? steps = null, ProofSpec? spec = null) => StoreProof.Verify(Store, Key, Value, steps ?? Steps, appHash, spec ?? ProofSpec.Iavl);
    }
}
