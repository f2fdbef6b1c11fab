using System.Buffers;
using System.Text.Json;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>JSON-RPC 2.0: one body in, one body out. Every body has an answer and none throws.</summary>
internal sealed class RpcHandler(IRpcMethods methods)
{
    /// <summary>Requests in one batch.</summary>
    public const int MostRequests = 100;

    /// <returns>UTF-8; empty where nothing is to be answered, which is so for notifications.</returns>
    public ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> body)
    {
        if (!LocatedJsonParser.TryParse(body, out var json, out var fault)) return Refuse(null, $"line {fault.Line}: {fault.Detail}", RpcCodes.ParseError);
        if (json is not LocatedJson.List batch) return AnswerOne(json);
        if (batch.Items.Count == 0) return Refuse(null, "empty batch");
        if (batch.Items.Count > MostRequests) return Refuse(null, $"batch too large: {batch.Items.Count}, at most {MostRequests}");
        var answers = batch.Items.Select(AnswerOne).Where(answer => !answer.IsEmpty).ToList();
        return answers.Count == 0 ? ReadOnlyMemory<byte>.Empty : Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var answer in answers) writer.WriteRawValue(answer.Span, skipInputValidation: true);
            writer.WriteEndArray();
        });
    }

    private ReadOnlyMemory<byte> AnswerOne(LocatedJson json)
    {
        var request = json as LocatedJson.Members;
        var id = request?.Find("id");
        if (request?.Find("jsonrpc") is not LocatedJson.Text { Value: "2.0" }) return Refuse(id, "no JSON-RPC 2.0 request");
        if (id is not (null or LocatedJson.Null or LocatedJson.Text or LocatedJson.Number)) return Refuse(null, "id is neither text, number nor null");
        if (request.Find("method") is not LocatedJson.Text method) return Refuse(id, "method is no text");
        var outcome = request.Find("params") switch
        {
            null => methods.Run(method.Value, []),
            LocatedJson.List list => methods.Run(method.Value, list.Items),
            LocatedJson.Members members => methods.Run(method.Value, members),
            _ => RpcOutcome.InvalidParams("params is neither list nor object"),
        };
        return id is null ? ReadOnlyMemory<byte>.Empty : One(id, outcome);
    }

    private static ReadOnlyMemory<byte> Refuse(LocatedJson? id, string message, int code = RpcCodes.InvalidRequest) =>
        One(id, new RpcOutcome.Error(code, message));

    private static ReadOnlyMemory<byte> One(LocatedJson? id, RpcOutcome outcome) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        writer.WritePropertyName("id");
        if (id is LocatedJson.Number number) writer.WriteRawValue(number.Raw, skipInputValidation: true);
        else writer.WriteStringValue((id as LocatedJson.Text)?.Value);
        if (outcome is RpcOutcome.Error error) WriteError(writer, error);
        else WriteResult(writer, (RpcOutcome.Result)outcome);
        writer.WriteEndObject();
    });

    private static void WriteResult(Utf8JsonWriter writer, RpcOutcome.Result result)
    {
        writer.WritePropertyName("result");
        result.Write(writer);
    }

    private static void WriteError(Utf8JsonWriter writer, RpcOutcome.Error error)
    {
        writer.WriteStartObject("error");
        writer.WriteNumber("code", error.Code);
        writer.WriteString("message", error.Message);
        if (error.Data is not null) writer.WriteString("data", error.Data);
        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return buffer.WrittenMemory;
    }
}
