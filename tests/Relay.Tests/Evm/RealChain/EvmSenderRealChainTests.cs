using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Evm.Transactions;

namespace CrossChainOracle.Relay.Tests.Evm.RealChain;

/// <summary>The sender against a real node: what it sends is taken, and every trouble ends with each posting in the chain once and no nonce stuck.</summary>
[Trait("Category", "RealChain")]
public sealed class EvmSenderRealChainTests
{
    private static readonly EvmPosting One = Postings.Of("majors", 1);
    private static readonly EvmPosting Two = Postings.Of("majors", 2);
    private static readonly EvmPosting Other = Postings.Of("other", 1);

    [RealChainFact]
    public async Task Posting_IsTakenFromItsSender_WithGasAndFeeAsTheNodeCountsThem()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        var submitted = Assert.IsType<SendEvent.Submitted>(Assert.Single(await sender.StepAsync(One)));
        var known = (await chain.Anvil.RpcAsync("eth_getTransactionByHash", submitted.Transaction.ToString()))!;
        Assert.Equal((sender.Key.Address, "0x2"), (EvmAddress.Parse((string)known["from"]!), (string)known["type"]!));

        await chain.MineAsync();
        var included = Assert.IsType<SendEvent.Included>(Assert.Single(await sender.StepAsync(One)));
        var receipt = (await chain.Anvil.RpcAsync("eth_getTransactionReceipt", submitted.Transaction.ToString()))!;
        Assert.Equal(((string)receipt["blockHash"]!, (string)receipt["gasUsed"]!, (string)receipt["effectiveGasPrice"]!), (included.Block.Hash.ToString(), $"0x{included.Block.GasUsed:x}", $"0x{(ulong)included.Block.FeePerGas:x}"));
        await sender.FinishAsync(One);
        Assert.Single(sender.Events, said => said is SendEvent.Final);
    }

    [RealChainFact]
    public async Task Transactions_OfEveryShape_RecoverToTheirSenderInTheNode()
    {
        await using var chain = await PostBoxChain.StartAsync();
        using var key = Postings.Key(2);
        await chain.FundAsync(key.Address, 100 * Postings.Gwei * Postings.Gwei);
        foreach (var (i, size) in new[] { 0, 1, 55, 56, 255, 256, 5_000 }.Index())
        {
            var signed = new DynamicFeeTransaction(PostBoxChain.ChainId, (ulong)i, (UInt128)i, 50 * Postings.Gwei, 500_000, EvmAddress.Parse(new('c', 40)), (UInt128)i, Enumerable.Repeat((byte)i, size).ToArray()).Sign(key);
            Assert.Equal(signed.Hash.ToString(), (string?)await chain.Anvil.RpcAsync("eth_sendRawTransaction", Hex.Encode(signed.Raw.Span)));
            Assert.Equal(key.Address, EvmAddress.Parse((string)(await chain.Anvil.RpcAsync("eth_getTransactionByHash", signed.Hash.ToString()))!["from"]!));
        }

        await chain.MineAsync();
        Assert.Equal(7UL, await chain.NonceAsync(key.Address));
    }

    [RealChainFact]
    public async Task Mempool_WithoutMining_HoldsNoMoreThanSoMany_AndAllAreIncludedInTheirOrder()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        EvmPosting[] wanted = [.. Enumerable.Range(1, 6).Select(i => Postings.Of($"shard{i}", 1))];
        for (var i = 0; i < 3; i++) await sender.StepAsync(wanted);
        Assert.Equal([0UL, 1, 2, 3], (await chain.MempoolAsync(sender.Key.Address)).Select(each => each.Nonce));
        await sender.FinishAsync(wanted);
        Assert.Equal(6UL, await chain.NonceAsync(sender.Key.Address));
    }

    [RealChainFact]
    public async Task BaseFeeSpike_IsMetByBumpsThatTheNodeTakes()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await sender.StepAsync(One);

        // Blocks that the transaction cannot enter, each as dear as the one before.
        for (var i = 0; i < 3; i++)
        {
            await chain.SetBaseFeeAsync(60 * Postings.Gwei);
            await chain.MineAsync();
            await chain.SetBaseFeeAsync(60 * Postings.Gwei);
            await sender.StepAsync(One);
        }

        Assert.Contains(sender.Events, said => said is SendEvent.Submitted { Replaced: true, Nonce: 0 });
        Assert.DoesNotContain(sender.Events, said => said is SendEvent.Failed);
        await sender.FinishAsync(One);
    }

    [RealChainFact]
    public async Task BaseFeeOfZero_IsPaidByTheTipAlone()
    {
        await using var chain = await PostBoxChain.StartAsync("--block-base-fee-per-gas", "0");
        var sender = await chain.SenderAsync();
        await sender.FinishAsync(One, Other);
        Assert.All(sender.Events.OfType<SendEvent.Included>(), included => Assert.True(included.Block.FeePerGas > 0));
    }

    [RealChainFact]
    public async Task SeveralChains_AreServedWithOneKey_EachWithNoncesAndAJournalOfItsOwn()
    {
        await using var first = await PostBoxChain.StartAsync();
        await using var second = await PostBoxChain.StartAsync();
        ChainSender[] senders = [await first.SenderAsync(), await second.SenderAsync()];
        await Task.WhenAll(senders[0].StepAsync(One, Other), senders[1].StepAsync(One));
        await Task.WhenAll(senders[0].FinishAsync(One, Other), senders[1].FinishAsync(One));
        Assert.Equal((2UL, 1UL), (await first.NonceAsync(senders[0].Key.Address), await second.NonceAsync(senders[1].Key.Address)));
    }

    [RealChainFact]
    public async Task BaseFeeSpike_BeyondTheCeiling_WaitsForItsEnd()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await chain.SetBaseFeeAsync(700 * Postings.Gwei);
        Assert.IsType<SendEvent.TooDear>(Assert.Single(await sender.StepAsync(One)));
        Assert.Empty(await chain.MempoolAsync(sender.Key.Address));
        await chain.SetBaseFeeAsync(Postings.Gwei);
        await sender.FinishAsync(One);
    }

    [RealChainFact]
    public async Task Newer_TakesTheNonceOfAnOlderOneThatWaits()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await sender.StepAsync(One);

        // A block whose price keeps the first one out.
        await chain.SetBaseFeeAsync(60 * Postings.Gwei);
        await chain.MineAsync();
        await sender.StepAsync(Two);
        Assert.Equal(0UL, Assert.Single(await chain.MempoolAsync(sender.Key.Address)).Nonce);
        await sender.FinishAsync(Two);
        Assert.Equal([2UL], await chain.TakenAsync("majors"));
    }

    [RealChainFact]
    public async Task ReorganisedInclusion_IsPostedAgain()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await sender.StepAsync(One, Other);
        await chain.MineAsync();
        Assert.Equal(2, (await sender.StepAsync(One, Other)).Count(said => said is SendEvent.Included));
        await chain.MineAsync();
        await chain.Anvil.RpcAsync("anvil_reorg", 2, new JsonArray());
        Assert.Empty(await chain.TakenAsync("majors"));
        Assert.Equal(2, (await sender.StepAsync(One, Other)).Count(said => said is SendEvent.Reorged));
        await sender.FinishAsync(One, Other);
    }

    [RealChainFact]
    public async Task RolledBack_ToBeforeTheInclusion_IsPostedAgain()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await sender.StepAsync(One);
        await chain.MineAsync();
        await sender.StepAsync(One);
        await chain.Anvil.RpcAsync("anvil_rollback", 1);
        Assert.Contains(await sender.StepAsync(One), said => said is SendEvent.Reorged);
        await sender.FinishAsync(One);
    }

    [RealChainFact]
    public async Task Snapshot_ThatIsRevertedTo_IsAReorganisationToo()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        var snapshot = await chain.Anvil.RpcAsync("evm_snapshot");
        await sender.StepAsync(One);
        await chain.MineAsync();
        await sender.StepAsync(One);
        await chain.Anvil.RpcAsync("evm_revert", snapshot!.DeepClone());
        await sender.FinishAsync(One);
    }

    [RealChainFact]
    public async Task Restart_MidFlight_SendsNothingTwice()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await sender.StepAsync(One, Other);
        var before = await chain.MempoolAsync(sender.Key.Address);
        await sender.RestartAsync();
        Assert.Equal([One.Posting.Id, Other.Posting.Id], sender.Sender.InFlight.Select(each => each.PostingId));
        await sender.StepAsync(One, Other);
        Assert.Equal(before, await chain.MempoolAsync(sender.Key.Address));
        await chain.MineAsync();
        await sender.RestartAsync();
        await sender.FinishAsync(One, Other);
        Assert.Equal(2UL, await chain.NonceAsync(sender.Key.Address));
    }

    [RealChainFact]
    public async Task ForeignTransaction_WithTheSameKey_CostsANonceAndNothingElse()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await sender.StepAsync(One);
        var foreign = new DynamicFeeTransaction(PostBoxChain.ChainId, 0, 10 * Postings.Gwei, 100 * Postings.Gwei, 21_000, EvmAddress.Parse(new('c', 40)), 0, default).Sign(sender.Key);
        await chain.Anvil.RpcAsync("eth_sendRawTransaction", Hex.Encode(foreign.Raw.Span));
        await chain.MineAsync();
        await sender.FinishAsync(One);
        Assert.Single(sender.Events, said => said is SendEvent.NonceTaken { Nonce: 0 });
        Assert.Equal(2UL, await chain.NonceAsync(sender.Key.Address));
    }

    [RealChainFact]
    public async Task Dropped_FromTheMempool_IsSentAgain()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await sender.StepAsync(One, Other);
        var before = await chain.MempoolAsync(sender.Key.Address);
        await chain.Anvil.RpcAsync("anvil_dropTransaction", before[0].Hash);
        await sender.StepAsync(One, Other);
        Assert.Equal(before, await chain.MempoolAsync(sender.Key.Address));
        await sender.StepAsync(One, Other);
        await chain.Anvil.RpcAsync("anvil_dropAllTransactions");
        await sender.StepAsync(One, Other);
        Assert.Equal(before, await chain.MempoolAsync(sender.Key.Address));
        await sender.FinishAsync(One, Other);
    }

    [RealChainFact]
    public async Task Balance_ThatRanOut_IsSaid_AndWhatWaitedIsSentWhenItIsFilled()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync(ether: 0);
        Assert.IsType<SendEvent.Failed>(Assert.Single(await sender.StepAsync(One)));
        Assert.True(sender.Sender.Status!.IsLow);
        await chain.FundAsync(sender.Key.Address, Postings.Gwei * Postings.Gwei);
        await sender.FinishAsync(One);
        Assert.False(sender.Sender.Status!.IsLow);
    }

    [RealChainFact]
    public async Task Ended_AndStuck_FreesItsNonce()
    {
        await using var chain = await PostBoxChain.StartAsync();
        var sender = await chain.SenderAsync();
        await sender.StepAsync(Postings.Of("majors", 1, validUntil: DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 600_000));
        await chain.Anvil.RpcAsync("evm_increaseTime", 3_600);
        for (var i = 0; i < 3; i++)
        {
            await chain.SetBaseFeeAsync(60 * Postings.Gwei);
            await chain.MineAsync();
            await chain.SetBaseFeeAsync(60 * Postings.Gwei);
            await sender.StepAsync();
        }

        await sender.FinishAsync();
        Assert.Empty(await chain.TakenAsync("majors"));
        Assert.Equal(1UL, await chain.NonceAsync(sender.Key.Address));
    }

    [RealChainFact]
    public async Task TwoSenders_RacingForOneHub_PostEachSequenceOnce()
    {
        await using var chain = await PostBoxChain.StartAsync();
        ChainSender[] senders = [await chain.SenderAsync(0), await chain.SenderAsync(1)];
        for (var sequence = 1UL; sequence <= 8; sequence++)
        {
            var posting = Postings.Of("majors", sequence);

            // In turns the one and the other looks first; every third time both send before a block is made.
            var order = sequence % 2 == 0 ? senders : [.. senders.Reverse()];
            await order[0].StepAsync(await order[0].MissingAsync(posting));
            if (sequence % 3 != 0) await chain.MineAsync();
            await order[1].StepAsync(posting);
            await chain.MineAsync();
        }

        var last = Postings.Of("majors", 8);
        foreach (var sender in senders) await sender.FinishAsync(last);
        var said = senders.SelectMany(sender => sender.Events).ToList();
        Assert.Contains(said, each => each is SendEvent.Refused { Error: "Replay" });
        var reverts = said.OfType<SendEvent.Reverted>().ToList();
        Assert.True(reverts.Count > 0 && reverts.All(each => each.Reason == "Replay" && each.Block.GasUsed > 21_000), string.Join("\n", said));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => (ulong)i), await chain.TakenAsync("majors"));
    }

    /// <summary>The words of the node that the other tests run on: what <see cref="SubmitMeanings"/> says of them is what it does.</summary>
    [RealChainFact]
    public async Task Words_OfThisNode_AreUnderstood()
    {
        await using var chain = await PostBoxChain.StartAsync();
        using var key = Postings.Key(2);
        await chain.FundAsync(key.Address, Postings.Gwei * Postings.Gwei);
        var first = Make(0, 10);
        Assert.Equal(SubmitMeaning.Accepted, await SubmitAsync(first));
        Assert.Equal(SubmitMeaning.AlreadyKnown, await SubmitAsync(first));
        Assert.Equal(SubmitMeaning.ReplacementUnderpriced, await SubmitAsync(Make(0, 10, gas: 22_000)));
        Assert.Equal(SubmitMeaning.InsufficientFunds, await SubmitAsync(Make(1, 100_000, gas: 1_000_000)));
        await chain.MineAsync();
        Assert.Equal(SubmitMeaning.NonceTooLow, await SubmitAsync(Make(0, 20)));
        Assert.Equal(SubmitMeaning.Refused, await SubmitAsync(Make(1, 10, gas: 20_000)));

        SignedTransaction Make(ulong nonce, ulong gwei, ulong gas = 21_000) =>
            new DynamicFeeTransaction(PostBoxChain.ChainId, nonce, Postings.Gwei, gwei * Postings.Gwei, gas, EvmAddress.Parse(new('c', 40)), 0, default).Sign(key);

        async Task<SubmitMeaning> SubmitAsync(SignedTransaction signed)
        {
            using var http = Chains.Evm.JsonRpcClient.CreateHttp();
            var client = new Chains.Evm.JsonRpcClient(http, new(new Uri($"http://127.0.0.1:{chain.Anvil.Port}")), new(), TimeProvider.System);
            return (await new SenderNode(client, PostBoxChain.ChainId).SubmitAsync(signed.Raw, default)).Meaning;
        }
    }
}
