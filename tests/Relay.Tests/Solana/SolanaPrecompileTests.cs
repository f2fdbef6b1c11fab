using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Collateral.Tests.Solana.RealChain;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Solana;
using Xunit.Abstractions;

namespace CrossChainOracle.Relay.Tests.Solana;

/// <summary>What we encode before the real native program, and beside what web3.js compiles.</summary>
[Trait("Category", "RealChain")]
public sealed class SolanaPrecompileTests(ITestOutputHelper output)
{
    private const ulong Lamports = 1_000_000_000;

    private static readonly SolanaKit.Payer Payer = new(1);

    [LiteSvmFact]
    public async Task APosting_OfOneThreeAndFiveSigners_IsAccepted_AndCostsFiveThousandLamportsPerSignature()
    {
        using var svm = await LiteSvm.StartAsync();
        await svm.DoAsync("airdrop", Payer.Address.ToString(), Lamports);
        var left = Lamports;
        foreach (var (signers, depth, unitPrice, memo) in ((int, int, ulong, string?)[])[(1, 6, 0, null), (3, 6, 0, "cco"), (3, 2, 123_456, "cco"), (5, 3, 1, null), (5, 0, 7_000_000, "cco")])
        {
            var encoder = new SolanaEncoder(SolanaKit.Domain, new() { Memo = memo, UnitLimit = memo is null ? 450u : 10_000 });
            var ready = Assert.IsType<SolanaEncoding.Ready>(encoder.Encode(
                SolanaKit.OfDepth(SolanaKit.Set(signers), depth), SolanaKit.Set(signers), await BlockhashAsync(svm), unitPrice, Payer));
            var result = await svm.AskAsync("simulateTransaction", Convert.ToBase64String(ready.Transaction.Bytes.Span), new JsonObject { ["commitment"] = "confirmed" });
            Assert.True(result["value"]!["err"] is null, result.ToJsonString());
            Assert.Null(await SendAsync(svm, ready.Transaction));

            // LiteSVM charges per signature, also the native program's, and no priority fee.
            left -= ready.Fee.Base;
            Assert.Equal(left, ulong.Parse(await svm.DoAsync("balance", Payer.Address.ToString()), CultureInfo.InvariantCulture));
            output.WriteLine($"{signers} signers, {depth} nodes, memo {memo}: {ready.Transaction.Bytes.Length} bytes, {result["value"]!["unitsConsumed"]} units, {ready.Fee.Base} + {ready.Fee.Priority} lamports");
        }
    }

    /// <summary>The payer's signature is good; what the runtime refuses is the verification.</summary>
    [LiteSvmFact]
    public async Task AChangedSignatureAddressOffsetIndexOrMessage_IsRefused()
    {
        using var svm = await LiteSvm.StartAsync();
        await svm.DoAsync("airdrop", Payer.Address.ToString(), Lamports);
        var set = SolanaKit.Set(3);
        var good = VerificationInstruction.Encode(SolanaKit.OfDepth(set, 2), set, SolanaKit.Domain, 3, SolanaEncoder.VerificationIndex);
        var signer = 1 + (3 * VerificationInstruction.OffsetsSize);
        foreach (var (what, at) in ((string, int)[])
            [
                ("address", signer), ("r", signer + 20), ("s", signer + 83), ("recovery id", signer + 84), ("last signer's address", signer + (2 * 85)),
                ("signature offset", 1), ("signature index", 3), ("address offset", 4), ("address index", 6), ("message offset", 7), ("message size", 9), ("message index", 11),
                ("prefix", VerificationInstruction.PreImageOffset(3)), ("struct hash", VerificationInstruction.PreImageOffset(3) + 65),
            ])
        {
            byte[] bad = [.. good];
            bad[at] ^= 1;
            Assert.True(await SendAsync(svm, Sign(await BlockhashAsync(svm), bad)) is not null, $"{what} was accepted");
            await svm.DoAsync("expire");
        }

        var hash = await BlockhashAsync(svm);
        Assert.Null(await SendAsync(svm, Sign(hash, good)));

        // At another place in the transaction every index is wrong.
        var moved = SolanaMessage.Sign(SolanaMessage.Compile(Payer.Address, hash, [SolanaPrograms.UnitLimit(1_000), new(SolanaPrograms.Secp256k1, [], good)]), Payer);
        Assert.NotNull(await SendAsync(svm, moved));
    }

    [LiteSvmFact]
    public async Task TheMessage_IsByteForByteWhatWeb3Compiles()
    {
        using var svm = await LiteSvm.StartAsync();
        var hash = await BlockhashAsync(svm);
        foreach (var memo in (string?[])[null, "crosschainoracle"])
        {
            var (set, encoder) = (SolanaKit.Set(1), new SolanaEncoder(SolanaKit.Domain, new() { UnitLimit = 77_777, Memo = memo }));
            var attestation = SolanaKit.OfDepth(set, 3);
            var ready = Assert.IsType<SolanaEncoding.Ready>(encoder.Encode(attestation, set, hash, 1_234_567_890_123, Payer));
            var data = VerificationInstruction.Encode(attestation, set, SolanaKit.Domain, 1, SolanaEncoder.VerificationIndex);
            var compiled = await svm.DoAsync("compiled", new JsonObject
            {
                ["payer"] = Payer.Address.ToString(), ["blockhash"] = Base58.Encode(hash.ToArray()), ["unitLimit"] = 77_777, ["unitPrice"] = 1_234_567_890_123, ["memo"] = memo,
                ["signature"] = Convert.ToHexStringLower(attestation.Signatures[0].Bytes.Span), ["address"] = set.Members[0].ToString()[2..],
                ["preImage"] = Convert.ToHexStringLower(SolanaKit.Domain.PreImage(attestation.Header)),
                ["trailing"] = Convert.ToHexStringLower(data.AsSpan(VerificationInstruction.PreImageOffset(1) + SigningDomain.PreImageSize)),
            });
            Assert.Equal(compiled, Convert.ToBase64String(ready.Transaction.Bytes.Span[65..]));
        }
    }

    /// <summary>Taken apart by web3.js and put together again: account classes and indices, also with a consumer that writes.</summary>
    [LiteSvmFact]
    public async Task AMessageOfManyAccounts_IsTakenApartAndCompiledAgainToTheSameBytes()
    {
        using var svm = await LiteSvm.StartAsync();
        var hash = await BlockhashAsync(svm);
        var keys = Enumerable.Range(10, 8).Select(i => new SolanaKit.Payer((byte)i).Address).ToArray();
        SolanaInstruction consumer = new(keys[0], [new(keys[1], false, false), new(Payer.Address, true, true), new(keys[2], false, true), new(keys[1], false, true), new(keys[3], false, false)], new byte[200]);
        foreach (var signers in (int[])[3, 5])
        {
            var encoder = new SolanaEncoder(SolanaKit.Domain, new() { Consumers = [consumer with { Data = new byte[signers == 3 ? 20 : 1], Accounts = signers == 3 ? consumer.Accounts : [] }] });
            var ready = Assert.IsType<SolanaEncoding.Ready>(encoder.Encode(SolanaKit.OfDepth(SolanaKit.Set(signers), 0), SolanaKit.Set(signers), hash, 5, Payer));
            var message = Convert.ToBase64String(ready.Transaction.Bytes.Span[65..]);
            Assert.Equal(await svm.DoAsync("compiled", new JsonObject { ["message"] = message }), message);
        }
    }

    private static async Task<Hash256> BlockhashAsync(LiteSvm svm) => Hash256.From(SolanaKey.Parse(await svm.DoAsync("blockhash")).ToArray());

    private static SignedTransaction Sign(Hash256 blockhash, byte[] verification) => SolanaMessage.Sign(
        SolanaMessage.Compile(Payer.Address, blockhash, [SolanaPrograms.UnitLimit(1_000), SolanaPrograms.UnitPrice(0), new(SolanaPrograms.Secp256k1, [], verification)]), Payer);

    /// <summary>Null where it succeeded, else why not.</summary>
    private static async Task<string?> SendAsync(LiteSvm svm, SignedTransaction transaction)
    {
        var signature = await svm.AskAsync("sendTransaction", Convert.ToBase64String(transaction.Bytes.Span));
        Assert.Equal(transaction.Signature.ToString(), signature.ToString());
        var status = (await svm.AskAsync("getSignatureStatuses", new JsonArray(signature.ToString())))["value"]![0];
        return status is null ? "in no block" : status["err"]?.ToJsonString();
    }
}
