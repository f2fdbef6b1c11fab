using CrossChainOracle.TestKit;
using Solnet.Rpc;

namespace CrossChainOracle.Chains.Solnet.Tests;

public class ParityTests
{
    [Fact]
    public void EveryMemberOfTheStub_IsAsTheSourcesSay() => Assert.Empty(StubParity.Differences("Solnet.Rpc.api.txt", typeof(IRpcClient).Assembly, "Solnet.Rpc"));
}
