using CrossChainOracle.Relay.Evm;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>Whatever endpoints answer and wherever a process ends: a step throws nothing, and in the end every posting stands once.</summary>
public sealed class EvmSenderHostileTests
{
    private static readonly string[] Methods =
    [
        "eth_chainId", "eth_getBlockByNumber", "eth_getTransactionCount", "eth_getBalance", "eth_feeHistory", "eth_getTransactionReceipt", "eth_getTransactionByHash", "eth_call", "eth_estimateGas",
        "eth_sendRawTransaction",
    ];

    private static readonly string[] Members =
    [
        "\"result\":null", "\"result\":\"0x\"", "\"result\":\"0xzz\"", "\"result\":\"0x0\"", "\"result\":7", "\"result\":true", "\"result\":[]", "\"result\":[[[]]]", "\"result\":{}",
        $"\"result\":\"0x{new string('f', 16)}\"", $"\"result\":\"0x{new string('f', 32)}\"", $"\"result\":\"0x{new string('f', 64)}\"", "\"result\":\"\\ud800\"",
        "\"result\":{\"number\":\"0x0\",\"hash\":\"0x00\"}", $"\"result\":{{\"baseFeePerGas\":[\"0x{new string('f', 32)}\"]}}", "\"result\":{\"baseFeePerGas\":[],\"reward\":7}",
        $"\"result\":{{\"baseFeePerGas\":[\"0x1\"],\"reward\":[[\"0x{new string('f', 30)}\"]]}}", "\"result\":{\"transactionHash\":\"0x00\",\"status\":\"0x2\"}",
        "\"error\":{\"code\":-32000,\"message\":\"header not found\"}", "\"error\":{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x\"}", "\"error\":{\"code\":-32005,\"message\":\"limit exceeded\"}",
        "\"error\":{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x1\"}", "\"error\":7", "\"error\":{\"code\":-32000,\"message\":\"nonce too low\"}",
        "\"error\":{\"code\":-32000,\"message\":\"replacement transaction underpriced\"}", "\"error\":{\"code\":-32000,\"message\":\"insufficient funds\"}", "\"error\":{\"code\":-32000,\"message\":\"txpool is full\"}",
    ];

    public static TheoryData<string> AllMethods => [.. Methods];

    [Theory]
    [MemberData(nameof(AllMethods))]
    public async Task OddAnswers_ToEachMethod_AreFailuresThatPass(string method)
    {
        FakeChain.Odd[] odds = [.. Members.Select(member => new FakeChain.Odd(member)), new(Body: "not JSON"), new(Body: "[]"), new(Status: 500), new(Status: 429), new(Hangs: true)];
        foreach (var odd in odds)
        {
            foreach (var before in new[] { false, true })
            {
                await using var rig = await SenderRig.StartAsync();
                var (one, two) = (Postings.Of("majors", 1), Postings.Of("majors", 2));
                for (var i = 0; i < 12; i++)
                {
                    var isOdd = i is 0 or 2 or 3 or 5 or 8;
                    rig.Chain.Oddity = (_, asked) => isOdd && asked == method ? odd with { Before = before } : null;
                    await rig.StepAsync(i < 6 ? EvmSenderTests.Wanted(rig, one) : EvmSenderTests.Wanted(rig, two));
                    rig.Chain.Mine(empty: i % 3 != 1);
                    if (i == 4) rig.Chain.Reorganise(1, keep: false);
                }

                rig.Chain.Oddity = (_, _) => null;
                await rig.DrainAsync(() => EvmSenderTests.Wanted(rig, two));
                AssertSound(rig, $"{odd} before: {before}");
            }
        }
    }

    [Fact]
    public async Task Cancelled_AtEveryRequest_AndRestarted_GoesOn()
    {
        var calm = await BrokenOffAsync(int.MaxValue);
        Assert.True(calm > 40, $"{calm} requests");
        for (var at = 0; at < calm; at++) await BrokenOffAsync(at);
    }

    /// <summary>Mining, empty blocks, reorganisations, drops, foreign transactions, rivals, fees, odd answers, kills and power cuts, in any order.</summary>
    [Fact]
    public async Task AnyTrouble_InAnyOrder_EndsWithEveryNewestPostingInTheChainAndNoNonceStuck()
    {
        var (reorged, replaced, taken, restarts) = (0, 0, 0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            await using var rig = await SenderRig.StartAsync(endpoints: 1 + random.Next(2));
            rig.Chain.FinalDepth = 6;
            var newest = new ulong[3];
            EvmPosting[] Wanted() =>
                EvmSenderTests.Wanted(rig, [.. Enumerable.Range(0, 3).Where(i => newest[i] > 0 && newest[i] > rig.Chain.RivalSequence($"shard{i}")).Select(i => Postings.Of($"shard{i}", newest[i]))]);
            var stale = Wanted();
            for (var i = 0; i < 60; i++)
            {
                switch (random.Next(16))
                {
                    case < 4: newest[random.Next(3)]++; break;
                    case < 8: rig.Chain.Mine(); break;
                    case 8: rig.Chain.Mine(empty: true); break;
                    case 9: rig.Chain.Reorganise(1 + random.Next(3), keep: random.Next(2) == 0); break;
                    case 10: rig.Chain.Drop(all: random.Next(2) == 0); break;
                    case 11: rig.Chain.Intrude(rig.Foreign(rig.Chain.Nonce + (ulong)random.Next(2))); break;
                    case 12: rig.Chain.RivalPosts(Postings.Box($"shard{random.Next(3)}"), newest[random.Next(3)]); break;
                    case 13: rig.Chain.BaseFee = Postings.Gwei * (UInt128)(1 + random.Next(40)); break;
                    case 14:
                        restarts++;
                        await rig.RestartAsync(random.Next(2) == 0);
                        break;
                    default:
                        var (method, odd, left) = (Methods[random.Next(Methods.Length)], new FakeChain.Odd(Members[random.Next(Members.Length)], Before: random.Next(2) == 0), 1 + random.Next(3));
                        rig.Chain.Oddity = (_, asked) => asked == method && left-- > 0 ? odd : null;
                        break;
                }

                // Every third step the planner has seen an older chain than the sender sees; every other it leaves out what is under way.
                var underWay = random.Next(2) == 0 ? rig.Sender.InFlight.Select(each => each.PostingId).ToHashSet() : [];
                await rig.StepAsync([.. (random.Next(3) == 0 ? stale : Wanted()).Where(posting => !underWay.Contains(posting.Posting.Id))]);
                stale = Wanted();
            }

            rig.Chain.Oddity = (_, _) => null;
            rig.Chain.BaseFee = Postings.Gwei;
            await rig.DrainAsync(Wanted);
            AssertSound(rig, $"seed {seed}");
            reorged += rig.Events.Count(said => said is SendEvent.Reorged);
            replaced += rig.Events.Count(said => said is SendEvent.Submitted { Replaced: true });
            taken += rig.Events.Count(said => said is SendEvent.NonceTaken);
        }

        Assert.True(reorged > 50 && replaced > 50 && taken > 50 && restarts > 50, $"{reorged} reorganised, {replaced} replaced, {taken} nonces taken, {restarts} restarts");
    }

    private static void AssertSound(SenderRig rig, string about)
    {
        var twice = rig.Chain.Taken.GroupBy(each => each).Where(group => group.Count() > 1);
        Assert.True(!twice.Any(), $"{about}: posted twice: {twice.FirstOrDefault()?.Key}");
        Assert.DoesNotContain(rig.Chain.Mempool, each => each.Transaction.To != SenderRig.Stranger);
        Assert.True(rig.Sender.InFlight.Count == 0 && rig.Sender.Status!.Waiting == 0, $"{about}: {string.Join(", ", rig.Sender.InFlight)}");
    }

    /// <summary>Breaks a step off at a request, restarts over what a power cut leaves, and ends well.</summary>
    /// <returns>Requests in all.</returns>
    private static async Task<int> BrokenOffAsync(int at)
    {
        await using var rig = await SenderRig.StartAsync();
        var (one, two, other) = (Postings.Of("majors", 1), Postings.Of("majors", 2), Postings.Of("other", 1));
        using var broken = new CancellationTokenSource();
        var requests = 0;
        rig.Chain.Oddity = (_, _) =>
        {
            if (requests++ == at) broken.Cancel();
            return null;
        };
        for (var i = 0; i < 7; i++)
        {
            try
            {
                await rig.Sender.StepAsync(EvmSenderTests.Wanted(rig, i < 2 ? [one, other] : [two, other]), broken.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            rig.Chain.Mine(empty: i is 0 or 1 or 2);
        }

        var seen = requests;
        await rig.RestartAsync();
        await rig.DrainAsync(() => EvmSenderTests.Wanted(rig, two, other));
        AssertSound(rig, $"request {at}");
        return seen;
    }
}
