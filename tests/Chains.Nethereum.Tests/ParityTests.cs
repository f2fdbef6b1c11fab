using CrossChainOracle.TestKit;
using Nethereum.JsonRpc.Client;

namespace CrossChainOracle.Chains.Nethereum.Tests;

public class ParityTests
{
    [Fact]
    public void EveryMemberOfTheStub_IsAsTheSourcesSay() =>
        Assert.Empty(StubParity.Differences("Nethereum.JsonRpc.Client.api.txt", typeof(IClient).Assembly, "Nethereum.JsonRpc.Client"));
}
