using CrossChainOracle.Storage.Tests;

namespace CrossChainOracle.Signing.Tests;

/// <summary>The log in files keeps what every attester's log promises.</summary>
public sealed class AttesterLogContractTests
{
    public static TheoryData<string> Scenarios => AttesterLogContract.Names;

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task TheLogInFiles_KeepsTheContract(string scenario)
    {
        var files = new MemoryFileSystem();
        AttesterLog? open = null;
        await AttesterLogContract.RunAsync(scenario, async () =>
        {
            if (open is not null) await open.DisposeAsync();
            return open = AttesterLog.Open(AttesterLog.In("/log") with { FileSystem = files }, Keys.Five[0].Address).OrThrow();
        });
        await open!.DisposeAsync();
    }
}
