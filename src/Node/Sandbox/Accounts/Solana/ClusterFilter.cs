using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Accounts.Solana;

/// <summary>Reads the filters and slices of lists of accounts.</summary>
internal static class ClusterFilter
{
    /// <summary><c>{"dataSize":n}</c>, or <c>{"memcmp":{"offset":n,"bytes":…}}</c> with 32 bytes in base58.</summary>
    public static bool TryParse(LocatedJson value, out Func<ClusterAccount, bool> filter)
    {
        filter = static _ => false;
        if (value is not LocatedJson.Members { Values.Count: 1 } members) return false;
        if (ClusterArguments.TryNumber(members.Find("dataSize"), out var size))
        {
            filter = account => (ulong)account.Data.Length == size;
            return true;
        }

        if (members.Find("memcmp") is not LocatedJson.Members compare || !ClusterArguments.TryNumber(compare.Find("offset"), out var offset) || !ClusterArguments.TryKey(compare.Find("bytes"), out var bytes)) return false;
        filter = account => offset <= (ulong)account.Data.Length && account.Data.Span[(int)offset..].StartsWith(bytes.ToArray());
        return true;
    }

    /// <summary><c>{"offset":n,"length":n}</c>; left out it is everything.</summary>
    public static bool TrySlice(LocatedJson? value, out ulong offset, out ulong length)
    {
        (offset, length) = (0, int.MaxValue);
        return value is null or LocatedJson.Null
            || (value is LocatedJson.Members members && ClusterArguments.TryNumber(members.Find("offset"), out offset) && ClusterArguments.TryNumber(members.Find("length"), out length));
    }
}
