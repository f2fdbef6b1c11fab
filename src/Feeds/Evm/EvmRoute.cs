using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Evm;

/// <summary>A route over contracts of one chain.</summary>
public sealed record EvmRoute
{
    public required RouteId Route { get; init; }

    /// <summary>What is read; the source of each is a contract's address padded with zeros on the left.</summary>
    public required IReadOnlyList<FeedTarget> Targets { get; init; }

    /// <summary>Which block is read, and with it how final the values are.</summary>
    public BlockTag Tag { get; init; } = BlockTag.Latest;

    /// <summary>The contract that a target names; false where the source is no padded address or the zero address.</summary>
    public static bool TryAddress(FeedTarget target, out EvmAddress address)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        target.Source.CopyTo(bytes);
        address = EvmAddress.From(bytes[^EvmAddress.Size..]);
        return !address.IsZero && !bytes[..^EvmAddress.Size].ContainsAnyExcept((byte)0);
    }

    /// <summary>The contract of a target of a route that has no <see cref="Problems"/>.</summary>
    internal static EvmAddress ContractOf(FeedTarget target) =>
        TryAddress(target, out var address) ? address : throw new InvalidOperationException($"{target.Feed}: {target.Source} is no address, which the route's constructor refuses.");

    /// <summary>The form in which a policy names a contract.</summary>
    public static Hash256 SourceOf(EvmAddress contract)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        bytes.Clear();
        contract.CopyTo(bytes[^EvmAddress.Size..]);
        return Hash256.From(bytes);
    }

    /// <summary>Every rule that the route breaks; empty when it is sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Route.IsEmpty) problems.Add("route: must be named");
        if (Targets.Count == 0) problems.Add($"route {Route}: must have targets");
        foreach (var target in Targets)
        {
            if (!TryAddress(target, out _)) problems.Add($"route {Route}: {target.Feed}: source {target.Source} is not a contract's address padded with zeros on the left");
        }

        foreach (var twice in Targets.GroupBy(target => target.Feed).Where(group => group.Count() > 1)) problems.Add($"route {Route}: {twice.Key} is there twice");
        return problems;
    }
}
