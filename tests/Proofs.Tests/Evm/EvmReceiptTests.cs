using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm;

public class EvmReceiptTests
{
    private const ulong Index = 0x27;

    private static readonly JsonElement Recording = EvmData.Read("mainnet_21925176/verifiable_api_receipt.json");
    private static readonly JsonElement Log = EvmData.Read("mainnet_21925176/rpc_logs.json")[0];

    private static IReadOnlyList<ReadOnlyMemory<byte>> Proof => EvmData.Nodes(Recording.GetProperty("receiptProof"));

    [Fact]
    public void AMainnetReceiptProof_GivesStatusGasAndLogs()
    {
        Assert.True(ProvenReceipt.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, Index, Proof, out var proven, out _));
        var (receipt, stated) = (proven.Receipt, EvmData.Receipt(Recording.GetProperty("receipt")));
        Assert.Equal(((byte)2, true, 0x6fce49ul, (Hash256?)null), (receipt.Type, receipt.Succeeded, receipt.CumulativeGas, receipt.PostState));
        Assert.Equal(stated.Logs, receipt.Logs);
        Assert.Equal(stated.Bloom.ToArray(), receipt.Bloom.ToArray());
        Assert.Equal(EvmData.DepositContract, Assert.Single(receipt.Logs).Emitter);
    }

    [Fact]
    public void AllReceiptsOfABlock_HaveTheRootOfItsHeader_AndEachCanThenBeProvenAlone()
    {
        var receipts = EvmData.Read("mainnet_21925176/rpc_receipts.json").EnumerateArray().Select(EvmData.Receipt).ToList();
        Assert.Equal(202, receipts.Count);
        Assert.True(BlockReceipts.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, receipts, out var proven, out _));
        Assert.Equal(Proof.Select(node => Hex.Encode(node.Span)), proven.Prove(Index).Select(node => Hex.Encode(node.Span)));
        foreach (var item in proven.Receipts)
        {
            Assert.True(ProvenReceipt.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, item.Index, proven.Prove(item.Index), out var alone, out _));
            Assert.Equal(EvmReceiptCodec.Encode(item.Receipt), EvmReceiptCodec.Encode(alone.Receipt));
        }

        Assert.False(ProvenReceipt.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, 202, proven.Prove(202), out _, out var refusal));
        Assert.Equal(new ProofRefusal.NoSuchReceipt(202, EvmData.Mainnet.ReceiptsRoot), refusal);
        Assert.False(BlockReceipts.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, receipts[1..], out _, out refusal));
        Assert.Equal(EvmData.Mainnet.ReceiptsRoot, Assert.IsType<ProofRefusal.WrongRoot>(refusal).Root);
    }

    [Fact]
    public void AReceiptOfAnotherIndexOrBlock_IsRefused()
    {
        Assert.False(ProvenReceipt.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, Index + 1, Proof, out _, out var refusal));
        Assert.Equal(RejectionCode.BadProof, refusal.Code);
        var other = EvmData.Header(EvmData.Read("headers/mainnet_24630100_osaka.json"));
        Assert.False(ProvenReceipt.TryVerify(other, EvmData.MainnetHash, Index, Proof, out _, out refusal));
        Assert.IsType<ProofRefusal.WrongBlock>(refusal);
        Assert.False(ProvenReceipt.TryVerify(other, other.ComputeHash(), Index, Proof, out _, out refusal));
        Assert.Equal(new ProofRefusal.WrongRoot("receipt proof", EvmData.Mainnet.ReceiptsRoot, other.ReceiptsRoot), refusal);
    }

    [Fact]
    public void AStatedLog_IsFoundInItsProvenReceipt_AndAnInventedOneIsNot()
    {
        Assert.True(ProvenReceipt.TryVerify(EvmData.Mainnet, EvmData.MainnetHash, Index, Proof, out var proven, out _));
        var stated = Parse(Log);
        Assert.Equal(0xfbul, stated.Index);
        Assert.True(proven.TryFind(stated, out var position, out _));
        Assert.Equal(0, position);
        Assert.False(proven.TryFind(stated with { Block = Hash256.Zero }, out _, out var refusal));
        Assert.Equal(new ProofRefusal.NotAsked("block", $"{Hash256.Zero}", $"{EvmData.MainnetHash}"), refusal);
        Assert.False(proven.TryFind(stated with { Transaction = 3 }, out _, out refusal));
        Assert.Equal(new ProofRefusal.NotAsked("receipt", "3", "39"), refusal);
        Assert.False(proven.TryFind(stated with { Log = stated.Log with { Emitter = EvmData.Miner } }, out _, out refusal));
        Assert.Equal(new ProofRefusal.NoSuchLog(Index, 1, EvmData.Miner), refusal);
        Assert.False(proven.TryFind(stated with { Log = stated.Log with { Data = stated.Log.Data[1..] } }, out _, out refusal));
        Assert.False(proven.TryFind(stated with { Log = stated.Log with { Topics = [] } }, out _, out refusal));
    }

    [Theory]
    [InlineData("blockHash", false, "a log without its block: no blockHash")]
    [InlineData("transactionIndex", false, "a log without its block: no transactionIndex")]
    [InlineData("logIndex", false, "a log without its block: no logIndex")]
    [InlineData("removed", true, "a log without its block: it is marked as removed")]
    public void ALogWithoutItsBlock_IsRefused(string field, bool value, string detail)
    {
        Assert.False(StatedLog.TryParse(EvmData.With(Log, (field, value ? true : null)), out _, out var refusal));
        Assert.Equal(detail, Assert.IsType<ProofRefusal.LogWithoutBlock>(refusal).Detail);
        if (value) return;
        Assert.False(StatedLog.TryParse(EvmData.With(Log, (field, JsonSerializer.SerializeToElement<string?>(null))), out _, out refusal));
        Assert.Equal(detail, refusal.Detail);
    }

    [Fact]
    public void ReceiptsOfEveryKind_AreReadAsWritten()
    {
        var log = new EvmLog(EvmData.Miner, [EvmData.MainnetHash, EvmData.SlotOne], new byte[] { 1, 2, 3 });
        EvmReceipt[] kinds =
        [
            new() { Type = 0, PostState = EvmData.MainnetHash, CumulativeGas = 21_000, Bloom = new byte[256], Logs = [] },
            new() { Type = 0, Succeeded = false, CumulativeGas = 21_000, Bloom = new byte[256], Logs = [log, log] },
            new() { Type = 3, Succeeded = true, CumulativeGas = 1, Bloom = new byte[256], Logs = [log] },
            new() { Type = 4, Succeeded = true, CumulativeGas = 1, Bloom = new byte[256], Logs = [log] },
            new() { Type = 0x6a, Succeeded = true, CumulativeGas = 0, Bloom = new byte[256], Logs = [] },
            new() { Type = 0x7e, Succeeded = true, CumulativeGas = 46_913, Bloom = new byte[256], Logs = [] },
            new() { Type = 0x7e, Succeeded = true, CumulativeGas = 46_913, Bloom = new byte[256], Logs = [], DepositNonce = 12_345, DepositVersion = 1 },
        ];
        foreach (var receipt in kinds)
        {
            var bytes = EvmReceiptCodec.Encode(receipt);
            Assert.True(EvmReceiptCodec.TryDecode(bytes, out var read, out var refusal), refusal?.ToString());
            Assert.Equal(bytes, EvmReceiptCodec.Encode(read));
            Assert.Equal((receipt.Type, receipt.Succeeded, receipt.PostState, receipt.CumulativeGas), (read.Type, read.Succeeded, read.PostState, read.CumulativeGas));
            Assert.Equal((receipt.DepositNonce, receipt.DepositVersion), (read.DepositNonce, read.DepositVersion));
            Assert.Equal(receipt.Logs, read.Logs);
        }
    }

    [Theory]
    [InlineData("", "nothing is left")]
    [InlineData("00c0", "type 00 is not known")]
    [InlineData("05c0", "type 05 is not known")]
    [InlineData("7fc0", "type 7f is not known")]
    [InlineData("02", "nothing is left")]
    [InlineData("c102", "neither a status nor a state root")]
    [InlineData("c0", "nothing is left")]
    public void BytesThatAreNoReceipt_AreRefused(string hex, string problem)
    {
        Assert.False(EvmReceiptCodec.TryDecode(Convert.FromHexString(hex), out _, out var refusal));
        Assert.EndsWith(problem, refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type", "0x99", "type: 99 is not known")]
    [InlineData("status", "0x2", "status: is neither 0 nor 1")]
    [InlineData("status", null, "root: is missing")]
    [InlineData("logs", "0x", "logs: is a JSON String, not an array")]
    [InlineData("logsBloom", "0x00", "logsBloom: has 1 bytes, not 256")]
    public void AMalformedAnswer_IsRefusedWithTheField(string field, string? value, string problem)
    {
        Assert.False(EvmReceiptJson.TryParse(EvmData.With(Recording.GetProperty("receipt"), (field, value)), out _, out var refusal));
        Assert.EndsWith(problem, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ALogWithFiveTopics_IsRefused()
    {
        var log = EvmData.With(Log, ("topics", Enumerable.Repeat(EvmData.MainnetHash.ToString(), 5)));
        Assert.False(StatedLog.TryParse(log, out _, out var refusal));
        Assert.Equal("log, topics: has 5 elements, more than 4", refusal.Detail);
        var receipt = new EvmReceipt { Type = 0, Succeeded = true, CumulativeGas = 1, Bloom = new byte[256], Logs = [new(EvmData.Miner, [.. Enumerable.Repeat(EvmData.MainnetHash, 5)], default)] };
        Assert.False(EvmReceiptCodec.TryDecode(EvmReceiptCodec.Encode(receipt), out _, out refusal));
        Assert.IsType<ProofRefusal.Malformed>(refusal);
    }

    private static StatedLog Parse(JsonElement json)
    {
        Assert.True(StatedLog.TryParse(json, out var log, out var refusal), refusal?.ToString());
        return log;
    }
}
