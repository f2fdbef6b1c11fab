using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrossChainOracle.Chains.Evm;

/// <summary>A method and its parameters, ready to be sent to any endpoint under any id.</summary>
public sealed class JsonRpcCall
{
    private readonly string _parameters;

    public JsonRpcCall(string method, params JsonNode?[] parameters)
        : this(method, (JsonNode)new JsonArray(parameters))
    {
    }

    private JsonRpcCall(string method, JsonNode parameters) => (Method, _parameters) = (method, parameters.ToJsonString());

    public string Method { get; }

    /// <summary>JSON: an array, or an object where they go by name.</summary>
    public string Parameters => _parameters;

    /// <summary>With parameters by name (JSON-RPC 2.0 section 4.2), not with one that is an object.</summary>
    public static JsonRpcCall Named(string method, JsonObject parameters) => new(method, (JsonNode)parameters);

    internal void WriteTo(Utf8JsonWriter writer, long id)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        writer.WriteNumber("id", id);
        writer.WriteString("method", Method);
        writer.WritePropertyName("params");
        writer.WriteRawValue(_parameters, skipInputValidation: true);
        writer.WriteEndObject();
    }
}
