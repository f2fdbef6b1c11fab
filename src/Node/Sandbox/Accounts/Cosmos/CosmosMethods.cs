using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Accounts.Cosmos;

/// <summary>The methods of CometBFT's RPC (its <c>rpc/openapi</c>) that our readers use, with parameters by name.</summary>
internal sealed class CosmosMethods(CosmosChain chain) : IRpcMethods
{
    private const int InternalError = -32603;

    // cosmos-sdk, types/errors.
    private const int UnknownRequest = 6;
    private const int InvalidHeight = 26;

    public RpcOutcome Run(string method, IReadOnlyList<LocatedJson> parameters) => parameters.Count == 0
        ? Run(method, new LocatedJson.Members(0, new Dictionary<string, LocatedJson>()))
        : RpcOutcome.InvalidParams("parameters are given by name");

    public RpcOutcome Run(string method, LocatedJson.Members parameters) => method switch
    {
        "status" => new RpcOutcome.Result(WriteStatus),
        "header" => AtHeight(parameters, static block => new RpcOutcome.Result(writer =>
        {
            writer.WriteStartObject();
            CosmosJson.WriteHeader(writer, block.Header);
            writer.WriteEndObject();
        })),
        "commit" => AtHeight(parameters, static block => new RpcOutcome.Result(writer => CosmosJson.WriteCommit(writer, block))),
        "validators" => AtHeight(parameters, Validators),
        "abci_query" => Query(parameters),
        _ => new RpcOutcome.Error(RpcCodes.MethodNotFound, "Method not found"),
    };

    private RpcOutcome AtHeight(LocatedJson.Members parameters, Func<CosmosBlock, RpcOutcome> answer)
    {
        if (!TryHeight(parameters.Find("height"), out var height)) return RpcOutcome.InvalidParams("height is no height");
        var head = chain.Head;
        if (height > head.Header.Height) return new RpcOutcome.Error(InternalError, "Internal error", $"height {height} must be less than or equal to the current blockchain height {head.Header.Height}");
        return (height == 0 ? head : chain.Find(height)) is { } block ? answer(block) : new RpcOutcome.Error(InternalError, "Internal error", $"height {height} is not available");
    }

    // All of them are on the first page.
    private RpcOutcome.Result Validators(CosmosBlock block) => new(writer =>
    {
        var set = chain.Validators;
        writer.WriteStartObject();
        writer.WriteString("block_height", CosmosJson.Show(block.Header.Height));
        writer.WriteStartArray("validators");
        foreach (var validator in set.Members) CosmosJson.WriteValidator(writer, validator);
        writer.WriteEndArray();
        writer.WriteString("count", CosmosJson.Show(set.Members.Count));
        writer.WriteString("total", CosmosJson.Show(set.Members.Count));
        writer.WriteEndObject();
    });

    private RpcOutcome Query(LocatedJson.Members parameters)
    {
        if (parameters.Find("path") is not LocatedJson.Text path) return RpcOutcome.InvalidParams("path is no text");
        if (parameters.Find("data") is not LocatedJson.Text data || data.Value.Length % 2 != 0 || !data.Value.All(char.IsAsciiHexDigit)) return RpcOutcome.InvalidParams("data is not hex");
        if (!TryHeight(parameters.Find("height"), out var height)) return RpcOutcome.InvalidParams("height is no height");
        if (parameters.Find("prove") is not (null or LocatedJson.Boolean)) return RpcOutcome.InvalidParams("prove is no boolean");
        var key = data.Value.ToUpperInvariant();
        var block = height == 0 ? chain.Head : chain.Find(height);
        if (path.Value is not ("/store/bank/key" or "/store/staking/key")) return Refused(UnknownRequest, $"no such store: {Printable.Clean(path.Value)}");
        if (block is null) return Refused(InvalidHeight, $"height {height} is in the future or pruned");
        var isBank = path.Value == "/store/bank/key";
        return new RpcOutcome.Result(writer => CosmosJson.WriteAnswer(writer, key, isBank && block.Bank.Entries.TryGetValue(key, out var amount) ? amount : null, block.Header.Height));
    }

    private static RpcOutcome.Result Refused(int code, string log) => new(writer => CosmosJson.WriteRefusal(writer, code, log));

    private void WriteStatus(Utf8JsonWriter writer)
    {
        var head = chain.Head;
        writer.WriteStartObject();
        writer.WriteStartObject("node_info");
        writer.WriteString("network", chain.Network);
        writer.WriteEndObject();
        writer.WriteStartObject("sync_info");
        writer.WriteString("latest_block_hash", CosmosJson.Show(head.Hash));
        writer.WriteString("latest_app_hash", CosmosJson.Show(head.Header.AppHash));
        writer.WriteString("latest_block_height", CosmosJson.Show(head.Header.Height));
        writer.WriteString("latest_block_time", CosmosJson.Show(head.Header.Time));
        writer.WriteBoolean("catching_up", false);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Left out, null, empty or zero it is the newest one; CometBFT writes 64-bit numbers as text and reads both forms.
    private static bool TryHeight(LocatedJson? value, out long height)
    {
        height = 0;
        return value switch
        {
            null or LocatedJson.Null => true,
            LocatedJson.Text { Value: "" } => true,
            LocatedJson.Text text => long.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out height),
            LocatedJson.Number number => long.TryParse(number.Raw, NumberStyles.None, CultureInfo.InvariantCulture, out height),
            _ => false,
        };
    }
}
