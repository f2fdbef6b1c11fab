using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Gas;

/// <summary>OracleHub of contracts/evm, built by its own toolchain, deployed with a set of its own.</summary>
internal sealed class Hub
{
    private const uint RecoveryDelayMs = 86_400_000;
    private const uint GraceMs = 3_600_000;
    private const uint MaximumAheadMs = 2_000;

    private Hub(EvmAddress address, HubPostings postings) => (Address, Postings) = (address, postings);

    /// <summary>Where contracts/evm is.</summary>
    public static string Folder { get; } = Path.Combine(NodeTools.Root, "contracts", "evm");

    public EvmAddress Address { get; }

    public HubPostings Postings { get; }

    /// <summary>Builds contracts/evm; offline once its packages are there.</summary>
    public static async Task BuildAsync(Action<string> progress, CancellationToken cancellation)
    {
        await NodeTools.InstallAsync(Folder, progress, cancellation);
        progress("building contracts/evm");
        await NodeTools.RunAsync(Folder, OperatingSystem.IsWindows() ? "npx.cmd" : "npx", ["--no-install", "forge", "build", "--skip", "test"], cancellation);
    }

    /// <summary>Creation code out of what was built.</summary>
    /// <param name="file">The source that it stands in, where that is not its own.</param>
    public static string Code(string contract, string? file = null)
    {
        using var artifact = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "out", $"{file ?? contract}.sol", $"{contract}.json")));
        return artifact.RootElement.GetProperty("bytecode").GetProperty("object").GetString()!;
    }

    /// <param name="threshold">Of <paramref name="members"/>, how many sign.</param>
    public static async Task<Hub> DeployAsync(GasChain chain, int members, int threshold)
    {
        var postings = new HubPostings(chain, members, threshold);
        var arguments = new AbiWriter()
            .Bytes32(postings.Domain.Salt)
            .Bytes(StatementCodec.Encode(new AttesterSetStatement(postings.Set(0))))
            .Bytes([])
            .UInt(RecoveryDelayMs)
            .UInt(GraceMs)
            .UInt(MaximumAheadMs);
        return new(await chain.DeployAsync(Code("OracleHub"), arguments), postings);
    }
}
