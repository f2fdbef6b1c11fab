using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm.RealChain;

/// <summary>Proofs of a real node's state: headers, accounts, tokens of three libraries, receipts.</summary>
[Trait("Category", "RealChain")]
public sealed class EvmProofRealChainTests
{
    private static readonly EvmAddress Alice = EvmAddress.Parse("0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    private static readonly EvmAddress Bob = EvmAddress.Parse("0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    private static readonly EvmAddress Nobody = EvmAddress.Parse("0xcccccccccccccccccccccccccccccccccccccccc");
    private static readonly UInt128 Ether = 1_000_000_000_000_000_000;

    [RealChainFact]
    public async Task TokenBalances_OfEveryLayout_AreFoundAndProven()
    {
        using var anvil = await Anvil.StartAsync();
        var chain = new ProofChain(anvil);
        (string Contract, BalanceLayout Layout)[] tokens =
        [
            ("PlainToken", BalanceLayout.Solidity(0)),
            ("DeepToken", BalanceLayout.Solidity(7)),
            ("UpgradeableToken", BalanceLayout.OpenZeppelinUpgradeable),
            ("SoladyToken", BalanceLayout.Solady),
        ];
        foreach (var (contract, layout) in tokens)
        {
            var token = await DeployAsync(anvil, contract);
            var head = await chain.HeadAsync();
            var candidates = BalanceSlots.Candidates();
            var samples = new[] { await SampleAsync(chain, head, token, Alice, candidates), await SampleAsync(chain, head, token, Bob, candidates), await SampleAsync(chain, head, token, Nobody, candidates) };
            Assert.Equal(new BalanceSlotOutcome.Found(layout, BalanceSlotEvidence.DifferentOwners), BalanceSlots.Decide(candidates, samples));

            var (alice, nobody) = (layout.SlotOf(Alice), layout.SlotOf(Nobody));
            var proven = await chain.ProveAsync(head, token, alice, nobody);
            Assert.Equal((await chain.BalanceAsync(head, token, Alice), default), (proven.Slots[alice], proven.Slots[nobody]));
            Assert.Equal(EvmWord.From(70 * Ether), proven.Slots[alice]);

            // A state override reaches the balance through the found slot, and through no other.
            var probe = EvmWord.From(123_456_789);
            var after = await chain.BalanceAsync(head, token, Nobody, (nobody, probe));
            Assert.Equal(new BalanceSlotOutcome.Found(layout, BalanceSlotEvidence.StateOverride), BalanceSlots.DecideByOverride(layout, default, probe, after));
            var elsewhere = BalanceLayout.Solidity(1);
            after = await chain.BalanceAsync(head, token, Nobody, (elsewhere.SlotOf(Nobody), probe));
            Assert.IsType<BalanceSlotOutcome.Undecided>(BalanceSlots.DecideByOverride(elsewhere, default, probe, after));
        }
    }

    [RealChainFact]
    public async Task AProofOfAnotherBlock_IsRefusedWithBothRoots_AndNativeBalancesAreProven()
    {
        using var anvil = await Anvil.StartAsync();
        var chain = new ProofChain(anvil);
        var sender = EvmAddress.Parse((string)(await anvil.RpcAsync("eth_accounts"))![0]!);
        var token = await DeployAsync(anvil, "PlainToken");
        var before = await chain.HeadAsync();
        await anvil.SendAsync(token, "mint(address,uint256)", ProofChain.To(Alice, 1));
        var after = await chain.HeadAsync();
        Assert.Equal(before.ComputeHash(), after.ParentHash);

        var slot = BalanceLayout.Solidity(0).SlotOf(Alice);
        Assert.Equal(EvmWord.From((70 * Ether) + 1), (await chain.ProveAsync(after, token, slot)).Slots[slot]);
        Assert.False(EvmStateProof.TryVerify(before, before.ComputeHash(), await chain.ProofAsync(after, token, slot), token, [slot], out _, out var refusal));
        Assert.Equal(new ProofRefusal.WrongRoot("account proof", after.StateRoot, before.StateRoot), refusal);
        Assert.False(EvmStateProof.TryVerify(after, before.ComputeHash(), await chain.ProofAsync(after, token, slot), token, [slot], out _, out refusal));
        Assert.Equal(new ProofRefusal.WrongBlock(after.ComputeHash(), before.ComputeHash()), refusal);

        var native = await chain.ProveAsync(after, sender);
        Assert.Equal(Convert.ToUInt64((string)(await anvil.RpcAsync("eth_getTransactionCount", sender.ToString(), "latest"))!, 16), native.Account.Nonce);
        Assert.True(native.Account.Balance.TryToUInt128("balance", out var wei, out _));
        Assert.InRange(wei, 9_999 * Ether, 10_000 * Ether);
        Assert.False((await chain.ProveAsync(after, Nobody)).Exists);
    }

    [RealChainFact]
    public async Task ATransferLog_IsFoundInTheProvenReceiptOfItsBlock()
    {
        using var anvil = await Anvil.StartAsync();
        var chain = new ProofChain(anvil);
        var token = await DeployAsync(anvil, "PlainToken");
        var head = await chain.HeadAsync();
        var stated = Assert.Single(await chain.LogsAsync(head, token));
        Assert.True(BlockReceipts.TryVerify(head, stated.Block, await chain.ReceiptsAsync(head), out var receipts, out var refusal), refusal?.ToString());
        Assert.True(ProvenReceipt.TryVerify(head, stated.Block, stated.Transaction, receipts.Prove(stated.Transaction), out var proven, out refusal), refusal?.ToString());
        Assert.True(proven.TryFind(stated, out _, out _));
        Assert.False(proven.TryFind(stated with { Log = stated.Log with { Data = new byte[32] } }, out _, out refusal));
        Assert.IsType<ProofRefusal.NoSuchLog>(refusal);
    }

    /// <summary>Alice has 70, Bob 30: the first minted to the sender and transferred, the last block's transaction.</summary>
    private static async Task<EvmAddress> DeployAsync(Anvil anvil, string contract)
    {
        var sender = EvmAddress.Parse((string)(await anvil.RpcAsync("eth_accounts"))![0]!);
        var token = await anvil.DeployAsync(contract);
        await anvil.SendAsync(token, "mint(address,uint256)", ProofChain.To(sender, 100 * Ether));
        await anvil.SendAsync(token, "mint(address,uint256)", ProofChain.To(Bob, 30 * Ether));
        await anvil.SendAsync(token, "transfer(address,uint256)", ProofChain.To(Alice, 70 * Ether));
        return token;
    }

    private static async Task<BalanceSample> SampleAsync(ProofChain chain, EvmHeader head, EvmAddress token, EvmAddress owner, IReadOnlyList<BalanceLayout> candidates) =>
        new(owner, await chain.BalanceAsync(head, token, owner), (await chain.ProveAsync(head, token, [.. candidates.Select(layout => layout.SlotOf(owner))])).Slots);
}
