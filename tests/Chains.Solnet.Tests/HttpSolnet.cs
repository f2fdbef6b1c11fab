using System.Text.Json.Nodes;
using Solnet.Rpc;
using Solnet.Rpc.Core.Http;
using Solnet.Rpc.Messages;
using Solnet.Rpc.Models;
using Solnet.Rpc.Types;

namespace CrossChainOracle.Chains.Solnet.Tests;

/// <summary>Goes over HTTP with the parameters that the package's client sends: never a <c>minContextSlot</c>.</summary>
internal sealed class HttpSolnet(HttpClient http, Uri address) : IRpcClient
{
    private int _id;

    /// <summary>Changes what came back.</summary>
    public Func<string?, string?> Spoil { get; set; } = static answer => answer;

    public Task<RequestResult<string>> GetGenesisHashAsync() => SendAsync<string>("getGenesisHash");

    public Task<RequestResult<ulong>> GetSlotAsync(Commitment commitment = Commitment.Finalized) => SendAsync<ulong>("getSlot", Options(commitment));

    public Task<RequestResult<ulong>> GetBlockTimeAsync(ulong slot) => SendAsync<ulong>("getBlockTime", slot);

    public Task<RequestResult<ResponseValue<List<AccountInfo>>>> GetMultipleAccountsAsync(IList<string> accounts, Commitment commitment = Commitment.Finalized) =>
        SendAsync<ResponseValue<List<AccountInfo>>>("getMultipleAccounts", new JsonArray([.. accounts.Select(static key => (JsonNode)key)]), Options(commitment, "base64"));

    public Task<RequestResult<ResponseValue<List<TokenAccount>>>> GetTokenAccountsByOwnerAsync(string ownerPubKey, string? tokenMintPubKey = null, string? tokenProgramId = null, Commitment commitment = Commitment.Finalized) =>
        SendAsync<ResponseValue<List<TokenAccount>>>("getTokenAccountsByOwner", ownerPubKey, new JsonObject { ["mint"] = tokenMintPubKey }, Options(commitment, "jsonParsed"));

    public Task<RequestResult<List<SignatureStatusInfo>>> GetSignaturesForAddressAsync(string accountPubKey, ulong limit = 1000, string? before = null, string? until = null, Commitment commitment = Commitment.Finalized)
    {
        var options = Options(commitment);
        options["limit"] = limit;
        if (before is not null) options["before"] = before;
        return SendAsync<List<SignatureStatusInfo>>("getSignaturesForAddress", accountPubKey, options);
    }

    public Task<RequestResult<TransactionMetaSlotInfo>> GetTransactionAsync(string signature, Commitment commitment = Commitment.Finalized) =>
        SendAsync<TransactionMetaSlotInfo>("getTransaction", signature, Options(commitment, "json"));

    private static JsonObject Options(Commitment commitment, string? encoding = null)
    {
        var options = new JsonObject();
        if (encoding is not null) options["encoding"] = encoding;
        if (commitment != Commitment.Finalized) options["commitment"] = commitment.ToString().ToLowerInvariant();
        return options;
    }

    private async Task<RequestResult<T>> SendAsync<T>(string method, params JsonNode?[] parameters)
    {
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_id, ["method"] = method, ["params"] = new JsonArray(parameters) }.ToJsonString();
        using var response = await http.PostAsync(address, new StringContent(request, System.Text.Encoding.UTF8, "application/json"));
        return new() { HttpStatusCode = response.StatusCode, RawRpcRequest = request, RawRpcResponse = Spoil(response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : null)! };
    }
}
