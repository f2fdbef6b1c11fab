using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Pipeline.Tests.Accounts.RealChain;

/// <summary>An endpoint that passes everything on to a real node, and puts other numbers into what contracts answer.</summary>
internal sealed class LyingEndpoint : IDisposable
{
    private readonly HttpClient _node = new(new SocketsHttpHandler { UseProxy = false });
    private readonly LoopbackHttp _http;

    public LyingEndpoint(Uri node) => _http = new(body => Answer(node, body));

    public Uri Address => _http.Address;

    /// <summary>Numbers, and what it says in their place.</summary>
    public IReadOnlyList<(ulong Truth, ulong Lie)> Lies { get; set; } = [];

    public void Dispose()
    {
        _http.Dispose();
        _node.Dispose();
    }

    private HttpReply Answer(Uri node, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, node) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        using var response = _node.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        var text = reader.ReadToEnd();
        if (System.Text.Encoding.UTF8.GetString(body).Contains("eth_call", StringComparison.Ordinal))
        {
            text = Lies.Aggregate(text, static (said, lie) => said.Replace(Word(lie.Truth), Word(lie.Lie), StringComparison.Ordinal));
        }

        return new((int)response.StatusCode, System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static string Word(ulong number) => Convert.ToHexStringLower(new AbiWriter().UInt(number).ToArray());
}
