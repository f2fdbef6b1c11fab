using Nethereum.JsonRpc.Client.RpcMessages;

namespace Nethereum.JsonRpc.Client
{
    /// <summary>Carries requests to one node.</summary>
    public interface IClient
    {
        Task<RpcResponseMessage> SendAsync(RpcRequestMessage rpcRequestMessage, string route = null);
    }
}

namespace Nethereum.JsonRpc.Client.RpcMessages
{
    /// <summary>A request with its parameters in order, or by name.</summary>
    public class RpcRequestMessage
    {
        public RpcRequestMessage(object id, string method, params object[] parameterList) => (Id, Method, RawParameters) = (id, method, parameterList);

        public RpcRequestMessage(object id, string method, Dictionary<string, object> parameterMap) => (Id, Method, RawParameters) = (id, method, parameterMap);

        public object Id { get; set; }

        public string Method { get; set; }

        public object RawParameters { get; set; }
    }

    /// <summary>What came back: a result of one of two JSON libraries, or an error.</summary>
    public class RpcResponseMessage
    {
        public RpcResponseMessage(object id, RpcError error) => (Id, Error) = (id, error);

        public RpcResponseMessage(object id, object result) => (Id, Result) = (id, result);

        public object Id { get; set; }

        public string JsonRpcVersion { get; set; } = "2.0";

        public object Result { get; }

        public RpcError Error { get; set; }
    }

    /// <summary>The node's own error.</summary>
    public class RpcError
    {
        public int Code { get; set; }

        public string Message { get; set; }

        public object Data { get; set; }
    }
}
