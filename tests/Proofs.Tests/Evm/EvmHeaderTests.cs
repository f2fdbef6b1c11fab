using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Proofs.Tests.Evm;

public class EvmHeaderTests
{
    private const string Osaka = "headers/mainnet_24630100_osaka.json";

    public static TheoryData<string> Good => [.. Recorded.Files("evm-proofs", "headers").Select(Local), "mainnet_21925176/rpc_block.json", .. Cases(bad: false)];

    public static TheoryData<string> WrongHash => [.. Cases(bad: true).Where(file => file.StartsWith("op_header", StringComparison.Ordinal) || file.Contains("-hash_", StringComparison.Ordinal))];

    public static TheoryData<string> WrongList => [.. Cases(bad: true).Where(file => file.StartsWith("op_block", StringComparison.Ordinal) && !file.Contains("-hash_", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Good))]
    public void ARecordedHeader_HashesToItsBlock_FromJsonAndFromRlp(string file)
    {
        var json = EvmData.Read(file);
        var hash = Hash256.Parse(json.GetProperty("hash").GetString()!);
        var header = EvmData.Header(json);
        Assert.Equal(hash, header.ComputeHash());
        var rlp = EvmHeaderCodec.Encode(header);
        Assert.True(EvmHeaderCodec.TryDecode(rlp, out var decoded, out _));
        Assert.Equal(rlp, EvmHeaderCodec.Encode(decoded));
        Assert.Equal((header.Number, header.StateRoot, header.ReceiptsRoot, header.ParentHash), (decoded.Number, decoded.StateRoot, decoded.ReceiptsRoot, decoded.ParentHash));
        Assert.Equal((header.Timestamp, header.BaseFee), (decoded.Timestamp, decoded.BaseFee));
        Assert.Equal(json.GetProperty("timestamp").GetString(), $"0x{header.Timestamp / 1000:x}");
    }

    [Theory]
    [MemberData(nameof(WrongHash))]
    public void AHeaderWithAWrongRoot_IsRefusedWithBothHashes(string file)
    {
        var json = EvmData.Read(file);
        Assert.False(EvmHeaderJson.TryParse(json, out _, out var refusal));
        Assert.Equal(json.GetProperty("hash").GetString(), Assert.IsType<ProofRefusal.WrongBlock>(refusal).Expected.ToString());
    }

    /// <summary>Here the header was hashed again upstream, so that only the list is wrong: no element of it can be proven.</summary>
    [Theory]
    [MemberData(nameof(WrongList))]
    public void AWrongList_CannotBeProvenAgainstItsHeader_AndTheRightOneCan(string file)
    {
        var good = EvmData.Read("op_block_cases/post-shanghai-success_data.json");
        var bad = EvmData.Read(file);
        var root = file.Contains("withdrawals", StringComparison.Ordinal) ? (Func<EvmHeader, Hash256>)(header => header.WithdrawalsRoot!.Value) : header => header.TransactionsRoot;
        var list = file.Contains("withdrawals", StringComparison.Ordinal) ? (Func<JsonElement, PatriciaTrie>)BlockLists.Withdrawals : BlockLists.Transactions;
        Assert.Equal(root(EvmData.Header(good)), list(good).Root);
        var proof = list(bad).Prove([0x80]);
        Assert.IsType<TrieOutcome.Present>(MerklePatricia.Verify(root(EvmData.Header(good)), [0x80], proof));
        var refused = Assert.IsType<TrieOutcome.Refused>(MerklePatricia.Verify(root(EvmData.Header(bad)), [0x80], proof));
        Assert.Equal(root(EvmData.Header(bad)), Assert.IsType<ProofRefusal.WrongRoot>(refused.Refusal).Root);
    }

    [Fact]
    public void TransactionLists_OfBothForks_HaveTheRootsOfTheirHeaders()
    {
        foreach (var file in Cases(bad: false).Where(file => file.StartsWith("op_block", StringComparison.Ordinal)))
        {
            var block = EvmData.Read(file);
            Assert.Equal(EvmData.Header(block).TransactionsRoot, BlockLists.Transactions(block).Root);
        }
    }

    [Fact]
    public void AFrontierHeader_HasNoForksFields()
    {
        var header = EvmData.Header(EvmData.Read("headers/mainnet_1_frontier.json"));
        Assert.Equal((null, null, null, null), (header.BaseFee, header.WithdrawalsRoot, header.BlobGasUsed, header.RequestsHash));
        Assert.Equal(0x539bd4979fef1ec4ul, header.Nonce);
    }

    [Fact]
    public void OfOpStackHeaders_TheWithdrawalsRootIsAStorageRoot_FromIsthmusOn()
    {
        Assert.Null(OpStackHeader.MessagePasserStorageRoot(EvmData.Header(EvmData.Read("headers/base_29139628_holocene.json"))));
        var isthmus = EvmData.Header(EvmData.Read("headers/optimism_157796868_isthmus.json"));
        Assert.Equal("0x171eedd2a92747cfb2e760d2fe845861e129d85f174c4a7e17adedccae5f3102", OpStackHeader.MessagePasserStorageRoot(isthmus).ToString());
        Assert.Null(ArbitrumHeader.From(isthmus));
    }

    [Fact]
    public void OfAnArbitrumHeader_TheNumbersInItsMixHash_AreThoseThatTheNodeTells()
    {
        var json = EvmData.Read("headers/arbitrum_one_511882413.json");
        var info = ArbitrumHeader.From(EvmData.Header(json))!;
        Assert.Equal(json.GetProperty("sendRoot").GetString(), info.SendRoot.ToString());
        Assert.Equal(json.GetProperty("sendCount").GetString(), $"0x{info.SendCount:x}");
        Assert.Equal(json.GetProperty("l1BlockNumber").GetString(), $"0x{info.L1BlockNumber:x}");
        Assert.Equal(61ul, info.ArbOSVersion);
    }

    [Fact]
    public void AHeaderOfAFutureFork_IsRefusedByName()
    {
        var json = EvmData.Read(Osaka);
        Assert.True(new RlpReader(EvmHeaderCodec.Encode(EvmData.Header(json))).List() is var fields);
        var rlp = new RlpWriter();
        while (!fields.IsAtEnd) rlp.Encoded(fields.Item().Encoded);
        var future = rlp.Hash(Keccak256.Hash([1])).ToList();
        Assert.False(EvmHeaderCodec.TryDecode(future, out _, out var refusal));
        Assert.Equal(new ProofRefusal.UnknownFields(21, 1), refusal);

        // The chain id stands in the recording beside the header.
        var inJson = EvmData.With(json, ("hash", Keccak256.Hash(future).ToString()), ("blockAccessListHash", Keccak256.Hash([1]).ToString()), ("chainId", null));
        Assert.False(EvmHeaderJson.TryParse(inJson, out _, out refusal));
        Assert.Equal("blockAccessListHash", Assert.IsType<ProofRefusal.WrongBlock>(refusal).Unknown);
        Assert.InRange(refusal.Detail.Length, 1, 200);
    }

    [Theory]
    [InlineData("withdrawalsRoot", null, "withdrawalsRoot: is missing, a later fork's field is there")]
    [InlineData("stateRoot", null, "stateRoot: is missing")]
    [InlineData("stateRoot", "0x01", "stateRoot: has 1 bytes, not 32")]
    [InlineData("miner", "0xzz", "miner: is no hex of whole bytes")]
    [InlineData("number", 7, "number: is a JSON Number, not a text")]
    [InlineData("number", "0x10000000000000000", "number: needs more than 64 bits")]
    [InlineData("gasUsed", "0x10000000000000000000000000000000000", "gasUsed: needs more than 128 bits")]
    [InlineData("timestamp", "0xffffffffff", "timestamp 1099511627775 s needs more than 48 bits")]
    public void AMalformedAnswer_IsRefusedWithTheField(string field, object? value, string problem)
    {
        Assert.False(EvmHeaderJson.TryParse(EvmData.With(EvmData.Read(Osaka), (field, value)), out _, out var refusal));
        Assert.EndsWith(problem, refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"0x\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"hash\":\"\\ud800\"}")]
    public void WhatIsNoBlock_IsRefused(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.False(EvmHeaderJson.TryParse(document.RootElement, out _, out var refusal));
        Assert.Equal(RejectionCode.Malformed, refusal.Code);
    }

    private static IEnumerable<string> Cases(bool bad) =>
        Recorded.Files("evm-proofs", "op_header_cases").Concat(Recorded.Files("evm-proofs", "op_block_cases")).Select(Local).Where(file => file.Contains("-bad-", StringComparison.Ordinal) == bad);

    private static string Local(string file) => file["evm-proofs/".Length..];
}
