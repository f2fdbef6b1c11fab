using System.Text.RegularExpressions;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public partial class ProjectRules
{
    /// <summary>Code that needs packages which the default build cannot restore, or that stands in for them.</summary>
    private static readonly string[] CloudOnly = ["eng/stubs/", "functions/", "src/Azure/", "src/Chains/Nethereum/", "src/Chains/Solnet/"];

    /// <summary>Everything that each project may reach, through whatever it references.</summary>
    [Theory]
    [InlineData("Domain")]
    [InlineData("Crypto", "Domain")]
    [InlineData("Encoding", "Domain", "Crypto")]
    [InlineData("Verifier", "Domain", "Crypto", "Encoding")]
    [InlineData("Proofs", "Domain", "Crypto", "Encoding")]
    [InlineData("Rounds", "Domain", "Crypto", "Encoding", "Proofs")]
    [InlineData("Chains", "Domain", "Crypto", "Encoding")]
    [InlineData("Feeds", "Domain", "Crypto", "Encoding", "Proofs", "Chains")]
    [InlineData("Collateral", "Domain", "Crypto", "Encoding", "Proofs", "Chains")]
    [InlineData("Storage")]
    [InlineData("Streams", "Storage", "Domain", "Crypto", "Encoding")]
    [InlineData("Ledger", "Storage", "Domain", "Crypto", "Encoding")]
    [InlineData("Relay", "Storage", "Streams", "Domain", "Crypto", "Encoding", "Proofs", "Rounds", "Chains", "Verifier", "Ledger", "Signing")]
    [InlineData("Signing", "Storage", "Domain", "Crypto", "Encoding", "Proofs", "Rounds")]
    public void AProject_ReachesNothingButWhatStandsBelowIt(string name, params string[] allowed) =>
        Assert.Empty(Project.Named(name).Closure().Except(allowed.Select(project => $"src/{project}/{project}.csproj")));

    [Fact]
    public void OnlyHosts_KnowThePipeline() =>
        Assert.Equal(["Azure.Apps", "Azure.Relay", "Hosting", "Node"], Project.Product.Where(project => project.Closure().Contains("src/Pipeline/Pipeline.csproj")).Select(project => project.Name).Except(["Relay"]));

    [Fact]
    public void OnlyTheNode_UsesPackages() =>
        Assert.Empty(Project.Product.Where(project => project.Packages.Count > 0 && project.Name != "Node" && !IsCloud(project.Path)).Select(project => project.Path));

    [Fact]
    public void NothingEmbeddedOrPacked_ReachesAStubOrACloudProject()
    {
        foreach (var project in Project.Product.Where(project => !IsCloud(project.Path)))
        {
            Assert.DoesNotContain(project.Closure(), IsCloud);
        }
    }

    /// <summary>NuGet lets a project take the place of the package of its id, at any version, without a word: a stub in one reference would put a whole cloud build on stubs.</summary>
    [Fact]
    public void AStub_HasNoPackagesName_AndIsNeverPacked()
    {
        var stubs = Project.All.Where(project => project.Path.StartsWith("eng/stubs/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(stubs);
        Assert.All(stubs, stub => Assert.Equal($"eng/stubs/CrossChainOracle.{stub.Name}/{stub.Name}.csproj", stub.Path));
        Assert.All(stubs, stub => Assert.StartsWith("Stubs.", stub.Name, StringComparison.Ordinal));
        Assert.All(stubs, stub => Assert.Empty(stub.Properties.Keys.Intersect(["IsPackable", "AssemblyName", "PackageId"])));
        Assert.Contains("<IsPackable>false</IsPackable>", Checkout.Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Contains("<AssemblyName>CrossChainOracle.$(MSBuildProjectName)</AssemblyName>", Checkout.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    /// <summary>Only through <c>CloudPackage</c>, which takes the package in the other mode.</summary>
    [Fact]
    public void AStub_IsReferredToOnlyInThePlaceOfItsPackage() =>
        Assert.All(Project.All, project => Assert.DoesNotContain("stubs/", string.Join(' ', System.Xml.Linq.XDocument.Parse(Checkout.Read(project.Path)).Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value)), StringComparison.Ordinal));

    [Fact]
    public void ProductCode_ReachesOnlyProductCode() =>
        Assert.All(Project.Product, project => Assert.All(project.Closure(), path => Assert.True(path.StartsWith("src/", StringComparison.Ordinal) || IsCloud(path), $"{project.Path} reaches {path}")));

    [Fact]
    public void EveryProject_HasTests_AndEveryTestProjectAProject()
    {
        var tests = Project.All.Where(project => project.Path.StartsWith("tests/", StringComparison.Ordinal)).Select(project => project.Name).ToHashSet();
        Assert.Empty(Project.Product.Where(project => !IsCloud(project.Path) && !tests.Contains(project.Name + ".Tests")).Select(project => project.Path));
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Encoding")]
    [InlineData("Rounds")]
    [InlineData("Pipeline")]
    public void WhereSignedNumbersAreMade_AmbientSymbolsAreBanned(string name) => Assert.True(Project.Named(name).IsTrue("BanAmbient"), name);

    [Theory]
    [InlineData("Domain")]
    [InlineData("Crypto")]
    [InlineData("Encoding")]
    [InlineData("Verifier")]
    public void WhatMarginEnginesImport_IsCompatibleWithAheadOfTimeCompilation(string name) => Assert.True(Project.Named(name).IsTrue("IsAotCompatible"), name);

    [Fact]
    public void OverflowChecks_AreOnForTheRepository_AndOffInCryptoOnly()
    {
        Assert.Contains("<CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>", Checkout.Read("Directory.Build.props"), StringComparison.Ordinal);
        var off = Checkout.Files
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) || path.EndsWith(".props", StringComparison.Ordinal) || path.EndsWith(".targets", StringComparison.Ordinal))
            .Where(path => Checkout.Read(path).Contains("<CheckForOverflowUnderflow>false", StringComparison.Ordinal));
        Assert.Equal(["src/Crypto/Crypto.csproj"], off);
    }

    [Fact]
    public void TheSolution_ContainsEveryProject()
    {
        var listed = Project_Path().Matches(Checkout.Read("CrossChainOracle.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/')).ToHashSet();
        Assert.Empty(Project.All.Select(project => project.Path).Where(path => path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal)).Except(listed));
        Assert.All(listed, path => Assert.True(Checkout.Exists(path), $"the solution names {path}, which is not there"));
    }

    [Fact]
    public void LockFiles_NameNoRegistry()
    {
        var locks = Checkout.Files.Where(path => path.EndsWith("packages.lock.json", StringComparison.Ordinal)).ToList();
        Assert.Equal(Project.All.Count, locks.Count);
        Assert.All(locks, path => Assert.False(Checkout.Read(path).Contains("://", StringComparison.Ordinal), path));
        Assert.All(
            Checkout.Files.Where(path => path.EndsWith("package-lock.json", StringComparison.Ordinal)),
            path => Assert.All(Host().Matches(Checkout.Read(path)), match => Assert.Equal("registry.npmjs.org", match.Groups[1].Value)));
    }

    private static bool IsCloud(string path) => CloudOnly.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex Project_Path();

    [GeneratedRegex("\"resolved\": \"https?://([^/\"]+)/")]
    private static partial Regex Host();
}
