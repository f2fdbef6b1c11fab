using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Chains.Tests.Fakes.Cosmos;

/// <summary>An endpoint of a chain, over HTTP, as CometBFT's RPC answers; tests may put other answers in place of its own.</summary>
public sealed class FakeCosmosNode : IDisposable
{
    private readonly LoopbackHttp _http;

    public FakeCosmosNode(FakeCosmosChain chain)
    {
        Chain = chain;
        _http = new(Serve);
    }

    public FakeCosmosChain Chain { get; set; }

    public Uri Address => _http.Address;

    /// <summary>Answers in place of the chain where it gives something.</summary>
    public Func<string, JsonObject, JsonNode?>? Lie { get; set; }

    /// <summary>Every answer on the wire, where it is set.</summary>
    public HttpReply? Reply { get; set; }

    /// <summary>Completes when a request arrived that is never going to be answered.</summary>
    public Task Hanging => _http.Hanging;

    public void Dispose() => _http.Dispose();

    public static JsonObject Header(CometHeader header) => new()
    {
        ["version"] = new JsonObject { ["block"] = Text((long)header.BlockVersion), ["app"] = Text((long)header.AppVersion) },
        ["chain_id"] = header.ChainId,
        ["height"] = Text(header.Height),
        ["time"] = Time(header.Time),
        ["last_block_id"] = Block(header.LastBlock),
        ["last_commit_hash"] = Hash(header.LastCommitHash),
        ["data_hash"] = Hash(header.DataHash),
        ["validators_hash"] = Hash(header.ValidatorsHash),
        ["next_validators_hash"] = Hash(header.NextValidatorsHash),
        ["consensus_hash"] = Hash(header.ConsensusHash),
        ["app_hash"] = Hash(header.AppHash),
        ["last_results_hash"] = Hash(header.LastResultsHash),
        ["evidence_hash"] = Hash(header.EvidenceHash),
        ["proposer_address"] = Convert.ToHexString(header.ProposerAddress.Span),
    };

    public static JsonObject Signed(SignedHeader signed) => new()
    {
        ["signed_header"] = new JsonObject { ["header"] = Header(signed.Header), ["commit"] = Commit(signed.Commit) },
        ["canonical"] = true,
    };

    private HttpReply Serve(byte[] body)
    {
        if (Reply is { } reply) return reply;
        var request = JsonNode.Parse(body)!.AsObject();
        var (method, parameters) = ((string)request["method"]!, request["params"]!.AsObject());
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = (long)request["id"]! };
        try
        {
            answer["result"] = Lie?.Invoke(method, parameters) ?? Answer(method, parameters);
        }
        catch (ArgumentOutOfRangeException)
        {
            answer["error"] = new JsonObject { ["code"] = -32603, ["message"] = "Internal error", ["data"] = "height is not available" };
        }

        return new(200, System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString()));
    }

    private JsonObject Answer(string method, JsonObject parameters) => method switch
    {
        "status" => new()
        {
            ["node_info"] = new JsonObject { ["network"] = Chain.Network },
            ["sync_info"] = new JsonObject { ["latest_block_height"] = Text(Chain.Height), ["catching_up"] = false },
        },
        "commit" => Signed(Chain.Signed(Number(parameters, "height"))),
        "validators" => Validators(Number(parameters, "height"), (int)Number(parameters, "page"), (int)Number(parameters, "per_page")),
        "abci_query" => Query((string)parameters["path"]!, Convert.FromHexString((string)parameters["data"]!), Number(parameters, "height")),
        _ => throw new InvalidOperationException(method),
    };

    private JsonObject Query(string path, byte[] key, long height)
    {
        var (value, steps) = Chain.Query(height, path.Split('/')[2], key);
        return new()
        {
            ["response"] = new JsonObject
            {
                ["code"] = 0,
                ["log"] = string.Empty,
                ["key"] = Convert.ToBase64String(key),
                ["value"] = value is null ? null : Convert.ToBase64String(value),
                ["proofOps"] = new JsonObject
                {
                    ["ops"] = new JsonArray([.. steps.Select(step => new JsonObject
                    {
                        ["type"] = step.Type, ["key"] = Convert.ToBase64String(step.Key.Span), ["data"] = Convert.ToBase64String(step.Data.Span),
                    })]),
                },
                ["height"] = Text(height),
            },
        };
    }

    private JsonObject Validators(long height, int page, int size) => new()
    {
        ["block_height"] = Text(height),
        ["validators"] = new JsonArray([.. Chain.Validators.Members.Skip((page - 1) * size).Take(size).Select(member => new JsonObject
        {
            ["address"] = Convert.ToHexString(member.Address.Span),
            ["pub_key"] = new JsonObject { ["type"] = "tendermint/PubKeyEd25519", ["value"] = Convert.ToBase64String(member.PublicKey.Span) },
            ["voting_power"] = Text(member.Power),
            ["proposer_priority"] = "0",
        })]),
        ["count"] = Text(Math.Min(size, Chain.Validators.Members.Count)),
        ["total"] = Text(Chain.Validators.Members.Count),
    };

    private static JsonObject Commit(Commit commit) => new()
    {
        ["height"] = Text(commit.Height),
        ["round"] = commit.Round,
        ["block_id"] = Block(commit.Block),
        ["signatures"] = new JsonArray([.. commit.Votes.Select(vote => new JsonObject
        {
            ["block_id_flag"] = (int)vote.Kind,
            ["validator_address"] = Convert.ToHexString(vote.Address.Span),
            ["timestamp"] = vote.Kind == VoteKind.Absent ? "0001-01-01T00:00:00Z" : Time(vote.Time),
            ["signature"] = vote.Kind == VoteKind.Absent ? null : Convert.ToBase64String(vote.Signature.Span),
        })]),
    };

    private static JsonObject Block(BlockId block) => new()
    {
        ["hash"] = Hash(block.Hash),
        ["parts"] = new JsonObject { ["total"] = block.Total, ["hash"] = Hash(block.PartsHash) },
    };

    private static string Hash(Hash256? hash) => hash is { } bytes ? Convert.ToHexString(bytes.ToArray()) : string.Empty;

    private static string Time(CometTime time) =>
        $"{DateTimeOffset.FromUnixTimeSeconds(time.Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)}.{time.Nanos:d9}Z";

    private static long Number(JsonObject parameters, string name) => long.Parse((string)parameters[name]!, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
