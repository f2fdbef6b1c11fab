using System.Text;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Evm;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Proofs.Tests.Evm;

/// <summary>Damaged headers, proofs and answers: never an exception, never anything that the original did not prove.</summary>
public sealed class EvmMutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_121;

    [Fact]
    public void HeaderRlp_OfDamagedBytes_IsRefusedOrTheOnlyEncodingOfAnotherBlock()
    {
        var mutator = Mutator();
        byte[][] originals = [.. Recorded.Files("evm-proofs", "headers").Select(file => EvmHeaderCodec.Encode(EvmData.Header(Recorded.Read(file))))];
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(originals[i % originals.Length]);
            if (!EvmHeaderCodec.TryDecode(damaged, out var header, out var refusal)) AssertDetail(refusal, mutator, i);
            else Assert.True(damaged.AsSpan().SequenceEqual(EvmHeaderCodec.Encode(header)), mutator.Describe(i));
        }
    }

    [Fact]
    public void HeaderJson_OfDamagedBytes_IsRefusedOrThatOfTheBlock()
    {
        var mutator = Mutator();
        var original = EvmData.Read("headers/mainnet_24630100_osaka.json");
        var hash = EvmData.Header(original).ComputeHash();
        var accepted = EachDamagedJson(mutator, original, (json, i) =>
        {
            if (!EvmHeaderJson.TryParse(json, out var header, out var refusal)) return AssertDetail(refusal, mutator, i);
            Assert.True(header.ComputeHash() == hash, mutator.Describe(i));
            return true;
        });
        Assert.InRange(accepted, 1, Cases / 2);
    }

    [Fact]
    public void TrieProof_WithDamagedNodes_NeverProvesAnything()
    {
        var mutator = Mutator();
        var random = new Random(Seed);
        var answer = EvmData.Answer(EvmData.Read("mainnet_21925176/rpc_proof.json"));
        var small = new PatriciaTrie(Enumerable.Range(0, 60).Select(i => (new byte[] { (byte)(i * 7 & 0xff), (byte)i }, new byte[1 + (i % 40)].Select(_ => (byte)(i + 1)).ToArray())));
        (Hash256 Root, byte[] Key, ReadOnlyMemory<byte>[] Proof)[] proofs =
        [
            (EvmData.Mainnet.StateRoot, Keccak256.Hash(EvmData.DepositContract.ToArray()).ToArray(), [.. answer.AccountProof]),
            (answer.Stated.StorageRoot, Keccak256.Hash(EvmData.SlotOne.ToArray()).ToArray(), [.. answer.Storage[0].Proof]),
            (small.Root, [63, 9], [.. small.Prove([63, 9])]),
            (small.Root, [63, 10], [.. small.Prove([63, 10])]),
        ];
        Assert.Equal([true, true, true, false], proofs.Select(item => MerklePatricia.Verify(item.Root, item.Key, item.Proof) is TrieOutcome.Present));
        for (var i = 0; i < Cases; i++)
        {
            var (root, key, proof) = proofs[i % proofs.Length];
            var damaged = (ReadOnlyMemory<byte>[])proof.Clone();
            var at = random.Next(damaged.Length);
            damaged[at] = mutator.Next(damaged[at].Span);
            if (damaged[at].Span.SequenceEqual(proof[at].Span)) continue;
            var outcome = MerklePatricia.Verify(root, key, damaged);
            Assert.True(outcome is TrieOutcome.Refused, mutator.Describe(i));
            AssertDetail(((TrieOutcome.Refused)outcome).Refusal, mutator, i);
        }
    }

    /// <summary>The damage is hashed, so that the walk reaches it: whatever the node is, the walk ends.</summary>
    [Fact]
    public void TrieNode_ThatIsDamagedAndHashedAgain_NeverThrows()
    {
        var mutator = Mutator();
        var answer = EvmData.Answer(EvmData.Read("mainnet_21925176/rpc_proof.json"));
        var key = Keccak256.Hash(EvmData.SlotOne.ToArray()).ToArray();
        var small = new PatriciaTrie(Enumerable.Range(0, 40).Select(i => (new byte[] { (byte)(i & 3), (byte)(i * 5) }, new byte[] { (byte)(i + 1) })));
        (byte[] Node, byte[] Key)[] originals =
        [
            .. answer.Storage[0].Proof.Select(node => (node.ToArray(), key)),
            .. small.Prove([1, 25]).Select(node => (node.ToArray(), new byte[] { 1, 25 })),
            .. small.Prove([1, 25]).Select(node => (node.ToArray(), Array.Empty<byte>())),
        ];
        var kinds = new HashSet<Type>();
        for (var i = 0; i < Cases; i++)
        {
            var (original, way) = originals[i % originals.Length];
            var damaged = mutator.Next(original);
            var outcome = MerklePatricia.Verify(Keccak256.Hash(damaged), way, [damaged]);
            kinds.Add(outcome is TrieOutcome.Refused refused ? refused.Refusal.GetType() : outcome.GetType());
            if (outcome is TrieOutcome.Refused { Refusal: { } refusal }) AssertDetail(refusal, mutator, i);
        }

        Assert.Superset(new HashSet<Type> { typeof(TrieOutcome.Absent), typeof(TrieOutcome.Present), typeof(ProofRefusal.Malformed), typeof(ProofRefusal.MissingNode) }, kinds);
    }

    [Fact]
    public void ProofAnswer_OfDamagedBytes_IsRefusedOrProvesTheSame()
    {
        var mutator = Mutator();
        var original = EvmData.Read("mainnet_21925176/rpc_proof.json");
        var (header, expected) = (EvmData.Mainnet, EvmData.Answer(original));
        var accepted = EachDamagedJson(mutator, original, (json, i) =>
        {
            if (!EvmProofAnswer.TryParse(json, out var answer, out var refusal)) return AssertDetail(refusal, mutator, i);
            if (!EvmStateProof.TryVerify(header, EvmData.MainnetHash, answer, EvmData.DepositContract, [EvmData.SlotOne], out var proven, out refusal)) return AssertDetail(refusal, mutator, i);
            Assert.True(proven.Account == expected.Stated && proven.Slots[EvmData.SlotOne] == expected.Storage[0].Stated, mutator.Describe(i));
            return true;
        });
        Assert.InRange(accepted, 1, Cases / 2);
    }

    [Fact]
    public void Receipt_OfDamagedBytes_IsRefusedOrTheOnlyEncoding()
    {
        var mutator = Mutator();
        byte[][] originals = [.. EvmData.Read("mainnet_21925176/rpc_receipts.json").EnumerateArray().Take(40).Select(EvmData.Receipt).Select(EvmReceiptCodec.Encode)];
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(originals[i % originals.Length]);
            if (!EvmReceiptCodec.TryDecode(damaged, out var receipt, out var refusal)) AssertDetail(refusal, mutator, i);
            else Assert.True(damaged.AsSpan().SequenceEqual(EvmReceiptCodec.Encode(receipt)), mutator.Describe(i));
        }
    }

    [Fact]
    public void ReceiptAndLogJson_OfDamagedBytes_IsRefusedOrRead()
    {
        var mutator = Mutator();
        EachDamagedJson(mutator, EvmData.Read("mainnet_21925176/rpc_receipt.json"), (json, i) => EvmReceiptJson.TryParse(json, out _, out var refusal) || AssertDetail(refusal, mutator, i));
        EachDamagedJson(mutator, EvmData.Read("mainnet_21925176/rpc_logs.json")[0], (json, i) => StatedLog.TryParse(json, out _, out var refusal) || AssertDetail(refusal, mutator, i));
    }

    /// <summary>How many of the damaged documents were still JSON and accepted.</summary>
    private static int EachDamagedJson(Mutator mutator, JsonElement original, Func<JsonElement, int, bool> accept)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(original.GetRawText());
        var accepted = 0;
        for (var i = 0; i < Cases; i++)
        {
            try
            {
                using var document = JsonDocument.Parse(mutator.Next(bytes));
                if (accept(document.RootElement, i)) accepted++;
            }
            catch (JsonException)
            {
                // No JSON: refused before it comes here.
            }
        }

        return accepted;
    }

    private static bool AssertDetail(ProofRefusal refusal, Mutator mutator, int index)
    {
        Assert.True(refusal.Detail is { Length: > 0 and <= 200 } detail && Ascii.IsValid(detail), $"{mutator.Describe(index)}: {refusal}");
        return false;
    }

    private Mutator Mutator()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        return new(Seed);
    }
}
