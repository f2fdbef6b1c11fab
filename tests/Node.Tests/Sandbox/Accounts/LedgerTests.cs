using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Heads;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Proofs.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Sandbox.Accounts;

public sealed class LedgerTests
{
    private const int Cases = 100_000;

    private static ChainId Chain => LedgerNode.Chain;

    [Fact]
    public async Task Erc20Reader_AfterATransfer_SeesBalancesAndItsLog()
    {
        await using var node = await LedgerNode.StartAsync();
        var hash = node.Ledger.Submit(LedgerNode.Alice, new LedgerAction.Transfer(LedgerNode.Usdc, LedgerNode.Bob, 40_000_000));
        node.Mine(1);
        var reader = node.Reader();
        var block = await LedgerNode.PinAsync(reader, BlockTag.Latest);
        var protocol = new Erc20Reader(new(Chain, Erc20Balances.Transferred, [new(LedgerNode.Usdc, 6), new(LedgerNode.Weth, 18)]));
        var alice = await LedgerNode.ReadAsync(reader, block, protocol, LedgerNode.Alice);
        Assert.Empty(alice.Problems);
        Assert.Equal<UInt128>([60_000_000, 2_000_000_000_000_000_000], alice.Positions.Select(position => position.Shares));
        var bob = await LedgerNode.ReadAsync(reader, block, protocol, LedgerNode.Bob);
        Assert.Equal((UInt128)1_040_000_000, bob.Positions[0].Shares);

        var filter = new EvmLogFilter([LedgerNode.Usdc], [[Erc20Layout.Transfer]]);
        var log = Assert.Single(Assert.IsType<LogsOutcome.Read>(await reader.LogsAsync(block, filter, CancellationToken.None)).Logs);
        Assert.Equal(hash, log.Transaction);
        Assert.Equal([(LedgerNode.Alice, -40_000_000), (LedgerNode.Bob, 40_000_000)], protocol.ChangesOf(log).Select(change => (change.Owner, (int)change.Delta)));
        Assert.Empty(Assert.IsType<LogsOutcome.Read>(await reader.LogsAsync(block, new([LedgerNode.Weth], []), CancellationToken.None)).Logs);
    }

    [Fact]
    public async Task Erc4626Reader_WhileAVaultEarns_SeesSharesAndAGrowingIndex()
    {
        await using var node = await LedgerNode.StartAsync();
        node.Ledger.Submit(LedgerNode.Alice, new LedgerAction.Deposit(LedgerNode.Vault, 50_000_000));
        node.Mine(1);
        var reader = node.Reader();
        var protocol = new Erc4626Reader(new(Chain, Erc4626Redemption.Immediate, [new(LedgerNode.Vault, 6, LedgerNode.Usdc, 6)]));
        var first = Assert.Single((await LedgerNode.ReadAsync(reader, await LedgerNode.PinAsync(reader, BlockTag.Latest), protocol, LedgerNode.Alice)).Positions);
        Assert.InRange(first.Shares, (UInt128)49_999_000, (UInt128)50_000_000);
        node.Mine(2_500);
        var later = Assert.Single((await LedgerNode.ReadAsync(reader, await LedgerNode.PinAsync(reader, BlockTag.Latest), protocol, LedgerNode.Alice)).Positions);
        Assert.Equal(first.Shares, later.Shares);
        Assert.True(later.Index.CompareValue(first.Index) > 0);

        // 1,000 seconds at 10^-6 each.
        Assert.True(later.Index.TryToAmount(later.Shares, Rounding.Down, out var amount));
        Assert.InRange(amount, (UInt128)50_049_000, (UInt128)50_051_000);

        node.Ledger.Submit(LedgerNode.Alice, new LedgerAction.Withdraw(LedgerNode.Vault, amount));
        node.Mine(1);
        var left = Assert.Single((await LedgerNode.ReadAsync(reader, await LedgerNode.PinAsync(reader, BlockTag.Latest), protocol, LedgerNode.Alice)).Positions);
        Assert.InRange(left.Shares, (UInt128)0, (UInt128)100);
    }

    [Fact]
    public async Task EvmNativeReader_AfterAPayment_SeesBothBalances()
    {
        await using var node = await LedgerNode.StartAsync();
        node.Ledger.Submit(LedgerNode.Alice, new LedgerAction.Pay(LedgerNode.Bob, 1_500_000_000_000_000_000));
        node.Mine(1);
        var reader = node.Reader();
        var block = await LedgerNode.PinAsync(reader, BlockTag.Latest);
        var protocol = new EvmNativeReader(new(Chain, EvmNativeMarkets.Ether, EvmReaderOptions.CanonicalMulticall));
        Assert.Equal((UInt128)3_500_000_000_000_000_000, Assert.Single((await LedgerNode.ReadAsync(reader, block, protocol, LedgerNode.Alice)).Positions).Shares);
        Assert.Equal((UInt128)1_500_000_000_000_000_000, Assert.Single((await LedgerNode.ReadAsync(reader, block, protocol, LedgerNode.Bob)).Positions).Shares);
    }

    [Fact]
    public async Task EvmHeads_OverAReorganisation_LoseExactlyItsBlocks()
    {
        await using var node = await LedgerNode.StartAsync();
        var reader = node.Reader();
        var heads = new EvmHeads(reader, Profile(), node.Time);
        Assert.IsType<HeadsOutcome.Followed>(await heads.PollAsync(CancellationToken.None));
        node.Ledger.Submit(LedgerNode.Bob, new LedgerAction.Transfer(LedgerNode.Usdc, LedgerNode.Weth, 1));
        var dropped = node.Ledger.Submit(LedgerNode.Bob, new LedgerAction.Transfer(LedgerNode.Usdc, LedgerNode.Alice, 60_000_000));
        node.Mine(2);
        var kept = node.Ledger.Submit(LedgerNode.Alice, new LedgerAction.Transfer(LedgerNode.Usdc, LedgerNode.Bob, 60_000_000));
        node.Mine(1);
        Assert.IsType<HeadsOutcome.Followed>(await heads.PollAsync(CancellationToken.None));
        Assert.Equal((UInt128)100_000_000, await BalanceAsync(reader));

        var gone = node.Reorg(3, dropped);
        var followed = Assert.IsType<HeadsOutcome.Followed>(await heads.PollAsync(CancellationToken.None));
        var reorg = Assert.Single(followed.Updates.Select(update => update.Head).OfType<HeadOutcome.Reorganised>());
        Assert.Equal(gone.Select(block => block.Hash), reorg.Lost.OrderBy(block => block.Number).Select(block => block.Hash));
        Assert.Equal(4, reorg.Won.Count);
        Assert.Equal((UInt128)40_000_000, await BalanceAsync(reader));
        Assert.Null(node.Ledger.BlockOf(dropped));
        Assert.NotEqual(gone[2].Hash, node.Ledger.BlockOf(kept)!.Hash);

        // The lost block is still told of by its hash, but nothing is read at it.
        var old = new PinnedBlock(gone[0].Number, gone[0].Hash, gone[0].Header.Timestamp);
        Assert.IsType<BlockOutcome.Found>(await reader.BlockAsync(old.Hash, CancellationToken.None));
        var call = Assert.Single(await reader.CallAsync(old, [Erc20Layout.ForDecimals(LedgerNode.Usdc)], CancellationToken.None));
        Assert.Equal(RejectionCode.CallFailed, Assert.IsType<CallOutcome.Failed>(call).Failure.Code);
    }

    [Fact]
    public async Task Tags_AtTheStartAndLater_LagAsConfigured()
    {
        await using var node = await LedgerNode.StartAsync();
        var reader = node.Reader();
        for (var i = 0; i < 3; i++)
        {
            var head = await LedgerNode.PinAsync(reader, BlockTag.Latest);
            Assert.Equal(head.Number - 4, (await LedgerNode.PinAsync(reader, BlockTag.Safe)).Number);
            Assert.Equal(head.Number - 8, (await LedgerNode.PinAsync(reader, BlockTag.Finalized)).Number);
            node.Mine(3);
        }
    }

    [Fact]
    public async Task Reorg_BelowTheFinalizedBlock_IsNotPlayed()
    {
        await using var node = await LedgerNode.StartAsync();
        Assert.Equal(8, node.Reorg(8).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => node.Reorg(9));
    }

    [Fact]
    public async Task HeadersAndProofs_OfEveryBlock_AreThoseOfEthereum()
    {
        await using var node = await LedgerNode.StartAsync();
        node.Ledger.Submit(LedgerNode.Alice, new LedgerAction.Transfer(LedgerNode.Usdc, LedgerNode.Bob, 1));
        node.Ledger.Submit(LedgerNode.Bob, new LedgerAction.Deposit(LedgerNode.Vault, 7));
        node.Mine(1);
        var reader = node.Reader();
        var block = await LedgerNode.PinAsync(reader, BlockTag.Latest);
        var answer = Assert.Single(Assert.IsType<EvidenceOutcome.Answered>(await reader.HeaderAsync(block.Hash, CancellationToken.None)).Answers);
        Assert.True(EvmHeaderJson.TryParse(answer.Result, out var header, out _));
        Assert.Equal(block.Hash, header.ComputeHash());

        var slot = LedgerTrie.Balances.SlotOf(LedgerNode.Alice);
        var proof = Assert.Single(Assert.IsType<EvidenceOutcome.Answered>(await reader.ProofAsync(block, LedgerNode.Usdc, [slot, Hash256.Zero], CancellationToken.None)).Answers);
        Assert.True(EvmProofAnswer.TryParse(proof.Result, out var parsed, out _));
        Assert.True(EvmStateProof.TryVerify(header, block.Hash, parsed, LedgerNode.Usdc, [slot, Hash256.Zero], out var proven, out var refusal), refusal?.ToString());
        Assert.Equal((EvmWord.From(99_999_999), EvmWord.From(0)), (proven.Slots[slot], proven.Slots[Hash256.Zero]));

        // An account without a slot, and one that is not there.
        foreach (var (address, wei) in ((EvmAddress, UInt128)[])[(LedgerNode.Alice, 5_000_000_000_000_000_000), (EvmAddress.Parse("0x00000000000000000000000000000000000000ff"), 0)])
        {
            var plain = Assert.Single(Assert.IsType<EvidenceOutcome.Answered>(await reader.ProofAsync(block, address, [], CancellationToken.None)).Answers);
            Assert.True(EvmProofAnswer.TryParse(plain.Result, out var stated, out _));
            Assert.True(EvmStateProof.TryVerify(header, block.Hash, stated, address, [], out proven, out refusal), refusal?.ToString());
            Assert.Equal(EvmWord.From(wei), proven.Account.Balance);
        }
    }

    [Theory]
    [InlineData("eth_chainId", "[]", "\"0x7a6a\"")]
    [InlineData("eth_getBalance", "[\"0x0000000000000000000000000000000000000b01\"]", "\"0x4563918244f40000\"")]
    [InlineData("eth_getCode", "[\"0x00000000000000000000000000000000000000a1\"]", "\"0x60006000fd\"")]
    [InlineData("eth_getCode", "[\"0x0000000000000000000000000000000000000b01\"]", "\"0x\"")]
    public async Task Request_WhenSound_GivesItsResult(string method, string parameters, string result)
    {
        await using var node = await LedgerNode.StartAsync();
        Assert.Equal(result, (await node.RequestAsync(method, parameters)).GetProperty("result").GetRawText());
    }

    [Theory]
    [InlineData("eth_getLogs", "[]", -32602)]
    [InlineData("eth_getLogs", "[{\"fromBlock\":\"0x1\"}]", -32602)]
    [InlineData("eth_getLogs", "[{\"blockHash\":\"0x12\"}]", -32602)]
    [InlineData("eth_getLogs", "[{\"blockHash\":\"{none}\",\"topics\":{}}]", -32602)]
    [InlineData("eth_getLogs", "[{\"blockHash\":\"{none}\",\"address\":[7]}]", -32602)]
    [InlineData("eth_getLogs", "[{\"blockHash\":\"{none}\"}]", -32000)]
    [InlineData("eth_getProof", "[\"0x00000000000000000000000000000000000000a1\",[],{\"blockHash\":\"{none}\"}]", -32000)]
    [InlineData("eth_getProof", "[\"0x00000000000000000000000000000000000000a1\",[\"0x1\"]]", -32602)]
    [InlineData("eth_getProof", "[\"0x00000000000000000000000000000000000000a1\",7]", -32602)]
    [InlineData("eth_getBalance", "[1]", -32602)]
    [InlineData("eth_call", "[{\"to\":\"0x00000000000000000000000000000000000000a1\",\"data\":\"0xdeadbeef\"}]", 3)]
    [InlineData("eth_mine", "[]", -32601)]
    public async Task Request_WhenWrong_GivesItsErrorCode(string method, string parameters, int code)
    {
        await using var node = await LedgerNode.StartAsync();
        var answer = await node.RequestAsync(method, parameters.Replace("{none}", new string('0', 64).Insert(0, "0x"), StringComparison.Ordinal));
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void Answer_ToMutatedRequests_IsAlwaysSound()
    {
        var chain = LedgerNode.NewChain();
        chain.Submit(LedgerNode.Bob, new LedgerAction.Deposit(LedgerNode.Vault, 1_000));
        var hash = chain.Mine(LedgerNode.Start + 400).Hash;
        RpcMutation.Check(
            new(new LedgerMethods(chain)),
            20_261_122,
            Cases,
            $$"""{"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":[{"blockHash":"{{hash}}","address":"{{LedgerNode.Usdc}}","topics":[["{{Erc20Layout.Transfer}}"],null]}]}""",
            $$"""{"jsonrpc":"2.0","id":1,"method":"eth_getProof","params":["{{LedgerNode.Usdc}}",["{{Hash256.Zero}}"],{"blockHash":"{{hash}}","requireCanonical":true}]}""",
            $$"""{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByHash","params":["{{hash}}",false]}""");
    }

    private static async Task<UInt128> BalanceAsync(EvmReader reader)
    {
        var protocol = new Erc20Reader(new(Chain, Erc20Balances.Transferred, [new(LedgerNode.Usdc, 6)]));
        return Assert.Single((await LedgerNode.ReadAsync(reader, await LedgerNode.PinAsync(reader, BlockTag.Latest), protocol, LedgerNode.Alice)).Positions).Shares;
    }

    private static ChainProfile Profile() => new()
    {
        Chain = Chain,
        Pin = PinKind.Hash,
        Finality = FinalityKind.EthereumPos,
        ConfirmedDepth = 2,
        UnfinalizedTtlMs = 5_000,
        FinalizedValidForMs = 10_000,
        HeartbeatMs = 1_000,
        MaximumWindow = 64,
        MaximumHeadAgeMs = 5_000,
    };
}
