using CrossChainOracle.Collateral.Links;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Links;

public sealed class LinkVerifierTests
{
    private const int Seed = 1_764_633_604;
    private const int Cases = 100_000;

    private static readonly LinkAlternatives Known = new(["crosschainoracle:testnet", "crosschainoracle:example"], [AccountId.Parse("alice"), AccountId.Parse("bob")], [.. LinkVector.All.Select(vector => vector.Signed.Address)]);

    [Fact]
    public void Verify_OfWhatOtherLibrariesSigned_IsProven()
    {
        Assert.Equal(16, LinkVector.Sound.Count());
        Assert.All(LinkVector.Sound, vector => Assert.True(LinkVerifier.Verify(vector.Signed, vector.Proof) is LinkVerdict.Proven, vector.Name));
    }

    [Fact]
    public void TheBytesThatAreSigned_AreThoseOfOtherLibraries()
    {
        foreach (var vector in LinkVector.All.Where(vector => !vector.Name.Contains("alone", StringComparison.Ordinal)))
        {
            switch (vector.Proof.Scheme)
            {
                case LinkScheme.Eip712:
                    Assert.Equal((string)vector.Json["digest"]!, LinkTypedData.Digest(vector.Signed).ToString());
                    break;
                case LinkScheme.Adr36:
                    Assert.Equal((string)vector.Json["signDoc"]!, CosmosLink.SignDoc(vector.Signed));
                    break;
                default:
                    byte[][] layouts = [SolanaLink.ShortMessage(vector.Signed), SolanaLink.FullMessage(vector.Signed, SolanaKey.Parse(vector.Signed.Address.Address))];
                    Assert.Contains((string)vector.Json["message"]!, layouts.Select(layout => Hex.Encode(layout)));
                    break;
            }
        }
    }

    /// <summary>Each word of the claim counts, for every scheme; where it can be told, the refusal says which word.</summary>
    [Fact]
    public void Verify_OfAClaimThatDiffersInOneWord_IsRefusedByThatWord()
    {
        foreach (var vector in LinkVector.Sound)
        {
            var signed = vector.Signed;
            var deployment = signed.Deployment.EndsWith("example", StringComparison.Ordinal) ? "crosschainoracle:other" : "crosschainoracle:elsewhere";
            Assert.Equal(new LinkRefusal.WrongDeployment(deployment, signed.Deployment), Refused(signed with { Deployment = deployment }, vector.Proof));
            Assert.Equal(new LinkRefusal.WrongAccount(AccountId.Parse("carol"), signed.Account), Refused(signed with { Account = AccountId.Parse("carol") }, vector.Proof));
            var nonce = signed.Nonce < 9 ? 5 : signed.Nonce - 1;
            Assert.Equal(new LinkRefusal.WrongNonce(nonce, signed.Nonce), Refused(signed with { Nonce = nonce }, vector.Proof));
        }
    }

    [Fact]
    public void Verify_OfWordsThatNobodyGuesses_SaysWhatWasRecoveredOrThatTheSignatureIsBad()
    {
        foreach (var vector in LinkVector.Sound)
        {
            var refusal = Refused(vector.Signed with { Deployment = "a", Account = AccountId.Parse("b") }, vector.Proof);
            if (vector.Proof.Scheme == LinkScheme.Eip712) Assert.NotEqual(vector.Signed.Address.Address, Assert.IsType<LinkRefusal.WrongAddress>(refusal).Signed);
            else Assert.IsType<LinkRefusal.BadSignature>(refusal);
        }
    }

    [Fact]
    public void Verify_OfAnotherOwnersSignature_NamesThatOwner()
    {
        var evm = LinkVector.Named("evm by another key");
        var own = LinkVector.Named("evm").Signed.Address;
        Assert.Equal(own, evm.Signed.Address);
        var wrong = Assert.IsType<LinkRefusal.WrongAddress>(Refused(evm.Signed, evm.Proof));
        Assert.True(EvmAddress.TryParse(wrong.Signed, out _));

        var about = LinkVector.Named("evm about another address");
        Assert.Equal(new LinkRefusal.WrongAddress(about.Signed.Address, own.Address), Refused(about.Signed, about.Proof));

        var (cosmos, other) = (LinkVector.Named("cosmos hub"), LinkVector.Named("cosmos by another key"));
        Assert.Equal(new LinkRefusal.WrongAddress(cosmos.Signed.Address, other.Signed.Address.Address), Refused(cosmos.Signed, other.Proof));
    }

    [Fact]
    public void Verify_OnAnotherChainOfTheSameKey_IsNotTheSameLink()
    {
        var vector = LinkVector.Named("evm");
        var elsewhere = AccountAddress.Parse($"eip155:10:{vector.Signed.Address.Address}");
        Assert.Equal(new LinkRefusal.WrongAddress(elsewhere, vector.Signed.Address.ToString()), Refused(vector.Signed with { Address = elsewhere }, vector.Proof));
    }

    [Fact]
    public void Verify_OfASolanaSignatureOverTheTextAlone_IsRefused()
    {
        // A transaction could be dressed up as such a text's bytes; the preamble is what excludes it.
        var vector = LinkVector.Named("solana, text alone");
        Assert.IsType<LinkRefusal.BadSignature>(Refused(vector.Signed, vector.Proof));
    }

    [Fact]
    public void Verify_BelowTheMinimumNonce_IsOldWhateverTheSignature()
    {
        var vector = LinkVector.Named("dydx");
        Assert.IsType<LinkVerdict.Proven>(LinkVerifier.Verify(vector.Signed, vector.Proof, minimumNonce: 7));
        Assert.Equal(new LinkRefusal.OldNonce(7, 8), Refused(vector.Signed, vector.Proof, 8));
    }

    [Theory]
    [InlineData("evm", LinkScheme.Adr36)]
    [InlineData("evm", LinkScheme.SolanaOffchain)]
    [InlineData("cosmos hub", LinkScheme.Eip712)]
    [InlineData("cosmos hub", LinkScheme.Erc1271)]
    [InlineData("solana, short layout", LinkScheme.Adr36)]
    public void Verify_ByASchemeOfAnotherChain_IsUnsupported(string name, LinkScheme scheme)
    {
        var vector = LinkVector.Named(name);
        Assert.Equal(new LinkRefusal.UnsupportedScheme(scheme, vector.Signed.Address.Chain), Refused(vector.Signed, vector.Proof with { Scheme = scheme }));
    }

    [Fact]
    public void Verify_OfAnUpperS_IsRefused_ThoughItRecovers()
    {
        var vector = LinkVector.Named("evm");
        var high = vector.Proof.Signature.ToArray();
        Secp256k1.NegateS(vector.Proof.Signature.Span[32..64], high.AsSpan(32, 32));
        high[64] ^= 7;
        Assert.True(Secp256k1.TryRecoverAddress(LinkTypedData.Digest(vector.Signed), high, out var recovered, allowHighS: true));
        Assert.Equal(vector.Signed.Address.Address, recovered.ToString());
        Assert.IsType<LinkRefusal.BadSignature>(Refused(vector.Signed, vector.Proof with { Signature = high }));

        var cosmos = LinkVector.Named("cosmos hub");
        var rs = cosmos.Proof.Signature.ToArray();
        Secp256k1.NegateS(cosmos.Proof.Signature.Span[32..], rs.AsSpan(32));
        Assert.IsType<LinkRefusal.BadSignature>(Refused(cosmos.Signed, cosmos.Proof with { Signature = rs }));
    }

    [Fact]
    public void Verify_OfPartsOfTheWrongSize_IsMalformed()
    {
        foreach (var vector in LinkVector.Sound)
        {
            foreach (var size in (int[])[0, 1, 63, 66, 4_096]) Assert.Equal("signature", Assert.IsType<LinkRefusal.Malformed>(Refused(vector.Signed, vector.Proof with { Signature = new byte[size] })).Part);
        }

        var cosmos = LinkVector.Named("cosmos hub");
        foreach (var key in (byte[][])[[], new byte[33], new byte[65]]) Assert.Equal("public key", Assert.IsType<LinkRefusal.Malformed>(Refused(cosmos.Signed, cosmos.Proof with { PublicKey = key })).Part);
        var solana = LinkVector.Named("solana, short layout");
        foreach (var deployment in (string[])["é", "a\nb", new string('a', 2_000)]) Assert.Equal("deployment", Assert.IsType<LinkRefusal.Malformed>(Refused(solana.Signed with { Deployment = deployment }, solana.Proof)).Part);
        Assert.Equal("address", Assert.IsType<LinkRefusal.Malformed>(Refused(solana.Signed with { Address = AccountAddress.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:abc") }, solana.Proof)).Part);
        Assert.Equal("address", Assert.IsType<LinkRefusal.Malformed>(Refused(cosmos.Signed with { Address = AccountAddress.Parse("cosmos:cosmoshub-4:cosmos1abc") }, cosmos.Proof)).Part);
    }

    /// <summary>An attacker's choice of names must not make one text of two claims.</summary>
    [Fact]
    public void TheText_IsReadOneWayOnly()
    {
        var one = new LinkClaim("d", AccountId.Parse("a"), AccountAddress.Parse("eip155:1:0x000000000000000000000000000000000000dead"), 1);
        LinkClaim[] others =
        [
            one with { Deployment = "d, account a" }, one with { Account = AccountId.Parse("a,") }, one with { Deployment = "d, account a, address x, nonce 1" }, one with { Nonce = 11 },
        ];
        Assert.Equal(others.Length, others.Select(claim => claim.Text).Distinct().Except([one.Text]).Count());
        Assert.Equal("CrossChainOracle link, version 1: deployment d, account a, address eip155:1:0x000000000000000000000000000000000000dead, nonce 1", one.Text);
    }

    /// <summary>No damaged proof proves, and none throws.</summary>
    [Fact]
    public void Verify_OfAHundredThousandDamagedProofs_NeverProvesAndNeverThrows()
    {
        var mutator = new Mutator(Seed);
        var sound = LinkVector.Sound.ToList();
        for (var i = 0; i < Cases; i++)
        {
            var vector = sound[i % sound.Count];
            var signature = mutator.Next(vector.Proof.Signature.ToArray());
            var key = vector.Proof.PublicKey.IsEmpty || i % 3 > 0 ? vector.Proof.PublicKey.ToArray() : mutator.Next(vector.Proof.PublicKey.ToArray());
            if (signature.AsSpan().SequenceEqual(vector.Proof.Signature.Span) && key.AsSpan().SequenceEqual(vector.Proof.PublicKey.Span)) continue;
            try
            {
                var verdict = LinkVerifier.Verify(vector.Signed, vector.Proof with { Signature = signature, PublicKey = key });

                // v may be written 0 and 1 or 27 and 28: the same signature.
                var same = vector.Proof.Scheme == LinkScheme.Eip712 && signature.Length == 65 && signature.AsSpan(0, 64).SequenceEqual(vector.Proof.Signature.Span[..64]);
                Assert.True(same || verdict is LinkVerdict.Refused, $"{vector.Name}: {mutator.Describe(i)}");
            }
            catch (Exception thrown) when (thrown is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{vector.Name}: {mutator.Describe(i)}: {thrown}");
            }
        }
    }

    private static LinkRefusal Refused(LinkClaim claim, LinkProof proof, ulong minimumNonce = 0) => Assert.IsType<LinkVerdict.Refused>(LinkVerifier.Verify(claim, proof, minimumNonce, Known)).Refusal;
}
