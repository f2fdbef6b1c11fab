using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm;

public class EvmStateProofTests
{
    private static readonly JsonElement Deposit = EvmData.Read("mainnet_21925176/rpc_proof.json");

    [Fact]
    public void AMainnetProof_GivesAccountAndSlot_OfThePinnedBlock()
    {
        Assert.True(EvmStateProof.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, EvmData.Answer(Deposit), EvmData.DepositContract, [EvmData.SlotOne], out var proven, out _));
        Assert.True(proven.Exists);
        Assert.Equal((EvmData.MainnetHash, 21_925_176ul, 1_740_508_595_000), (proven.Block, proven.Number, proven.Timestamp));
        Assert.Equal(1ul, proven.Account.Nonce);
        Assert.True(proven.Account.Balance.TryToUInt128("balance", out var balance, out _));
        Assert.Equal("57657174398349561183621184", balance.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("0x2394e3bc4086a9625ae88307145a40ff4a4bf2c9a6755435bff86b22d6175d5f", Assert.Single(proven.Slots).Value.ToString());
        Assert.False(proven.Slots[EvmData.SlotOne].TryToUInt128("slot", out _, out var refusal));
        Assert.Equal((RejectionCode.OutOfRange, $"slot {proven.Slots[EvmData.SlotOne]} needs more than 128 bits"), (refusal.Code, refusal.Detail));
    }

    [Fact]
    public void AnAccountWithoutCode_IsProvenWithItsBalance()
    {
        var answer = EvmData.Answer(EvmData.Read("mainnet_21925176/rpc_block_miner_proof.json"));
        Assert.True(EvmStateProof.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, answer, EvmData.Miner, [], out var proven, out _));
        Assert.Equal((EvmAccount.NoCode, MerklePatricia.EmptyRoot, 0x13e79eul), (proven.Account.CodeHash, proven.Account.StorageRoot, proven.Account.Nonce));
    }

    [Fact]
    public void AProofOfAnotherBlock_IsRefusedWithBothRoots()
    {
        var goerli = EvmData.Read("goerli/getproof_helios_old.json");
        var answer = EvmData.Answer(goerli.GetProperty("proof"));
        Assert.False(EvmStateProof.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, answer, answer.Address, [], out _, out var refusal));
        Assert.Equal(new ProofRefusal.WrongRoot("account proof", Hash256.Parse(goerli.GetProperty("expected_state_root").GetString()!), EvmData.Mainnet.StateRoot), refusal);

        // Against its own root the same proof holds.
        var header = Synthetic(Hash256.Parse(goerli.GetProperty("expected_state_root").GetString()!));
        Assert.True(EvmStateProof.TryVerify(header, header.ComputeHash(), answer, answer.Address, [], out var proven, out _));
        Assert.Equal(EvmWord.From(0x48c27395000), proven.Account.Balance);
    }

    [Fact]
    public void AHeaderThatIsNotThePinnedBlocks_IsRefusedWithBothHashes()
    {
        var header = EvmData.Header(EvmData.Read("headers/mainnet_24630100_osaka.json"));
        Assert.False(EvmStateProof.TryVerify(header, EvmData.MainnetHash, EvmData.Answer(Deposit), EvmData.DepositContract, [EvmData.SlotOne], out _, out var refusal));
        Assert.Equal(new ProofRefusal.WrongBlock(header.ComputeHash(), EvmData.MainnetHash), refusal);
    }

    [Fact]
    public void AnAnswerThatIsNotAboutWhatWasAsked_IsRefused()
    {
        var answer = EvmData.Answer(Deposit);
        Assert.Equal(new ProofRefusal.NotAsked("account", $"{EvmData.DepositContract}", $"{EvmData.Miner}"), Refuse(answer, EvmData.Miner, [EvmData.SlotOne]));
        Assert.Equal(new ProofRefusal.NotAsked("slots", "1", "0"), Refuse(answer, EvmData.DepositContract, []));
        Assert.Equal(new ProofRefusal.NotAsked("slot", $"{EvmData.SlotOne}", $"{Hash256.Zero}"), Refuse(answer, EvmData.DepositContract, [Hash256.Zero]));

        // Under another address the same nodes prove something else or nothing.
        Assert.IsType<ProofRefusal.MissingNode>(Refuse(answer with { Address = EvmAddress.Parse(new('3', 40)), AccountProof = [answer.AccountProof[0]] }, EvmAddress.Parse(new('3', 40)), [EvmData.SlotOne]));
    }

    [Theory]
    [InlineData("balance", "0x1")]
    [InlineData("nonce", "0x2")]
    [InlineData("storageHash", "0x9999999999999999999999999999999999999999999999999999999999999999")]
    [InlineData("codeHash", "0x9999999999999999999999999999999999999999999999999999999999999999")]
    public void AnAnswerThatStatesWhatItDoesNotProve_IsRefused(string field, string value)
    {
        var refusal = Assert.IsType<ProofRefusal.Contradiction>(Refuse(EvmData.Answer(EvmData.With(Deposit, (field, value))), EvmData.DepositContract, [EvmData.SlotOne]));
        Assert.Equal(field, refusal.Field);
        Assert.InRange(refusal.Detail.Length, 1, 200);
    }

    [Fact]
    public void AStatedSlotValue_ThatIsNotTheProvenOne_IsRefused()
    {
        var slot = EvmData.With(Deposit.GetProperty("storageProof")[0], ("value", "0x7"));
        var refusal = Refuse(EvmData.Answer(EvmData.With(Deposit, ("storageProof", new[] { slot }))), EvmData.DepositContract, [EvmData.SlotOne]);
        Assert.Equal(EvmWord.From(7).ToString(), Assert.IsType<ProofRefusal.Contradiction>(refusal).Stated);
    }

    [Theory]
    [InlineData("0x0", "0x0", "0x0")]
    [InlineData("0x", "0x", "0x")]
    [InlineData("0x1", "0x0000000000000000000000000000000000000000000000000000000000000000", "0x00")]
    public void TheDialectsOfZero_AreOne(string key, string value, string balance)
    {
        var account = Account(0, default, MerklePatricia.EmptyRoot, EvmAccount.NoCode);
        var state = State((EvmData.Miner, account));
        var json = JsonSerializer.SerializeToElement(new
        {
            address = EvmData.Miner.ToString(),
            accountProof = state.Prove(Key(EvmData.Miner)).Select(node => Hex.Encode(node.Span)),
            balance,
            nonce = value,
            codeHash = Hash256.Zero.ToString(),
            storageHash = Hash256.Zero.ToString(),
            storageProof = new[] { new { key, value, proof = value == "0x0" ? Array.Empty<string>() : ["0x80"] } },
        });
        var header = Synthetic(state.Root);
        var slot = key == "0x1" ? EvmData.SlotOne : Hash256.Zero;
        Assert.True(EvmStateProof.TryVerify(header, header.ComputeHash(), EvmData.Answer(json), EvmData.Miner, [slot], out var proven, out var refusal), refusal?.ToString());
        Assert.True(proven.Exists && proven.Slots[slot].IsZero && proven.Account == EvmAccount.Empty);
    }

    [Fact]
    public void AnAccountThatIsNotThere_IsProvenToBeEmpty_AndSlotsOfItToo()
    {
        var state = State((EvmData.Miner, Account(5, EvmWord.From(9), MerklePatricia.EmptyRoot, EvmAccount.NoCode)));
        var header = Synthetic(state.Root);
        var answer = new EvmProofAnswer(EvmData.DepositContract, EvmAccount.Empty, state.Prove(Key(EvmData.DepositContract)), [new(EvmData.SlotOne, default, [])]);
        Assert.True(EvmStateProof.TryVerify(header, header.ComputeHash(), answer, EvmData.DepositContract, [EvmData.SlotOne], out var proven, out _));
        Assert.Equal((false, EvmAccount.Empty, default), (proven.Exists, proven.Account, proven.Slots[EvmData.SlotOne]));

        // The same nodes do not prove the other account, nor a balance of this one.
        var claimed = answer with { Stated = EvmAccount.Empty with { Balance = EvmWord.From(1) } };
        Assert.False(EvmStateProof.TryVerify(header, header.ComputeHash(), claimed, EvmData.DepositContract, [EvmData.SlotOne], out _, out var refusal));
        Assert.IsType<ProofRefusal.Contradiction>(refusal);
    }

    [Fact]
    public void AProvenValueThatIsNoAccount_OrNoNumber_IsRefused()
    {
        var odd = State((EvmData.Miner, new RlpWriter().Number(1).ToList()));
        Assert.Equal("account", Malformed(odd.Root, new(EvmData.Miner, EvmAccount.Empty, odd.Prove(Key(EvmData.Miner)), []), []).Part);
        var storage = new PatriciaTrie([(Crypto.Keccak256.Hash(EvmData.SlotOne.ToArray()).ToArray(), [0x00])]);
        var state = State((EvmData.Miner, Account(0, default, storage.Root, EvmAccount.NoCode)));
        var answer = new EvmProofAnswer(
            EvmData.Miner, EvmAccount.Empty with { StorageRoot = storage.Root }, state.Prove(Key(EvmData.Miner)), [new(EvmData.SlotOne, default, storage.Prove(Crypto.Keccak256.Hash(EvmData.SlotOne.ToArray()).ToArray()))]);
        Assert.Equal("storage value", Malformed(state.Root, answer, [EvmData.SlotOne]).Part);
    }

    [Theory]
    [InlineData("accountProof", "0x", "accountProof: is a JSON String, not an array")]
    [InlineData("accountProof", null, "accountProof: is missing")]
    [InlineData("balance", "0x10000000000000000000000000000000000000000000000000000000000000000", "balance: has 65 hex digits, more than 64")]
    [InlineData("balance", "-1", "balance: is no hex number")]
    [InlineData("nonce", "0x0x1", "nonce: is no hex number")]
    [InlineData("address", "0x00", "address: has 1 bytes, not 20")]
    public void AMalformedAnswer_IsRefusedWithTheField(string field, object? value, string problem)
    {
        Assert.False(EvmProofAnswer.TryParse(EvmData.With(Deposit, (field, value)), out _, out var refusal));
        Assert.EndsWith(problem, refusal.Detail, StringComparison.Ordinal);
    }

    private static ProofRefusal? Refuse(EvmProofAnswer answer, EvmAddress address, IReadOnlyList<Hash256> slots)
    {
        Assert.False(EvmStateProof.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, answer, address, slots, out _, out var refusal));
        return refusal;
    }

    private static ProofRefusal.Malformed Malformed(Hash256 stateRoot, EvmProofAnswer answer, IReadOnlyList<Hash256> slots)
    {
        var header = Synthetic(stateRoot);
        Assert.False(EvmStateProof.TryVerify(header, header.ComputeHash(), answer, answer.Address, slots, out _, out var refusal));
        return Assert.IsType<ProofRefusal.Malformed>(refusal);
    }

    private static PatriciaTrie State(params (EvmAddress Address, byte[] Account)[] accounts) =>
        new([.. accounts.Select(item => (Key(item.Address), item.Account)), (Key(EvmAddress.Parse(new('7', 40))), Account(1, default, MerklePatricia.EmptyRoot, EvmAccount.NoCode))]);

    private static byte[] Account(ulong nonce, EvmWord balance, Hash256 storage, Hash256 code) =>
        new RlpWriter().Number(nonce).Bytes(balance.Bytes.ToArray().AsSpan().TrimStart((byte)0)).Hash(storage).Hash(code).ToList();

    private static byte[] Key(EvmAddress address) => Crypto.Keccak256.Hash(address.ToArray()).ToArray();

    /// <summary>Mainnet's header over another state.</summary>
    private static EvmHeader Synthetic(Hash256 stateRoot)
    {
        var json = EvmData.Read("mainnet_21925176/rpc_block.json");
        Assert.False(EvmHeaderJson.TryParse(EvmData.With(json, ("stateRoot", stateRoot.ToString())), out _, out var refusal));
        return EvmData.Header(EvmData.With(json, ("stateRoot", stateRoot.ToString()), ("hash", ((ProofRefusal.WrongBlock)refusal).Computed.ToString())));
    }
}
