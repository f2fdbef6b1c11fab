using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using static CrossChainOracle.Chains.Tests.ReaderFixture;

namespace CrossChainOracle.Chains.Tests;

/// <summary>Blocks, logs and what proves itself, from k of n endpoints.</summary>
public sealed class EvmBlocksTests
{
    private static readonly Hash256 Topic = FakeBlock.HashOf(1, "topic");
    private static readonly EvmLogFilter Filter = new([One], [[Topic]]);

    public static TheoryData<string, string, string> BadLogs => new()
    {
        { "blockHash", "null", "it is in no block: pending" },
        { "blockHash", "\"0x12\"", "its blockHash is not 32 bytes in hex" },
        { "blockHash", $"\"{FakeBlock.HashOf(102)}\"", $"it is in block {FakeBlock.HashOf(102)}, {FakeBlock.HashOf(103)} was asked" },
        { "blockNumber", "null", "its blockNumber is not a quantity" },
        { "blockNumber", "\"0x66\"", "its block has number 102, 103 was asked" },
        { "removed", "true", "it was removed by a reorganisation" },
        { "removed", "\"no\"", "it was removed by a reorganisation" },
        { "transactionHash", "null", "its transactionHash is not 32 bytes in hex" },
        { "logIndex", "null", "its logIndex is not a quantity of 32 bits" },
        { "logIndex", "\"0x100000000\"", "its logIndex is not a quantity of 32 bits" },
        { "address", "\"0x12\"", "its address is not 20 bytes in hex" },
        { "address", $"\"{Two}\"", $"of {Two}, which was not asked for" },
        { "topics", "[]", $"of {One}, which was not asked for" },
        { "topics", $"[\"{Topic}\",\"{Topic}\",\"{Topic}\",\"{Topic}\",\"{Topic}\"]", "5 topics, at most 4 exist" },
        { "topics", "[\"0x\"]", "its topic 0 is not 32 bytes in hex" },
        { "topics", "{}", "its topics are not a list" },
        { "data", "\"12\"", "its data is not hex" },
    };

    [Fact]
    public async Task Block_ByTagNumberAndHash_IsTheSameWithItsParentAndBaseFee()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        var latest = Found(await fixture.Reader.BlockAsync(BlockTag.Latest, default));
        Assert.Equal((103ul, FakeBlock.HashOf(103), FakeBlock.HashOf(102), (UInt128)7), (latest.Place.Number, latest.Place.Hash, latest.Place.Parent, latest.BaseFee));
        Assert.Equal(latest, Found(await fixture.Reader.BlockAsync(103, default)));
        Assert.Equal(latest, Found(await fixture.Reader.BlockAsync(latest.Place.Hash, default)));
        Assert.Empty(fixture.Incidents);
    }

    [Fact]
    public async Task Block_OfOneEndpointsOwnFork_IsOutvotedAndReported()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        fixture.Nodes[1].Blocks[3] = FakeBlock.Of(103, 1_700_001_236, "fork");
        Assert.Equal(FakeBlock.HashOf(103), Found(await fixture.Reader.BlockAsync(103, default)).Place.Hash);
        Assert.Equal(FakeBlock.HashOf(103, "fork"), Assert.IsType<EndpointIncident.OtherBlock>(Assert.Single(fixture.Incidents)).Its.Hash);
    }

    [Fact]
    public async Task Block_WhoseParentIsDisputed_IsNotTaken()
    {
        using var fixture = new ReaderFixture(nodes: 2, agreement: 2);
        fixture.Nodes[1].Blocks[2] = FakeBlock.Of(102, 1_700_001_224, "fork");
        Assert.Equal(RejectionCode.EndpointQuorum, Assert.IsType<BlockOutcome.Failed>(await fixture.Reader.BlockAsync(FakeBlock.HashOf(103), default)).Failure.Code);
    }

    [Fact]
    public async Task Block_ThatWasNotAskedFor_IsRefused()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        var block = fixture.Nodes[0].Blocks[3];
        fixture.Nodes[0].Blocks[2] = FakeBlock.Of(102, 1_700_001_224);
        Replace(fixture, block.Hash.ToString(), FakeBlock.HashOf(9, "other").ToString());
        Assert.Contains("the answer is block 103", Failure(await fixture.Reader.BlockAsync(block.Hash, default)).Detail, StringComparison.Ordinal);
        Replace(fixture, "\"0x67\"", "\"0x68\"");
        Assert.Contains("the answer is block 104", Failure(await fixture.Reader.BlockAsync(103, default)).Detail, StringComparison.Ordinal);
        Replace(fixture, "\"parentHash\"", "\"parent\"");
        Assert.Contains("no number, hash, parentHash", Failure(await fixture.Reader.BlockAsync(103, default)).Detail, StringComparison.Ordinal);
        Replace(fixture, "\"0x7\"", "\"0x1" + new string('0', 32) + "\"");
        Assert.Contains("baseFeePerGas", Failure(await fixture.Reader.BlockAsync(103, default)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_ThatEnoughAgreeOn_StandAndDissentIsReportedWithBothAnswers()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        foreach (var node in fixture.Nodes.Take(2)) node.Logs = $"[{Log(3)},{Log(4)}]";
        fixture.Nodes[2].Logs = $"[{Log(3)}]";
        var logs = Assert.IsType<LogsOutcome.Read>(await fixture.Reader.LogsAsync(fixture.Nodes[0].Blocks[3].Pinned, Filter, default)).Logs;
        Assert.Equal([3u, 4u], logs.Select(log => log.Index));
        Assert.Equal((One, Topic, "0102", 103ul), (logs[0].Contract, logs[0].Topics[0], Convert.ToHexString(logs[0].Data.Span), logs[0].BlockNumber));
        var other = Assert.IsType<EndpointIncident.OtherLogs>(Assert.Single(fixture.Incidents));
        Assert.Equal((1, 2, true), (other.Count, other.AgreedCount, other.Answer != other.Agreed));
    }

    [Theory]
    [InlineData("data", "\"0x0103\"")]
    [InlineData("transactionHash", "\"0x1111111111111111111111111111111111111111111111111111111111111111\"")]
    [InlineData("logIndex", "\"0x9\"")]
    [InlineData("topics", "two")]
    public async Task Logs_ThatDifferInAnyPart_AreNoAgreement(string member, string value)
    {
        using var fixture = new ReaderFixture(nodes: 2, agreement: 2);
        fixture.Nodes[0].Logs = $"[{Log(3)}]";
        fixture.Nodes[1].Logs = $"[{Log(3, member, value == "two" ? $"[\"{Topic}\",\"{Topic}\"]" : value)}]";
        var failed = Assert.IsType<LogsOutcome.Failed>(await fixture.Reader.LogsAsync(fixture.Nodes[0].Blocks[3].Pinned, Filter, default));
        Assert.Equal(RejectionCode.EndpointQuorum, failed.Failure.Code);
    }

    [Fact]
    public async Task NoLogs_AreAnAnswerToo()
    {
        using var fixture = new ReaderFixture(nodes: 2, agreement: 2);
        Assert.Empty(Assert.IsType<LogsOutcome.Read>(await fixture.Reader.LogsAsync(fixture.Nodes[0].Blocks[3].Pinned, Filter, default)).Logs);
    }

    [Theory]
    [MemberData(nameof(BadLogs))]
    public async Task ALogThatIsNotOfTheBlock_OrWasNotAskedFor_IsRefusedWithItsReason(string member, string value, string reason)
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        fixture.Nodes[0].Logs = $"[{Log(3)},{Log(4, member, value)}]";
        var failed = Assert.IsType<LogsOutcome.Failed>(await fixture.Reader.LogsAsync(fixture.Nodes[0].Blocks[3].Pinned, Filter, default));
        Assert.Equal(RejectionCode.Malformed, failed.Failure.Code);
        Assert.EndsWith($"eth_getLogs: log 1: {reason}", failed.Failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "the logs are not a list")]
    [InlineData("[1]", "log 0: not an object")]
    [InlineData("twice", "log 1: its index 3 does not come after 3")]
    [InlineData("many", "20001 logs, at most 20000 are read")]
    public async Task AnAnswerThatIsNoListOfLogs_IsRefused(string answer, string reason)
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        fixture.Nodes[0].Logs = answer switch
        {
            "twice" => $"[{Log(3)},{Log(3)}]",
            "many" => $"[{string.Join(',', Enumerable.Repeat("{}", 20_001))}]",
            _ => answer,
        };
        var failed = Assert.IsType<LogsOutcome.Failed>(await fixture.Reader.LogsAsync(fixture.Nodes[0].Blocks[3].Pinned, Filter, default));
        Assert.EndsWith(reason, failed.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void AFilter_AdmitsWhatItNames()
    {
        var other = FakeBlock.HashOf(2, "topic");
        Assert.True(new EvmLogFilter([], []).Admits(One, []));
        Assert.True(new EvmLogFilter([], [[], [Topic, other]]).Admits(One, [Topic, other]));
        Assert.False(new EvmLogFilter([], [[], [Topic]]).Admits(One, [Topic]));
        Assert.False(new EvmLogFilter([Two], []).Admits(One, []));
    }

    [Fact]
    public async Task Proofs_AreAskedAtTheBlocksHash_AndEveryEndpointsAnswerIsGiven()
    {
        using var fixture = new ReaderFixture(nodes: 3, agreement: 2);
        var block = fixture.Nodes[0].Blocks[3].Pinned;
        fixture.Nodes[1].Fault = (method, honest) => method == "eth_getProof" ? honest with { Status = 500 } : honest;
        var answers = Assert.IsType<EvidenceOutcome.Answered>(await fixture.Reader.ProofAsync(block, One, [Topic], default)).Answers;
        Assert.Equal([fixture.Nodes[0].Address.GetLeftPart(UriPartial.Authority), fixture.Nodes[2].Address.GetLeftPart(UriPartial.Authority)], answers.Select(answer => answer.Endpoint));
        Assert.Equal(One.ToString(), answers[0].Result.GetProperty("address").GetString());
        Assert.Equal(Topic.ToString(), answers[0].Result.GetProperty("storageProof")[0].GetString());
        Assert.Equal((block.Hash.ToString(), true), (answers[0].Result.GetProperty("at").GetProperty("blockHash").GetString(), answers[0].Result.GetProperty("at").GetProperty("requireCanonical").GetBoolean()));
        Assert.Throws<ArgumentException>(() => { _ = fixture.Reader.ProofAsync(block, One, new Hash256[257], default); });
    }

    [Fact]
    public async Task Headers_ComeFromWhoeverHasThem()
    {
        using var fixture = new ReaderFixture(nodes: 2, agreement: 2);
        fixture.Nodes[0].Blocks.Clear();
        var block = fixture.Nodes[1].Blocks[2];
        var answer = Assert.Single(Assert.IsType<EvidenceOutcome.Answered>(await fixture.Reader.HeaderAsync(block.Hash, default)).Answers);
        Assert.Equal(block.Hash.ToString(), answer.Result.GetProperty("hash").GetString());
        Assert.Equal(RejectionCode.CallFailed, Assert.IsType<EvidenceOutcome.Failed>(await fixture.Reader.HeaderAsync(Topic, default)).Failure.Code);
    }

    private static EvmBlock Found(BlockOutcome outcome) => Assert.IsType<BlockOutcome.Found>(outcome).Block;

    private static ReadFailure Failure(BlockOutcome outcome) => Assert.IsType<BlockOutcome.Failed>(outcome).Failure;

    private static void Replace(ReaderFixture fixture, string text, string by) => fixture.Nodes[0].Fault = (method, honest) => method.StartsWith("eth_getBlock", StringComparison.Ordinal)
        ? honest with { Body = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(honest.Body).Replace(text, by, StringComparison.Ordinal)) }
        : honest;

    private static string Log(uint index, string? member = null, string value = "")
    {
        var log = new JsonObject
        {
            ["address"] = One.ToString(),
            ["topics"] = new JsonArray(Topic.ToString()),
            ["data"] = "0x0102",
            ["blockHash"] = FakeBlock.HashOf(103).ToString(),
            ["blockNumber"] = "0x67",
            ["transactionHash"] = FakeBlock.HashOf(5).ToString(),
            ["logIndex"] = $"0x{index:x}",
            ["removed"] = false,
        };
        if (member is not null) log[member] = JsonNode.Parse(value);
        return log.ToJsonString();
    }
}
