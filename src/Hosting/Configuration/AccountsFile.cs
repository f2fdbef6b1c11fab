using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Reads accounts, their addresses and their owners' proofs (docs/configuration.md, config/accounts.schema.json). Every problem is reported, none starts the node.</summary>
/// <remarks>A proof that does not hold is a problem like any other: no link becomes declared because its proof failed.</remarks>
public static class AccountsFile
{
    /// <summary>A file of a hundred thousand links is about fifty megabytes.</summary>
    public const long MaximumBytes = 64 << 20;

    public const int MaximumShards = 256;

    /// <param name="path">The file.</param>
    /// <param name="deployment">What the proofs must be for.</param>
    /// <param name="problems">Empty exactly when accounts are returned.</param>
    /// <param name="minimumNonces">What an earlier <see cref="AccountsConfig.MinimumNonces"/>, or <see cref="LinkNonces.After"/>, said.</param>
    public static AccountsConfig? Load(string path, string deployment, out IReadOnlyList<string> problems, IReadOnlyDictionary<AccountAddress, ulong>? minimumNonces = null) =>
        ConfigFile.Load(path, (root, _) => Read(root, deployment, minimumNonces), out problems, maximumBytes: MaximumBytes);

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="deployment">What the proofs must be for.</param>
    /// <param name="problems">Empty exactly when accounts are returned.</param>
    /// <param name="minimumNonces">By address; absent: 0.</param>
    internal static AccountsConfig? Parse(
        ReadOnlyMemory<byte> content, string name, string deployment, out IReadOnlyList<string> problems, IReadOnlyDictionary<AccountAddress, ulong>? minimumNonces = null) =>
        ConfigFile.Parse(content, name, string.Empty, (root, _) => Read(root, deployment, minimumNonces), out problems);

    private static AccountsConfig? Read(JsonSection root, string deployment, IReadOnlyDictionary<AccountAddress, ulong>? minimumNonces)
    {
        var found = root.Problems;
        var shards = ReadShards(root);
        var others = root.Texts("otherDeployments", required: false);
        var accounts = root.Sections("accounts").Select(section => AccountSection.Read(section, shards)).ToList();
        root.Done();
        if (accounts.Count == 0) root.Problem("accounts", "there must be at least one");
        if (found.Count == 0) found.AddRange(AccountRules.Problems(accounts));
        if (found.Count > 0) return null;

        var floors = LinkNonces.Floors(accounts, minimumNonces);
        var proven = LinkChecks.Verify(deployment, others, accounts, floors, found);
        return found.Count == 0 ? new(deployment, shards, proven, LinkNonces.WithStated(accounts, floors)) : null;
    }

    private static List<ShardId> ReadShards(JsonSection root)
    {
        var shards = new List<ShardId>();
        foreach (var (text, index) in root.Texts("shards").Select((text, index) => (text, index)))
        {
            if (ShardId.TryParse(text, out var shard)) shards.Add(shard);
            else root.Problem($"shards[{index}]", "must be 1 to 16 printable ASCII characters without spaces");
        }

        if (shards.Count is 0 or > MaximumShards) root.Problem("shards", $"1 to {MaximumShards}, not {shards.Count}");
        foreach (var twice in shards.GroupBy(shard => shard).Where(group => group.Count() > 1)) root.Problem("shards", $"{twice.Key} is there twice");
        shards.Sort();
        return shards;
    }
}
