using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrossChainOracle.Chains.Evm;

/// <summary>A method and its parameters, ready to be sent to any endpoint under any id.</summary>
public sealed class JsonRpcCall
{
    private readonly string _parameters;

    public JsonRpcCall(string method, params JsonNode?[] parameters)
    {
        Method = method;
        _parameters = new JsonArray(parameters).ToJsonString();
    }

    public string Method { get; }

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
