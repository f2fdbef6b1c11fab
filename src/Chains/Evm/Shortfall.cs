using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>What is said when fewer endpoints agree than are needed.</summary>
internal static class Shortfall
{
    /// <summary>Where every endpoint failed for one cause, that cause; otherwise <see cref="RejectionCode.EndpointQuorum"/>.</summary>
    /// <param name="agreed">The most endpoints that agreed.</param>
    /// <param name="needed">k.</param>
    /// <param name="names">Every endpoint that was asked.</param>
    /// <param name="failures">For each of them why it gave nothing, or null when it gave something.</param>
    /// <param name="answers">For each of them what it gave, in short.</param>
    public static ReadFailure Explain(int agreed, int needed, IReadOnlyList<string> names, IReadOnlyList<ReadFailure?> failures, Func<int, string> answers)
    {
        var said = string.Join("; ", names.Select((name, i) => $"{name}: {failures[i]?.Detail ?? answers(i)}"));
        var cause = failures[0]?.Code;
        return cause is { } code && failures.All(failure => failure?.Code == code)
            ? new(code, said)
            : new(RejectionCode.EndpointQuorum, $"{agreed} of {needed} needed agree; {said}");
    }
}
