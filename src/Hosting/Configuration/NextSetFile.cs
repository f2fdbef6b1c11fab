using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Reads the attester set that is to follow: members, threshold and expiry, or a document as <c>/v1/attesters</c> gives it. Every problem is reported.</summary>
public static class NextSetFile
{
    /// <param name="path">The file.</param>
    /// <param name="deployment">The configured deployment; a document that names another is refused.</param>
    /// <param name="problems">Empty exactly when a set is returned.</param>
    public static NextSet? Load(string path, string deployment, out IReadOnlyList<string> problems) => ConfigFile.Load(path, (root, _) => Read(root, deployment), out problems);

    internal static NextSet? Parse(ReadOnlyMemory<byte> content, string deployment, out IReadOnlyList<string> problems) =>
        ConfigFile.Parse(content, "next set", string.Empty, (root, _) => Read(root, deployment), out problems);

    /// <summary>The set in a section of another file.</summary>
    internal static NextSet Read(JsonSection root, string deployment)
    {
        var next = root.Has("sets") ? ReadDocument(root, deployment) : ReadMembers(root);
        root.Done();
        return next;
    }

    private static NextSet ReadMembers(JsonSection root)
    {
        var members = new List<EvmAddress>();
        foreach (var (text, index) in root.Texts("members").Select(static (text, index) => (text, index)))
        {
            if (EvmAddress.TryParse(text, out var member)) members.Add(member);
            else root.Problem($"members[{index}]", "must be an address: 0x and 40 hex digits");
        }

        members.Sort();
        var next = new NextSet(
            root.Integer("threshold"),
            root.Time("expiresAt"),
            members,
            root.Has("epoch") ? root.Natural("epoch") : null,
            root.Has("validFrom") ? root.Time("validFrom") : null);
        if (root.Problems.Count == 0 && AttesterSet.Create(next.Epoch ?? 0, next.Threshold, next.ValidFrom ?? 0, next.ExpiresAt, members, out var problem) is null) root.Problems.Add($"{root.Path}: {problem}");
        return next;
    }

    /// <summary>The first set of the document, which is the newest; what else stands there is for reading.</summary>
    private static NextSet ReadDocument(JsonSection root, string deployment)
    {
        var named = root.Text("deployment");
        if (root.Problems.Count == 0 && named != deployment) root.Problem("deployment", $"is {named}, the configuration says {deployment}");
        var sets = root.Sections("sets");
        if (sets.Count == 0) root.Problem("sets", "must have at least one");
        if (root.Problems.Count > 0) return Nothing;
        var first = sets[0];
        if (!Hex.TryDecode(first.Text("statement"), out byte[]? bytes)) first.Problem("statement", "must be the statement of an attester set in hex");
        else if (StatementCodec.Decode(bytes, out var statement) is { } refusal) first.Problem("statement", refusal.ToString());
        else if (statement is not AttesterSetStatement { Set: var set }) first.Problem("statement", "must be the statement of an attester set");
        else return new(set.Threshold, set.ExpiresAt, set.Members, set.Epoch, set.ValidFrom);
        return Nothing;
    }

    private static NextSet Nothing => new(0, 0, []);
}
