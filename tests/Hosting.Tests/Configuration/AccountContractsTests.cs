using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration;

namespace CrossChainOracle.Hosting.Tests.Configuration;

/// <summary>What contracts answer: ContractLinkTests.</summary>
public sealed class AccountContractsTests
{
    private static readonly AccountsConfig Waiting = AccountsFile.Parse(
        System.Text.Encoding.UTF8.GetBytes("""
            {
              "shards": ["a"],
              "accounts": [{ "account": "alice", "links": [
                { "address": "eip155:1:0x000000000000000000000000000000000000dead", "proof": { "nonce": 1, "scheme": "erc1271", "signature": "0x01" } },
                { "address": "eip155:1:0x000000000000000000000000000000000000beef", "declared": true }
              ] }]
            }
            """),
        "test", "crosschainoracle:test", out _)!;

    [Fact]
    public async Task WhereTheChainIsNotRead_IsAProblem()
    {
        var outcome = await AccountContracts.ConfirmAsync(Waiting, static _ => null, default);
        Assert.Null(outcome.Accounts);
        Assert.Equal(["account alice: eip155:1:0x000000000000000000000000000000000000dead: eip155:1 is not read, so that its contract cannot be asked"], outcome.Problems);
        Assert.Empty(outcome.Failures);
    }

    [Fact]
    public async Task WhereNobodyAnswers_IsAFailureAndNoVerdict()
    {
        using var http = new HttpClient();
        var reader = new EvmReader(new() { Chain = ChainId.Eip155(1), Endpoints = [new("http://127.0.0.1:1")], Agreement = 1 }, http, TimeProvider.System);
        var outcome = await AccountContracts.ConfirmAsync(Waiting, _ => reader, default);
        Assert.Null(outcome.Accounts);
        Assert.Empty(outcome.Problems);
        Assert.StartsWith("account alice: eip155:1:0x000000000000000000000000000000000000dead: ", Assert.Single(outcome.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutContracts_NobodyIsAsked()
    {
        var declared = Waiting with { Accounts = [Waiting.Accounts[0] with { Links = [.. Waiting.Accounts[0].Links.Where(link => link.Proof is null)] }] };
        var outcome = await AccountContracts.ConfirmAsync(declared, static _ => throw new InvalidOperationException("asked"), default);
        Assert.Equal(declared.Accounts[0].Links, outcome.Accounts!.Accounts[0].Links);
    }
}
