using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.Links;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Links;

public sealed class ContractLinkTests : IDisposable
{
    private static readonly EvmAddress Wallet = FakeContracts.Address(9);
    private static readonly LinkClaim Claim = new("crosschainoracle:test", AccountId.Parse("alice"), AccountAddress.Of(ChainId.Eip155(1), Wallet), 1);
    private static readonly LinkProof Proof = new(LinkScheme.Erc1271, new byte[] { 1, 2, 3 });

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly FakeEvm[] _nodes = [new(), new()];

    [Fact]
    public async Task AWalletThatAnswersTheMagicValue_ForExactlyThisDigestAndSignature_Proves()
    {
        var expected = new AbiWriter().Bytes32(LinkTypedData.Digest(Claim)).Bytes(Proof.Signature.Span).ToCall(0x1626ba7e);
        FakeContract wallet = data => data.Span.SequenceEqual(expected) ? new(true, Magic()) : new(false, default);
        Assert.Equal(103ul, Assert.IsType<ContractVerdict.Proven>(await VerifyAsync(wallet, wallet)).Block.Number);
        Assert.IsType<ContractVerdict.Refused>(await VerifyAsync(Claim with { Nonce = 2 }, wallet, wallet));
    }

    [Fact]
    public async Task AWalletThatSaysOtherwiseRevertsOrIsNone_Refuses()
    {
        FakeContract[] wallets =
        [
            _ => new(true, FakeContracts.Word(0)), _ => new(true, FakeContracts.Word(0x1626ba7e)), _ => new(true, Magic(0xff)), _ => new(true, Magic().AsMemory(0, 4)), _ => new(true, new byte[64]),
            _ => new(true, default), FakeContracts.Reverting("GS026"), FakeContracts.Of(),
        ];
        foreach (var wallet in wallets) Assert.IsType<LinkRefusal.BadSignature>(Assert.IsType<ContractVerdict.Refused>(await VerifyAsync(wallet, wallet)).Refusal);
    }

    [Fact]
    public async Task EndpointsThatDisagree_SayNothingAboutTheLink() =>
        Assert.Equal(RejectionCode.EndpointQuorum, Assert.IsType<ContractVerdict.Failed>(await VerifyAsync(_ => new(true, Magic()), _ => new(false, default))).Failure.Code);

    [Fact]
    public void AWrappedSignature_IsRefusedAsThatOfAnUndeployedWallet()
    {
        byte[] wrapped = [1, 2, 3, .. Enumerable.Repeat((byte[])[0x64, 0x92], 16).SelectMany(pair => pair)];
        foreach (var scheme in (LinkScheme[])[LinkScheme.Erc1271, LinkScheme.Eip712])
        {
            Assert.Equal(new LinkRefusal.UndeployedWallet(Claim.Address), Assert.IsType<LinkVerdict.Refused>(LinkVerifier.Verify(Claim, new(scheme, wrapped))).Refusal);
        }

        Assert.IsType<LinkVerdict.AsksContract>(LinkVerifier.Verify(Claim, new(LinkScheme.Erc1271, wrapped.AsMemory(0, wrapped.Length - 1))));
        Assert.IsType<LinkVerdict.AsksContract>(LinkVerifier.Verify(Claim, Proof));
    }

    public void Dispose()
    {
        foreach (var node in _nodes) node.Dispose();
        _http.Dispose();
    }

    private static byte[] Magic(byte last = 0)
    {
        var word = new byte[32];
        ((byte[])[0x16, 0x26, 0xba, 0x7e]).CopyTo(word, 0);
        word[31] = last;
        return word;
    }

    private Task<ContractVerdict> VerifyAsync(FakeContract first, FakeContract second) => VerifyAsync(Claim, first, second);

    private async Task<ContractVerdict> VerifyAsync(LinkClaim claim, params FakeContract[] wallets)
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i].Blocks.Clear();
            _nodes[i].Blocks.Add(FakeBlock.Of(103, 1_700_000_000, "main", new() { [Wallet] = wallets[i] }));
            _nodes[i].Finalized = 103;
        }

        var options = new EvmReaderOptions { Chain = ChainId.Eip155(1), Endpoints = [.. _nodes.Select(node => node.Address)], Agreement = 2, Limits = new() { Timeout = TimeSpan.FromSeconds(30) } };
        var reader = new EvmReader(options, _http, new ManualTime(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000)));
        return await ContractLink.VerifyAsync(reader, BlockTag.Finalized, claim, Proof, default);
    }
}
