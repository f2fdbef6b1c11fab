using CrossChainOracle.Relay.Evm;
using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.World;

namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>What has to hold on a chain at the end of a run, by plain calls.</summary>
internal sealed class ChainVerdict(ChainJudge judge, Mempool mempool, Publisher publisher)
{
    private RunningChain Chain => judge.Chain;

    /// <summary>Everything that does not hold; what is only under way is among it.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync()
    {
        var standing = judge.Standing;
        return
        [
            .. judge.Due.Missing(standing).Select(point => $"chain {Chain.Plan.Name}: {point.Feed} of sequence {point.Last}, due since {point.At}, is not there; {(standing.TryGetValue(point.Feed, out var reading) ? $"{reading.Sequence} is" : "nothing is")}"),
            .. await new FactCheck(Chain).ProblemsAsync(publisher.Retractions),
            .. await EpochAsync(),
            .. await NoncesAsync(),
        ];
    }

    private async Task<IReadOnlyList<string>> EpochAsync()
    {
        var answer = await Chain.Rpc.CallAsync(Chain.Hub, HubReads.CurrentEpoch()) ?? throw new RpcException("currentEpoch reverted");
        return answer[^1] == publisher.Epoch ? [] : [$"chain {Chain.Plan.Name}: epoch {answer[^1]}, the attesters are of {publisher.Epoch}"];
    }

    /// <summary>Nothing of a relayer waits, and the next nonce is free. Foreign transactions behind a gap that nobody reached are nobody's matter.</summary>
    private async Task<IReadOnlyList<string>> NoncesAsync()
    {
        var problems = new List<string>();
        foreach (var account in Chain.Accounts.Select(static account => account.Address))
        {
            var (latest, pending) = (await Chain.Rpc.NumberAsync("eth_getTransactionCount", account.ToString(), "latest"), await Chain.Rpc.NumberAsync("eth_getTransactionCount", account.ToString(), "pending"));
            if (latest != pending) problems.Add($"chain {Chain.Plan.Name}: {account} has nonce {latest} in blocks and {pending} with what waits");
            problems.AddRange((await mempool.OfAsync(account)).Where(waiting => !mempool.Foreign.Contains(waiting.Hash)).Select(waiting => $"chain {Chain.Plan.Name}: {waiting.Hash} of {account} waits at nonce {waiting.Nonce}"));
        }

        return problems;
    }
}
