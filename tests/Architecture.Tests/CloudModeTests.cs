using System.Diagnostics;
using System.Text.Json;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>What MSBuild makes of a leaf project in either mode. Nothing is restored: the packages need not be there.</summary>
public class CloudModeTests
{
    private const string Leaf = "src/Azure/EventHubs/Azure.EventHubs.csproj";

    [Fact]
    public async Task ByDefault_ALeafIsBuiltOnItsStub_WithPinsAndLockFiles()
    {
        var (properties, items) = await EvaluateAsync("false");
        Assert.Contains(items["ProjectReference"], reference => reference.EndsWith("eng/stubs/CrossChainOracle.Stubs.EventHubs/Stubs.EventHubs.csproj", StringComparison.Ordinal));
        Assert.DoesNotContain("Azure.Messaging.EventHubs", items["PackageReference"]);
        Assert.EndsWith("/artifacts", properties["ArtifactsPath"], StringComparison.Ordinal);
        Assert.Equal(("true", "true", ""), (properties["RestorePackagesWithLockFile"], properties["CentralPackageTransitivePinningEnabled"], properties["NuGetLockFilePath"]));
    }

    [Fact]
    public async Task WithCloud_ItIsBuiltOnThePackage_InAFolderOfItsOwn_AndNoStubIsReached()
    {
        var (properties, items) = await EvaluateAsync("true");
        Assert.DoesNotContain(items["ProjectReference"], reference => reference.Contains("stubs", StringComparison.Ordinal));
        Assert.Contains("Azure.Messaging.EventHubs", items["PackageReference"]);
        Assert.Contains("Azure.Messaging.EventHubs", items["PackageVersion"]);
        Assert.EndsWith("/artifacts-cloud", properties["ArtifactsPath"], StringComparison.Ordinal);
        Assert.Equal(("false", ""), (properties["RestorePackagesWithLockFile"], properties["CentralPackageTransitivePinningEnabled"]));
        // NuGet refuses to be told of no lock files where it finds one (NU1005).
        Assert.False(File.Exists(properties["NuGetLockFilePath"]), properties["NuGetLockFilePath"]);
    }

    private static async Task<(Dictionary<string, string> Properties, Dictionary<string, List<string>> Items)> EvaluateAsync(string cloud)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "msbuild", Repository.PathOf(Leaf), $"-p:Cloud={cloud}", "-getItem:ProjectReference,PackageReference,PackageVersion",
            "-getProperty:ArtifactsPath,RestorePackagesWithLockFile,CentralPackageTransitivePinningEnabled,NuGetLockFilePath",
        }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var json = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (
            json.RootElement.GetProperty("Properties").EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!.Replace('\\', '/')),
            json.RootElement.GetProperty("Items").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.EnumerateArray().Select(one => one.GetProperty("Identity").GetString()!.Replace('\\', '/')).ToList()));
    }
}
