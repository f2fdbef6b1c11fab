using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.CosmosBank;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Node.Sandbox.Accounts;
using CrossChainOracle.Node.Sandbox.Accounts.Cosmos;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;

namespace CrossChainOracle.Node.Tests.Sandbox.Accounts;

public sealed class CosmosTests
{
    private const int Cases = 100_000;
    private const ulong Whole = 1_000_000;

    [Fact]
    public async Task BankReader_AcrossATransfer_SeesTheStateThatTheHeaderIsOf()
    {
        await using var playing = await Accounting.StartAsync(Script(1_500, new CosmosSend(AccountsCast.CosmosOf("alice"), AccountsCast.CosmosOf("carol"), AccountsCast.Atom, 20 * Whole)));
        var reader = new CosmosStateReader(playing.Cosmos(), null, playing.Time);
        Assert.Equal<IEnumerable<ulong>>([120 * Whole, 300 * Whole], await SharesAsync(reader, "alice"));
        Assert.Equal<IEnumerable<ulong>>([80 * Whole, 0], await SharesAsync(reader, "carol"));

        // In the block of 2 s; a header is of the state before its own block.
        playing.MoveTo(2_000);
        Assert.Equal<IEnumerable<ulong>>([120 * Whole, 300 * Whole], await SharesAsync(reader, "alice"));
        playing.MoveTo(3_000);
        Assert.Equal<IEnumerable<ulong>>([100 * Whole, 300 * Whole], await SharesAsync(reader, "alice"));
        Assert.Equal<IEnumerable<ulong>>([100 * Whole, 0], await SharesAsync(reader, "carol"));
    }

    [Fact]
    public async Task HeadAsync_EverySecond_IsTheNextBlockWithItsOwnHash()
    {
        await using var playing = await Accounting.StartAsync(Script(9_000, new CosmosSend([1], [2], AccountsCast.Atom, 1)));
        var reader = playing.Cosmos();
        var first = Assert.IsType<CosmosHeadOutcome.Found>(await reader.HeadAsync(CancellationToken.None)).Head;
        playing.MoveTo(1_000);
        var second = Assert.IsType<CosmosHeadOutcome.Found>(await reader.HeadAsync(CancellationToken.None)).Head;
        Assert.Equal((first.Height + 1, first.Time + 1_000), (second.Height, second.Time));
        var header = Assert.IsType<CosmosHeaderOutcome.Found>(await reader.HeaderAsync(second, CancellationToken.None));
        Assert.Equal(first.Hash, header.Signed.Header.LastBlock.Hash);
        Assert.Equal(header.Signed.Header.ValidatorsHash, header.Validators.Hash);
    }

    [Theory]
    [InlineData("commit", "{\"height\":\"99\"}", -32603)]
    [InlineData("commit", "{\"height\":\"-1\"}", -32602)]
    [InlineData("commit", "{\"height\":[]}", -32602)]
    [InlineData("commit", "[\"1\"]", -32602)]
    [InlineData("validators", "{\"height\":\"99\"}", -32603)]
    [InlineData("abci_query", "{}", -32602)]
    [InlineData("abci_query", "{\"path\":\"/store/bank/key\",\"data\":\"0g\"}", -32602)]
    [InlineData("abci_query", "{\"path\":\"/store/bank/key\",\"data\":\"02\",\"prove\":1}", -32602)]
    [InlineData("broadcast_tx_sync", "{}", -32601)]
    public async Task Request_WhenWrong_GivesItsErrorCode(string method, string parameters, int code)
    {
        await using var playing = await Accounting.StartAsync(AccountsScript.Reorg);
        var answer = await Accounting.RequestAsync(playing.Http, playing.World.CosmosRpc, method, parameters);
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("{\"path\":\"/store/gov/key\",\"data\":\"02\",\"height\":\"1\"}", 6)]
    [InlineData("{\"path\":\"/store/bank/key\",\"data\":\"02\",\"height\":\"99\"}", 26)]
    [InlineData("{\"path\":\"/store/bank/key\",\"data\":\"02\",\"height\":\"1\"}", 0)]
    public async Task Query_OfWhatIsNotThere_HasTheApplicationsCode(string parameters, int code)
    {
        await using var playing = await Accounting.StartAsync(AccountsScript.Reorg);
        var answer = await Accounting.RequestAsync(playing.Http, playing.World.CosmosRpc, "abci_query", parameters);
        Assert.Equal(code, answer.GetProperty("result").GetProperty("response").GetProperty("code").GetInt32());
    }

    [Fact]
    public void Answer_ToMutatedRequests_IsAlwaysSound()
    {
        var chain = new CosmosChain(AccountsCast.Network, AccountsGenesis.OnCosmos(), Accounting.Start);
        RpcMutation.Check(
            new(new CosmosMethods(chain)),
            20_261_124,
            Cases,
            $$$"""{"jsonrpc":"2.0","id":1,"method":"abci_query","params":{"path":"/store/bank/key","data":"{{{CosmosBank.KeyOf(AccountsCast.CosmosOf("alice"), AccountsCast.Atom)}}}","height":"3","prove":true}}""",
            """{"jsonrpc":"2.0","id":1,"method":"commit","params":{"height":"4"}}""",
            """{"jsonrpc":"2.0","id":1,"method":"status","params":{}}""");
    }

    private static AccountsScript Script(long at, CosmosSend send) => new("test", new LedgerFinality(), 10_000, false, [new(at, "a test", new AccountsMove.OnCosmos(send))]);

    private static async Task<ulong[]> SharesAsync(CosmosStateReader reader, string owner)
    {
        var pin = Assert.IsType<CosmosPinOutcome.Pinned>(await reader.PinAsync(CancellationToken.None)).Pin;
        var answer = await reader.ReadAsync(pin, new BankReader(AccountsCast.Bank), Bech32.Encode("sandbox", AccountsCast.CosmosOf(owner)), CancellationToken.None);
        Assert.Empty(answer.Problems);
        return [.. answer.Positions.Where(position => position.Key.Side == PositionSide.Collateral).Select(position => (ulong)position.Shares)];
    }
}
