using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Apps;

/// <summary>What bodies of every kind have in common as blobs.</summary>
internal static class BlobBodies
{
    /// <summary>64 hexadecimal digits.</summary>
    public static string NameOf(Hash256 digest) => digest.ToString()[2..];

    /// <summary>Null: durable. Under its digest nothing else can lie but what nobody will take for the body.</summary>
    public static string? Problem(BlobPut put) => put switch
    {
        BlobPut.Created or BlobPut.Exists => null,
        BlobPut.Failed failed => failed.Reason,
        BlobPut.Unknown unknown => unknown.Reason,
        var other => throw new InvalidOperationException($"No such case: {other}"),
    };
}
