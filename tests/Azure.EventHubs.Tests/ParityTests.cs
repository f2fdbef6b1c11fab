using Azure.Messaging.EventHubs;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.EventHubs.Tests;

public class ParityTests
{
    /// <summary>The same test in both modes: here the stub and its list are the same; with Cloud=true the package has all that the list names.</summary>
    [Fact]
    public void EveryMemberOfTheStub_IsAsThePackageLists() =>
        Assert.Empty(StubParity.Differences("Azure.Messaging.EventHubs.api.txt", typeof(EventData).Assembly, "Azure.Messaging.EventHubs"));

    [Fact]
    public void TheStub_StandsInForThePackageOnlyWithoutCloud() =>
#if CLOUD
        Assert.Equal("Azure.Messaging.EventHubs", typeof(EventData).Assembly.GetName().Name);
#else
        Assert.Equal("CrossChainOracle.Stubs.EventHubs", typeof(EventData).Assembly.GetName().Name);
#endif
}
