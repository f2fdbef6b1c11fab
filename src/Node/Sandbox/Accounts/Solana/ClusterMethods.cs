using System.Text.Json;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Accounts.Solana;

/// <summary>The methods of Solana's JSON-RPC (solana.com/docs/rpc/http) that our readers use.</summary>
internal sealed class ClusterMethods(SolanaCluster cluster) : IRpcMethods
{
    // rpc-client-api, custom_error.rs.
    private const int BlockNotAvailable = -32004;
    private const int MinContextSlotNotReached = -32016;

    private const int MostKeys = 100;
    private const int MostFilters = 4;
    private const ulong MostSignatures = 1_000;

    public RpcOutcome Run(string method, IReadOnlyList<LocatedJson> parameters) => method switch
    {
        "getGenesisHash" => RpcOutcome.Text(cluster.GenesisHash),
        "getSlot" => WithSlot(parameters.ElementAtOrDefault(0), static (_, slot) => new RpcOutcome.Result(writer => writer.WriteNumberValue(slot.Number))),
        "getBlockTime" => BlockTime(parameters),
        "getMultipleAccounts" => Accounts(parameters),
        "getTokenAccountsByOwner" => TokenAccounts(parameters),
        "getProgramAccounts" => ProgramAccounts(parameters),
        "getSignaturesForAddress" => Signatures(parameters),
        "getTransaction" => Transaction(parameters),
        _ => new RpcOutcome.Error(RpcCodes.MethodNotFound, "Method not found"),
    };

    // Reads the configuration, and answers from the slot that it asks for.
    private RpcOutcome WithSlot(LocatedJson? configuration, Func<ClusterOptions, ClusterSlot, RpcOutcome> answer)
    {
        if (!ClusterArguments.TryOptions(configuration, out var options, out var problem)) return RpcOutcome.InvalidParams(problem);
        var slot = cluster.At(options.Commitment);
        return slot.Number < options.MinContextSlot ? new RpcOutcome.Error(MinContextSlotNotReached, "Minimum context slot has not been reached") : answer(options, slot);
    }

    private RpcOutcome BlockTime(IReadOnlyList<LocatedJson> parameters)
    {
        if (!ClusterArguments.TryNumber(parameters.ElementAtOrDefault(0), out var number)) return RpcOutcome.InvalidParams("argument 0 is no slot");
        return cluster.Find(number) is { } slot
            ? new RpcOutcome.Result(writer => writer.WriteNumberValue(slot.Time))
            : new RpcOutcome.Error(BlockNotAvailable, $"Block not available for slot {number}");
    }

    private RpcOutcome Accounts(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.ElementAtOrDefault(0) is not LocatedJson.List { Items.Count: <= MostKeys } list) return RpcOutcome.InvalidParams($"argument 0 is no list of at most {MostKeys} addresses");
        var keys = new SolanaKey[list.Items.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!ClusterArguments.TryKey(list.Items[i], out keys[i])) return RpcOutcome.InvalidParams($"address {i} is not 32 bytes in base58");
        }

        return WithSlot(parameters.ElementAtOrDefault(1), (options, slot) => !options.IsOnly("encoding", "base64")
            ? RpcOutcome.InvalidParams("encoding: only base64 is served")
            : ClusterJson.InContext(slot, writer =>
            {
                foreach (var key in keys) ClusterJson.WriteAccount(writer, slot.State.Accounts.GetValueOrDefault(key));
            }));
    }

    private RpcOutcome TokenAccounts(IReadOnlyList<LocatedJson> parameters)
    {
        if (!ClusterArguments.TryKey(parameters.ElementAtOrDefault(0), out var owner)) return RpcOutcome.InvalidParams("argument 0 is no address");
        if (!ClusterArguments.TryKey((parameters.ElementAtOrDefault(1) as LocatedJson.Members)?.Find("mint"), out var mint)) return RpcOutcome.InvalidParams("argument 1 names no mint");
        return WithSlot(parameters.ElementAtOrDefault(2), (options, slot) =>
            Listed(options, slot, account => SplAccounts.BalanceOf(account) is { } balance && balance.Owner == owner && balance.Mint == mint));
    }

    private RpcOutcome ProgramAccounts(IReadOnlyList<LocatedJson> parameters)
    {
        if (!ClusterArguments.TryKey(parameters.ElementAtOrDefault(0), out var program)) return RpcOutcome.InvalidParams("argument 0 is no address");
        return WithSlot(parameters.ElementAtOrDefault(1), (options, slot) =>
        {
            if (options.Members.Find("withContext") is not LocatedJson.Boolean { Value: true }) return RpcOutcome.InvalidParams("withContext: only true is served");
            if (options.Members.Find("filters") is not (null or LocatedJson.List { Items.Count: <= MostFilters })) return RpcOutcome.InvalidParams($"filters: no list of at most {MostFilters}");
            var filters = new List<Func<ClusterAccount, bool>>();
            foreach (var item in (options.Members.Find("filters") as LocatedJson.List)?.Items ?? [])
            {
                if (!ClusterFilter.TryParse(item, out var filter)) return RpcOutcome.InvalidParams($"filter {filters.Count} is neither dataSize nor memcmp");
                filters.Add(filter);
            }

            return Listed(options, slot, account => account.Program == program && filters.All(filter => filter(account)));
        });
    }

    private static RpcOutcome Listed(ClusterOptions options, ClusterSlot slot, Func<ClusterAccount, bool> isWanted)
    {
        if (!options.IsOnly("encoding", "base64")) return RpcOutcome.InvalidParams("encoding: only base64 is served");
        if (!ClusterFilter.TrySlice(options.Members.Find("dataSlice"), out var offset, out var length)) return RpcOutcome.InvalidParams("dataSlice has no offset and length");
        return ClusterJson.InContext(slot, writer =>
        {
            foreach (var (key, account) in slot.State.Accounts.Where(entry => isWanted(entry.Value))) ClusterJson.WriteKeyed(writer, key, account, offset, length);
        });
    }

    private RpcOutcome Signatures(IReadOnlyList<LocatedJson> parameters)
    {
        if (!ClusterArguments.TryKey(parameters.ElementAtOrDefault(0), out var account)) return RpcOutcome.InvalidParams("argument 0 is no address");
        return WithSlot(parameters.ElementAtOrDefault(1), (options, slot) =>
        {
            var limit = MostSignatures;
            if (options.Commitment == Commitment.Processed) return RpcOutcome.InvalidParams("Method does not support commitment below `confirmed`");
            if (options.Members.Find("limit") is { } wanted && (!ClusterArguments.TryNumber(wanted, out limit) || limit is 0 or > MostSignatures)) return RpcOutcome.InvalidParams($"limit is not 1 to {MostSignatures}");
            if (options.Members.Find("before") is not (null or LocatedJson.Null or LocatedJson.Text) || options.Members.Find("until") is not (null or LocatedJson.Null or LocatedJson.Text)) return RpcOutcome.InvalidParams("before or until is no signature");
            var (before, until) = ((options.Members.Find("before") as LocatedJson.Text)?.Value, (options.Members.Find("until") as LocatedJson.Text)?.Value);
            var all = cluster.History(slot.Number).Where(entry => entry.Transaction.Keys.Contains(account));
            if (before is not null) all = all.SkipWhile(entry => entry.Transaction.Signature != before).Skip(1);
            var page = all.TakeWhile(entry => entry.Transaction.Signature != until).Take((int)limit).ToArray();
            var finalized = cluster.At(Commitment.Finalized).Number;
            return new RpcOutcome.Result(writer => ClusterJson.WriteSignatures(writer, page, finalized));
        });
    }

    private RpcOutcome Transaction(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.ElementAtOrDefault(0) is not LocatedJson.Text text || !SolanaSignature.TryParse(text.Value, out _)) return RpcOutcome.InvalidParams("argument 0 is no signature");
        return WithSlot(parameters.ElementAtOrDefault(1), (options, slot) =>
        {
            if (options.Commitment == Commitment.Processed) return RpcOutcome.InvalidParams("Method does not support commitment below `confirmed`");
            if (!options.IsOnly("encoding", "json")) return RpcOutcome.InvalidParams("encoding: only json is served");
            var found = cluster.History(slot.Number).FirstOrDefault(entry => entry.Transaction.Signature == text.Value);
            return found.Transaction is null ? RpcOutcome.None : new RpcOutcome.Result(writer => ClusterJson.WriteTransaction(writer, found.Slot, found.Transaction));
        });
    }
}
