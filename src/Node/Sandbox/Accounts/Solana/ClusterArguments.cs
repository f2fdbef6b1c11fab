using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Accounts.Solana;

/// <summary>Reads the parameters of Solana's methods (solana.com/docs/rpc/http). What is wrong is said; nothing throws.</summary>
internal static class ClusterArguments
{
    public static bool TryKey(LocatedJson? value, out SolanaKey key)
    {
        key = default;
        return value is LocatedJson.Text text && SolanaKey.TryParse(text.Value, out key);
    }

    public static bool TryNumber(LocatedJson? value, out ulong number)
    {
        number = 0;
        return value is LocatedJson.Number text && ulong.TryParse(text.Raw, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The configuration object that most methods take last; left out it asks for what is finalized.</summary>
    public static bool TryOptions(LocatedJson? value, [NotNullWhen(true)] out ClusterOptions? options, out string problem)
    {
        (options, problem) = (null, string.Empty);
        if (value is not (null or LocatedJson.Null or LocatedJson.Members)) problem = "the configuration is no object";
        var members = value as LocatedJson.Members ?? new LocatedJson.Members(0, new Dictionary<string, LocatedJson>());
        var commitment = Commitment.Finalized;
        ulong least = 0;
        if (members.Find("commitment") is { } wanted && !TryCommitment(wanted, out commitment)) problem = "commitment is none of processed, confirmed, finalized";
        if (members.Find("minContextSlot") is { } slot && !TryNumber(slot, out least)) problem = "minContextSlot is no slot";
        if (problem.Length == 0) options = new(members, commitment, least);
        return options is not null;
    }

    private static bool TryCommitment(LocatedJson value, out Commitment commitment)
    {
        (var found, commitment) = (value as LocatedJson.Text)?.Value switch
        {
            "processed" => (true, Commitment.Processed),
            "confirmed" => (true, Commitment.Confirmed),
            "finalized" => (true, Commitment.Finalized),
            _ => (false, default),
        };
        return found;
    }
}

/// <summary>What a request's configuration object says.</summary>
/// <param name="Members">All of it.</param>
/// <param name="Commitment">How settled.</param>
/// <param name="MinContextSlot">Older slots are refused.</param>
internal sealed record ClusterOptions(LocatedJson.Members Members, Commitment Commitment, ulong MinContextSlot)
{
    /// <summary>Whether an optional member is the one text that is served.</summary>
    public bool IsOnly(string name, string text) => Members.Find(name) is not { } found || (found is LocatedJson.Text { Value: var value } && value == text);
}
