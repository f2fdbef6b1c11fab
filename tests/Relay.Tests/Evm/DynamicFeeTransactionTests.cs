using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Transactions;
using CrossChainOracle.Signing;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

public sealed class DynamicFeeTransactionTests
{
    private static readonly JsonElement[] Vectors =
        [.. JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "evm-transactions", "transactions.json"))).RootElement.EnumerateArray()];

    [Fact]
    public async Task Sign_GivesTheBytesAndHashesOfEthersAndViem()
    {
        Assert.True(Vectors.Length >= 12);
        Assert.Contains(Vectors, vector => Text(vector, "r").StartsWith("0x00", StringComparison.Ordinal) || Text(vector, "s").StartsWith("0x00", StringComparison.Ordinal));
        foreach (var vector in Vectors)
        {
            var transaction = Read(vector);
            Assert.Equal(Text(vector, "signingHash"), transaction.SigningHash.ToString());
            var signed = await transaction.SignAsync(new Recorded(vector), default);
            Assert.Equal(Text(vector, "raw"), Hex.Encode(signed.Raw.Span));
            Assert.Equal(Text(vector, "hash"), signed.Hash.ToString());
        }
    }

    [Fact]
    public void TryDecode_GivesFieldsAndSenderOfEthersAndViem()
    {
        foreach (var vector in Vectors)
        {
            Assert.True(SignedTransaction.TryDecode(Convert.FromHexString(Text(vector, "raw")[2..]), out var signed, out var problem), problem);
            Assert.Equal((Text(vector, "sender"), Text(vector, "hash")), (signed.Sender.ToString(), signed.Hash.ToString()));
            var (expected, actual) = (Read(vector), signed.Transaction);
            Assert.Equal(expected with { Data = actual.Data }, actual);
            Assert.True(expected.Data.Span.SequenceEqual(actual.Data.Span));
        }
    }

    [Fact]
    public async Task Sign_WithARealKey_RecoversToItsAddress()
    {
        foreach (var vector in Vectors)
        {
            using var key = Postings.Key(0);
            var signed = await Read(vector).SignAsync(key, default);
            Assert.True(SignedTransaction.TryDecode(signed.Raw, out var read, out var problem), problem);
            Assert.Equal((key.Address, signed.Hash), (read.Sender, read.Hash));
        }
    }

    [Fact]
    public void TryDecode_OfDamagedBytes_NeverThrowsAndNeverReadsTwoTransactionsAsOne()
    {
        var original = Convert.FromHexString(Text(Vectors[5], "raw")[2..]);
        Assert.True(SignedTransaction.TryDecode(original, out var sound, out _));
        var mutator = new Mutator(20_261);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = mutator.Next(original);
            if (!SignedTransaction.TryDecode(damaged, out var read, out var problem))
            {
                Assert.NotEmpty(problem);
                continue;
            }

            // What is read is what was signed: the same bytes again, byte for byte.
            Assert.True(damaged.AsSpan().SequenceEqual(original) || read.Hash != sound.Hash, mutator.Describe(i));
            Assert.True(Recode(read).AsSpan().SequenceEqual(damaged), mutator.Describe(i));
        }
    }

    private static byte[] Recode(SignedTransaction read)
    {
        // The signature is at the end: parity, r and s of the raw bytes, taken over by a signer that repeats them.
        var body = CrossChainOracle.Encoding.Rlp.RlpForm.Check(read.Raw.Span[1..], 2);
        Assert.Equal(CrossChainOracle.Encoding.Rlp.RlpFaultCode.None, body.Code);
        var envelope = new CrossChainOracle.Encoding.Rlp.RlpReader(read.Raw.Span[1..]);
        var fields = envelope.List();
        for (var i = 0; i < 9; i++) _ = fields.Item();
        var (parity, r, s) = (fields.U64(), fields.U256(), fields.U256());
        return read.Transaction.Sign(new Repeating(read.Sender, [.. r.ToArray(), .. s.ToArray(), (byte)(27 + parity)])).Raw.ToArray();
    }

    private static DynamicFeeTransaction Read(JsonElement vector) => new(
        ulong.Parse(Text(vector, "chainId"), CultureInfo.InvariantCulture), ulong.Parse(Text(vector, "nonce"), CultureInfo.InvariantCulture),
        UInt128.Parse(Text(vector, "tip"), CultureInfo.InvariantCulture), UInt128.Parse(Text(vector, "fee"), CultureInfo.InvariantCulture),
        ulong.Parse(Text(vector, "gas"), CultureInfo.InvariantCulture), EvmAddress.Parse(Text(vector, "to")),
        UInt128.Parse(Text(vector, "value"), CultureInfo.InvariantCulture), Convert.FromHexString(Text(vector, "data")[2..]));

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    private sealed class Recorded(JsonElement vector) : ISigner
    {
        public EvmAddress Address => EvmAddress.Parse(Text(vector, "sender"));

        public ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default) =>
            new([.. Convert.FromHexString(Text(vector, "r")[2..]), .. Convert.FromHexString(Text(vector, "s")[2..]), (byte)(27 + vector.GetProperty("yParity").GetInt32())]);
    }

    private sealed class Repeating(EvmAddress address, byte[] signature) : ISigner
    {
        public EvmAddress Address => address;

        public ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default) => new(signature);
    }
}
