using System.Text.Json;

namespace CrossChainOracle.Collateral;

/// <summary>Readers by their member of <c>config/protocols.json</c>.</summary>
/// <param name="known">By member: notes what is wrong with its value, and gives the makers of its readers.</param>
internal sealed class ProtocolMembers<TProtocol>(IReadOnlyDictionary<string, Func<JsonElement, List<string>, IEnumerable<Func<TProtocol>>>> known)
{
    /// <summary>False for members that configure no reader of this kind. Readers are made only where nothing is wrong: they refuse unsound markets by throwing.</summary>
    public bool TryParse(string member, JsonElement list, List<string> problems, out IReadOnlyList<TProtocol> protocols)
    {
        protocols = [];
        if (!known.TryGetValue(member, out var parse)) return false;
        var before = problems.Count;
        Func<TProtocol>[] readers = [.. parse(list, problems)];
        if (problems.Count == before) protocols = [.. readers.Select(static make => make())];
        return true;
    }
}
