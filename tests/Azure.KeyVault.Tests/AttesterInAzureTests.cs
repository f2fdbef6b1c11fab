using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Relay.Evm.Transactions;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.KeyVault.Tests;

/// <summary>The whole attester as it runs in Azure: its key in a vault, its log in blobs.</summary>
public sealed class AttesterInAzureTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private LocalVault _vault = null!;

    public async Task InitializeAsync() => _vault = await LocalVault.StartAsync();

    public async Task DisposeAsync() => await _vault.DisposeAsync();

    [AzuriteFact]
    [Trait("Category", "Azurite")]
    public async Task AChainOfRounds_IsSignedByTheVaultAndRecordedInBlobs_AndNoSecondDigestIs()
    {
        var signer = Signer();
        Assert.IsType<KeyVaultVerification.Verified>(await signer.VerifyAsync());
        var azurite = await fixture.StartedAsync();
        var container = new BlobContainer(await fixture.NewContainerAsync(), new TestCredential(TimeProvider.System), azurite.Http, TimeProvider.System);
        var set = Keys.Set(threshold: 1, members: [signer]);
        var settings = new AttesterSettings { Domain = Samples.Domain, Rules = [new PriceRules(Samples.Policy())], Sets = [set] };
        var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt + 60_000));
        var chain = Chain.Start();
        for (ulong sequence = 0; sequence < 3; sequence++)
        {
            // A new process for each round: nothing but the blobs remembers.
            var attester = new Attester(signer, new BlobAttesterLog(container, signer.Address), settings, time);
            var proposal = chain.Propose($"{2_500 + sequence}");
            var signature = Assert.IsType<CosignOutcome.Signed>(await attester.CosignAsync(proposal.Request)).Signature;
            IReadOnlyList<AttesterSignature> signatures = [new(0, signature)];
            Assert.True(Secp256k1.TryRecoverAddress(proposal.Digest, signature.Span, out var recovered) && recovered == _vault.Pinned.Address);
            var requests = _vault.Requests;
            Assert.IsType<Refusal.Equivocation>(Assert.IsType<CosignOutcome.Refused>(await attester.CosignAsync(chain.Propose("2600").Request)).Refusal);
            Assert.Equal(requests, _vault.Requests);
            chain = proposal.Then(signatures);
        }
    }

    /// <summary>The node recovers the sender by itself: it takes the fee from the vault's address.</summary>
    [RealChainFact]
    [Trait("Category", "RealChain")]
    public async Task ARelayersTransaction_SignedByTheVault_IsTakenByANode()
    {
        var signer = Signer();
        using var anvil = await Anvil.StartAsync();
        await anvil.RpcAsync("anvil_setBalance", signer.Address.ToString(), "0xde0b6b3a7640000");
        for (ulong nonce = 0; nonce < 4; nonce++)
        {
            var transaction = new DynamicFeeTransaction(31337, nonce, 1_000_000_000, 100_000_000_000, 21_000, Keys.Five[1].Address, 1, default);
            var signed = await transaction.SignAsync(signer, default);
            var hash = (string)(await anvil.RpcAsync("eth_sendRawTransaction", Hex.Encode(signed.Raw.Span)))!;
            Assert.Equal(signer.Address.ToString(), (string?)(await anvil.RpcAsync("eth_getTransactionByHash", hash))!["from"]);
        }
    }

    private KeyVaultSigner Signer() => new(_vault.Pinned, new TestCredential(TimeProvider.System), _vault.Http, TimeProvider.System);
}
