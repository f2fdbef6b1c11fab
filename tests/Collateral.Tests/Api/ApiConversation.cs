using CrossChainOracle.Collateral.Api;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Api;

/// <summary>Drives a reader of an API to its end.</summary>
internal static class ApiConversation
{
    public static byte[] File(string protocol, string name) => System.IO.File.ReadAllBytes(Repository.PathOf("tests", "data", "protocols", protocol, name));

    public static ApiAnswer Ok(string body) => new ApiAnswer.Ok(System.Text.Encoding.UTF8.GetBytes(body));

    /// <summary>Answers the only question with these.</summary>
    public static ProtocolAnswer Read(IApiProtocol protocol, string owner, params ApiAnswer[] answers)
    {
        var ask = Assert.IsType<ApiStep.Ask>(protocol.Step(owner, []));
        Assert.Equal(ask.Requests.Count, answers.Length);
        return Assert.IsType<ApiStep.Done>(protocol.Step(owner, [answers])).Answer;
    }
}
