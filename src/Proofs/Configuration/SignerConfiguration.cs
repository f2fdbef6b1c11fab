using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Configuration;

/// <summary>Signer families and whom each trust believes, out of <c>config/pyth-signers.json</c>.</summary>
/// <remarks>Upgrades are followed, not believed: each VAA must be signed by the newest set before it.</remarks>
public sealed class SignerConfiguration
{
    private readonly Dictionary<string, SignerSets> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PythTrust> _trusts = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    private SignerConfiguration()
    {
    }

    public IReadOnlyDictionary<string, SignerSets> Families => _families;

    /// <summary>By name. Each remembers its own verified VAAs, so share it.</summary>
    public IReadOnlyDictionary<string, PythTrust> Trusts => _trusts;

    /// <param name="json">UTF-8.</param>
    /// <param name="problems">Everything that is wrong, each with its place; empty when the configuration is returned.</param>
    /// <returns>Null when there is any problem.</returns>
    public static SignerConfiguration? Load(ReadOnlySpan<byte> json, out IReadOnlyList<string> problems)
    {
        var configuration = new SignerConfiguration();
        problems = configuration._problems;
        SignerFile? file;
        try
        {
            file = JsonSerializer.Deserialize(json, SignerFileContext.Default.SignerFile);
        }
        catch (JsonException exception)
        {
            configuration._problems.Add($"{exception.Path ?? "$"}: {exception.Message}");
            return null;
        }

        configuration.Read(file);
        return configuration._problems.Count == 0 ? configuration : null;
    }

    private void Read(SignerFile? file)
    {
        var (families, trusts) = (file?.Families ?? [], file?.Trusts ?? []);
        for (var i = 0; i < families.Count; i++) ReadFamily(families[i], $"families[{i}]");
        for (var i = 0; i < trusts.Count; i++) ReadTrust(trusts[i], $"trusts[{i}]");
        if (trusts.Count == 0) _problems.Add("trusts: none");
    }

    private void ReadFamily(SignerFile.FamilyPart? part, string at)
    {
        var name = ReadName(part?.Name, at, _families.Keys);
        Emitter? governance = part?.Governance is { } emitter ? ReadEmitter(emitter, $"{at}.governance") : null;
        var sets = new List<SignerSet>();
        var parts = part?.Sets ?? [];
        for (var i = 0; i < parts.Count; i++)
        {
            var place = $"{at}.sets[{i}]";
            if (ReadSet(parts[i], name, place) is not { } set) continue;
            if (sets.Exists(other => other.Index == set.Index)) _problems.Add($"{place}.index: set {set.Index} stands there twice");
            else sets.Add(set);
        }

        _families[name] = Follow(SignerSets.Create(name, governance, sets), part?.Upgrades ?? [], at);
    }

    private SignerSet? ReadSet(SignerFile.SetPart? part, string family, string at)
    {
        var members = new List<EvmAddress>();
        var texts = part?.Members ?? [];
        for (var i = 0; i < texts.Count; i++)
        {
            if (EvmAddress.TryParse(texts[i], out var member)) members.Add(member);
            else _problems.Add($"{at}.members[{i}]: not an address of 20 bytes in hex");
        }

        if (string.IsNullOrWhiteSpace(part?.Source)) _problems.Add($"{at}.source: missing");
        if (part?.Index is null) _problems.Add($"{at}.index: missing");
        if (members.Count != texts.Count) return null;
        var quorum = part?.Quorum ?? SignerSet.MoreThanTwoThirds(members.Count);
        var set = SignerSet.Create(family, part?.Index ?? 0, quorum, part?.ExpiresAt, members, out var problem);
        if (problem is not null) _problems.Add($"{at}: {problem}");
        return set;
    }

    private SignerSets Follow(SignerSets sets, IReadOnlyList<SignerFile.UpgradePart?> upgrades, string at)
    {
        for (var i = 0; i < upgrades.Count; i++)
        {
            var place = $"{at}.upgrades[{i}]";
            if (!Hex.TryDecode(upgrades[i]?.Vaa, out byte[]? vaa))
            {
                _problems.Add($"{place}.vaa: not hex");
                return sets;
            }

            if (!sets.TryFollow(vaa, out var next, out var refusal))
            {
                _problems.Add($"{place}: {refusal}");
                return sets;
            }

            if (next.Newest!.Index != upgrades[i]!.To) _problems.Add($"{place}.to: the VAA leads to set {next.Newest.Index}, not {upgrades[i]!.To}");
            sets = next;
        }

        return sets;
    }

    private void ReadTrust(SignerFile.TrustPart? part, string at)
    {
        var name = ReadName(part?.Name, at, _trusts.Keys);
        var families = new List<SignerSets>();
        foreach (var family in part?.Families ?? [])
        {
            if (family is not null && _families.TryGetValue(family, out var sets)) families.Add(sets);
            else _problems.Add($"{at}.families: there is no family '{family}'");
        }

        if (part?.Families is null or { Count: 0 }) _problems.Add($"{at}.families: none");
        _trusts[name] = new(families, ReadEmitter(part?.Emitter, $"{at}.emitter"));
    }

    private string ReadName(string? name, string at, IEnumerable<string> taken)
    {
        if (string.IsNullOrWhiteSpace(name)) _problems.Add($"{at}.name: missing");
        else if (taken.Contains(name)) _problems.Add($"{at}.name: '{name}' stands there twice");
        return name ?? string.Empty;
    }

    private Emitter ReadEmitter(SignerFile.EmitterPart? part, string at)
    {
        if (part?.Chain is null) _problems.Add($"{at}.chain: missing");
        if (!Hash256.TryParse(part?.Address, out var address)) _problems.Add($"{at}.address: not 32 bytes in hex");
        return new(part?.Chain ?? 0, address);
    }
}
