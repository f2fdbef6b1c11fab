using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Relay.Tests.Solana;

public sealed class SolanaEncoderTests(ITestOutputHelper output)
{
    private static readonly Hash256 Blockhash = Keccak256.Hash("blockhash"u8);
    private static readonly SolanaKit.Payer Payer = new(1);
    private static readonly SolanaEncoder Encoder = new(SolanaKit.Domain, new());

    /// <summary>The table of docs/solana.md.</summary>
    [Fact]
    public void FreeBytes_ByProofNodesAndSigners_AreThoseOfTheDocument()
    {
        var lines = Enumerable.Range(1, 5).Select(signers =>
        {
            var free = Enumerable.Range(0, 7).Select(depth => Encoder.FreeBytes(signers, depth)).Select(bytes => bytes < 0 ? "none" : $"{bytes}");
            return $"| {signers} | {string.Join(" | ", free)} | {Encoder.HighestDepth(signers)} | {SolanaFee.Of(signers, 0, 0).Total:N0} |";
        }).ToArray();
        output.WriteLine(string.Join('\n', lines));
        var document = File.ReadAllText(Repository.PathOf("docs", "solana.md"));
        Assert.All(lines, line => Assert.Contains(line, document, StringComparison.Ordinal));
    }

    [Fact]
    public void AMemoAndACall_TakeTheBytesOfTheDocument()
    {
        var free = Encoder.FreeBytes(3, 0);
        Assert.Equal(free - 35 - 7, new SolanaEncoder(SolanaKit.Domain, new() { Memo = "ccotest" }).FreeBytes(3, 0));
        SolanaInstruction call = new(new SolanaKit.Payer(7).Address, [new(new SolanaKit.Payer(8).Address, false, true)], new byte[10]);
        Assert.Equal(free - 35 - 33 - 10, new SolanaEncoder(SolanaKit.Domain, new() { Consumers = [call] }).FreeBytes(3, 0));
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(3, 6)]
    [InlineData(4, 6)]
    [InlineData(5, 3)]
    [InlineData(5, 0)]
    public void Encode_WhatFits_HasTheSizeThatWasForetold(int signers, int depth)
    {
        var ready = Assert.IsType<SolanaEncoding.Ready>(Encode(signers, depth));
        Assert.Equal(SolanaMessage.MaximumTransaction - Encoder.FreeBytes(signers, depth), ready.Transaction.Bytes.Length);
        Assert.True(ready.Transaction.Bytes.Length <= 1_232);
    }

    [Fact]
    public void Encode_AProofOfOneNodeTooMany_IsRefusedWithTheSizes()
    {
        var depth = Encoder.HighestDepth(5);
        Assert.IsType<SolanaEncoding.Ready>(Encode(5, depth));
        var refused = Assert.IsType<SolanaEncoding.TooLarge>(Encode(5, depth + 1));
        Assert.Equal(new(5, depth + 1, 1_232 - Encoder.FreeBytes(5, depth + 1), 1_232), refused);
    }

    [Fact]
    public void Encode_WhatCannotBeVerified_IsRefusedWithTheOperands()
    {
        var attestation = SolanaKit.OfDepth(SolanaKit.Set(3), 0);
        var six = Conformance.Tests.Kit.TestAttesters.Set(7, 6, 0, 1_000, [.. Enumerable.Range(1, 8)]);
        Assert.Equal(new SolanaEncoding.TooManySigners(6, 5), Encoder.Encode(attestation, six, Blockhash, 0, Payer));
        Assert.Equal(new SolanaEncoding.WrongEpoch(7, 8), Encoder.Encode(attestation, SolanaKit.Set(3, 8), Blockhash, 0, Payer));
        Assert.Equal(new SolanaEncoding.TooFewSignatures(2, 3), Encoder.Encode(attestation with { Signatures = [.. attestation.Signatures.Take(2)] }, SolanaKit.Set(3), Blockhash, 0, Payer));
        Assert.Equal(-1, Encoder.HighestDepth(6));
    }

    [Fact]
    public void Encode_SignsTheMessage_WithThePayersKey()
    {
        var bytes = Assert.IsType<SolanaEncoding.Ready>(Encode(3, 2)).Transaction.Bytes.Span;
        Assert.Equal(1, bytes[0]);
        Assert.True(Ed25519.Verify(Payer.Address.ToArray(), bytes[65..], bytes[1..65]));
    }

    /// <summary>v 27 and 28 are recovery ids 0 and 1; both occur among so many signatures.</summary>
    [Fact]
    public void Encode_WritesTheRecoveryIdInPlaceOfV()
    {
        var seen = new HashSet<byte>();
        for (var i = 0; i < 20; i++)
        {
            var set = SolanaKit.Set(5);
            var attestation = SolanaKit.OfDepth(set, 0);
            var data = VerificationInstruction.Encode(attestation, set, SolanaKit.Domain, 5, 2);
            for (var signer = 0; signer < 5; signer++)
            {
                var at = 1 + (5 * 11) + (signer * 85);
                Assert.Equal(set.Members[signer], EvmAddress.From(data.AsSpan(at, 20)));
                Assert.True(attestation.Signatures[signer].Bytes.Span[..64].SequenceEqual(data.AsSpan(at + 20, 64)));
                Assert.Equal(attestation.Signatures[signer].Bytes.Span[64] - 27, data[at + 84]);
                seen.Add(data[at + 84]);
            }
        }

        Assert.Equal((byte[])[0, 1], seen.Order());
    }

    [Fact]
    public void TheData_EndsWithPreImageHeaderProofAndStatement()
    {
        var set = SolanaKit.Set(3);
        var attestation = SolanaKit.OfDepth(set, 2);
        var data = VerificationInstruction.Encode(attestation, set, SolanaKit.Domain, 3, 2).AsSpan();
        var rest = data[VerificationInstruction.PreImageOffset(3)..];
        Assert.Equal(SolanaKit.Domain.Digest(attestation.Header), Keccak256.Hash(rest[..66]));
        Assert.Null(BatchHeaderCodec.Decode(rest[66..306], out var header));
        Assert.Equal(attestation.Header, header);
        Assert.Equal(2, rest[306]);
        Hash256[] proof = [Hash256.From(rest[307..339]), Hash256.From(rest[339..371])];
        Assert.Equal(header!.Root, MerkleTree.RootFromProof(MerkleTree.LeafHash(rest[371..]), proof));
        Assert.Equal(VerificationInstruction.SizeOf(3, 2, 96), data.Length);
    }

    [Theory]
    [InlineData(1, 0u, 0ul, 10_000ul)]
    [InlineData(3, 10_000u, 0ul, 20_000ul)]
    [InlineData(5, 10_000u, 100_000ul, 31_000ul)]
    [InlineData(5, 10_001u, 1ul, 30_001ul)]
    [InlineData(1, 1_400_000u, ulong.MaxValue / 1_400_000, 10_000ul + 18_446_744_073_709ul)]
    public void TheFee_IsPerSignature_AndTheUnitsPriceRoundedUp(int signers, uint units, ulong unitPrice, ulong lamports) =>
        Assert.Equal(lamports, SolanaFee.Of(signers, units, unitPrice).Total);

    [Fact]
    public void Options_OutsideTheirRules_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new SolanaEncoder(SolanaKit.Domain, new() { UnitLimit = 449 }));
        Assert.Throws<ArgumentException>(() => new SolanaEncoder(SolanaKit.Domain, new() { Memo = "" }));
        Assert.Throws<ArgumentException>(() => new SolanaEncoder(SolanaKit.Domain, new() { Memo = "é" }));
        Assert.Throws<ArgumentException>(() => new SolanaEncoder(SolanaKit.Domain, new() { Memo = new string('a', 33) }));
    }

    [Fact]
    public void Compile_ASignerBesideThePayer_Throws()
    {
        var other = new SolanaKit.Payer(2).Address;
        Assert.Throws<ArgumentException>(() => SolanaMessage.Compile(Payer.Address, Blockhash, [new(SolanaPrograms.Memo, [new(other, true, false)], default)]));
    }

    private static SolanaEncoding Encode(int signers, int depth) => Encoder.Encode(SolanaKit.OfDepth(SolanaKit.Set(signers), depth), SolanaKit.Set(signers), Blockhash, 1, Payer);
}
