using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>What the market lists of <c>config/protocols.json</c> have in common. Everything wrong is noted with its place; nothing throws.</summary>
internal static class MarketFields
{
    /// <summary>Reads a list of objects and notes every rule that one of them breaks.</summary>
    /// <param name="list">The member of the file.</param>
    /// <param name="path">Its name.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="read">Reads one object; members that it does not ask for are problems.</param>
    /// <param name="rules">The rules that a read object breaks.</param>
    public static IReadOnlyList<T> Read<T>(JsonElement list, string path, List<string> problems, Func<JsonSection, T> read, Func<T, IReadOnlyList<string>> rules)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            problems.Add($"{path}: must be a list");
            return [];
        }

        var items = new List<T>();
        foreach (var element in list.EnumerateArray())
        {
            var section = new JsonSection(element, string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]"), problems);
            var before = problems.Count;
            var item = read(section);
            section.Done();

            // A rule is about values; where one could not be read it would complain about the default.
            if (problems.Count == before) problems.AddRange(rules(item).Select(problem => $"{section.Path}: {problem}"));
            items.Add(item);
        }

        return items;
    }

    public static IReadOnlyList<T> Each<T>(this JsonSection section, string name, Func<JsonSection, T> read) =>
        [.. section.Sections(name).Select(item =>
        {
            var value = read(item);
            item.Done();
            return value;
        })];

    /// <summary>Whole numbers as text, up to the largest.</summary>
    public static IReadOnlyList<uint> Numbers(this JsonSection section, string name, uint largest)
    {
        var numbers = new List<uint>();
        foreach (var (text, index) in section.Texts(name).Select(static (text, index) => (text, index)))
        {
            if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= largest) numbers.Add(number);
            else section.Problem(string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), $"must be a whole number from 0 to {largest} as text");
        }

        return numbers;
    }

    public static ChainId EvmChain(this JsonSection section) =>
        section.Parsed("chain", "an EVM chain such as eip155:1", static text => (ChainId.TryParse(text, out var chain) && chain.TryGetEip155(out _), chain));

    /// <summary>An address in lower case, or in mixed case with its EIP-55 checksum.</summary>
    public static EvmAddress Contract(this JsonSection section, string name, EvmAddress? fallback = null) =>
        section.Parsed(name, "0x and 40 hex digits, in lower case or with the checksum of EIP-55", static text =>
            (EvmAddress.TryParse(text, out var address) && (text == address.ToString() || text == Eip55.ToChecksum(address)), address), fallback);

    public static byte TokenDecimals(this JsonSection section, string name = "decimals")
    {
        var decimals = section.Natural(name);
        if (decimals <= Position.MaximumDecimals) return (byte)decimals;
        section.Problem(name, $"at most {Position.MaximumDecimals}");
        return 0;
    }

    /// <summary>True for 1 to <paramref name="maximum"/> printable ASCII characters without spaces.</summary>
    public static bool IsName(string text, int maximum) => text.Length >= 1 && text.Length <= maximum && text.All(c => c is > ' ' and <= '~');

    /// <summary>True for a source's name, and for that with a suffix of its own.</summary>
    public static bool IsSource(string text, string source) =>
        text.Length <= PositionKey.MaximumSource
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && (text == source || (text.StartsWith($"{source}-", StringComparison.Ordinal) && text.Length > source.Length + 1));

    /// <summary>The rules of every list of contracts: not empty, no zero address, each once.</summary>
    public static IEnumerable<string> ProblemsOf(IReadOnlyCollection<EvmAddress> contracts, string name)
    {
        if (contracts.Count == 0) yield return $"{name}: there must be at least one";
        if (contracts.Any(contract => contract.IsZero)) yield return $"{name}: must not be the zero address";
        foreach (var twice in contracts.GroupBy(contract => contract).Where(group => group.Count() > 1)) yield return $"{name}: {twice.Key} is there {twice.Count()} times";
    }
}
