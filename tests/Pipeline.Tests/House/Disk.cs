using CrossChainOracle.Domain;
using CrossChainOracle.Ledger;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>Where the logs of one node lie: in a folder laid out as the node does, on a real disk or on one in memory.</summary>
internal sealed record Disk(IFileSystem Files, string Root)
{
    // Small, so that new segments begin in the middle of a test.
    private const int SegmentBytes = 3_000;
    private const int AttesterSegmentBytes = 200;

    private readonly DataFolder _folder = new(Root);

    public MemoryFileSystem Memory => (MemoryFileSystem)Files;

    public LogOptions Ledger => FileLedger.In(_folder.Ledger) with { FileSystem = Files, SegmentBytes = SegmentBytes };

    public LogOptions Stream => FileEventStream.In(_folder.Stream) with { FileSystem = Files, SegmentBytes = SegmentBytes };

    public static Disk InMemory(MemoryFileSystem? files = null) => new(files ?? new MemoryFileSystem(), "/data");

    public static Disk Real(string folder) => new(PhysicalFileSystem.Instance, folder);

    public LogOptions Attester(EvmAddress signer) => AttesterLog.In(_folder.Attester(signer)) with { FileSystem = Files, SegmentBytes = AttesterSegmentBytes };
}
