using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using Nethereum.JsonRpc.Client;
using Nethereum.JsonRpc.Client.RpcMessages;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Formatting = Newtonsoft.Json.Formatting;

namespace CrossChainOracle.Chains.Nethereum;

/// <summary>Our readers over a Nethereum client: one that signs in to a gateway, goes through a wallet, or is configured already.</summary>
/// <remarks>Parameters are given as Newtonsoft tokens, which <c>RpcClient</c> of Nethereum.JsonRpc.RpcClient writes as they are. Results may be of either JSON library.</remarks>
/// <param name="client">Shared; not disposed here.</param>
/// <param name="endpoint">Where the client goes, for names and for scrubbing what the other side says.</param>
public sealed class NethereumJsonRpc(IClient client, Endpoint endpoint, JsonRpcLimits limits, TimeProvider clock) : CarriedJsonRpc(endpoint, limits, clock)
{
    protected override async Task<JsonRpcAnswer> CarryAsync(JsonRpcCall call, long id) =>
        Read(ToJson(await client.SendAsync(ToMessage(call, id)).ConfigureAwait(false)), id);

    private static RpcRequestMessage ToMessage(JsonRpcCall call, long id) => Parse(call.Parameters) switch
    {
        JArray list => new(id, call.Method, [.. list]),
        JObject named => new(id, call.Method, named.Properties().ToDictionary(static property => property.Name, object (property) => property.Value)),
        var other => throw new InvalidOperationException($"Parameters are an array or an object, not {other.Type}."),
    };

    /// <summary>As text is, also where it looks like a date.</summary>
    private static JToken Parse(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        return JToken.ReadFrom(reader);
    }

    /// <summary>Back to what was on the wire, so that one parser judges all answers.</summary>
    private static ReadOnlyMemory<byte> ToJson(RpcResponseMessage response)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("jsonrpc", response.JsonRpcVersion);
        json.WritePropertyName("id");
        Write(json, response.Id);
        if (response.Error is { } error)
        {
            json.WriteStartObject("error");
            json.WriteNumber("code", error.Code);
            json.WriteString("message", error.Message);
            json.WritePropertyName("data");
            Write(json, error.Data);
            json.WriteEndObject();
        }
        else
        {
            json.WritePropertyName("result");
            Write(json, response.Result);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        // Raw text is not checked here: the parser that reads all of it does.
        if (value is JToken token) json.WriteRawValue(token.ToString(Formatting.None), skipInputValidation: true);
        else if (value is JsonElement element) element.WriteTo(json);
        else if (value is string text) json.WriteStringValue(text);
        else if (value is IConvertible number) json.WriteRawValue(number.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
        else json.WriteNullValue();
    }
}
