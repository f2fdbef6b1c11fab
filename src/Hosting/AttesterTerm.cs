using CrossChainOracle.Domain;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting;

/// <summary>Whether the configured attesters are those that sign now.</summary>
internal static class AttesterTerm
{
    /// <param name="history">As the ledger proves it; it knows the configured set.</param>
    /// <param name="own">The configured set.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="finish">How a rotation that was begun is finished here.</param>
    /// <returns>Why nothing can be signed by it and what to do; and what to do soon where it still can.</returns>
    public static (string? Problem, string? Warning) Check(AttesterHistory history, AttesterSet own, long now, string finish)
    {
        var (current, until) = (history.Current, history.SignsUntil(own));
        if (history.Pending is { } pending) return ($"a rotation to epoch {pending.Epoch} was begun and is not signed: {finish}, which finishes it", null);
        if (own.Equals(current))
        {
            var isEarly = own.Epoch != history.First.Epoch && now < own.ValidFrom;
            return (isEarly ? $"epoch {own.Epoch} signs from {UnixTime.ToText(own.ValidFrom)} on; run with the keys of epoch {own.Epoch - 1} until then" : null, null);
        }

        return own.Epoch + 1 != current.Epoch || now >= until
            ? ($"epoch {own.Epoch} signs no more, epoch {current.Epoch} has followed it: configure the keys of that set", null)
            : (null, $"epoch {current.Epoch} follows at {UnixTime.ToText(current.ValidFrom)}; nothing signed by epoch {own.Epoch} is accepted from {UnixTime.ToText(until)} on: start again with the new keys before");
    }

    /// <summary>As a configuration names it.</summary>
    public static string Describe(AttesterSet set) =>
        $"\"members\": [{string.Join(", ", set.Members.Select(static member => $"\"{member}\""))}], \"threshold\": {set.Threshold}, \"epoch\": {set.Epoch}, \"validFrom\": \"{UnixTime.ToText(set.ValidFrom)}\", \"expiresAt\": \"{UnixTime.ToText(set.ExpiresAt)}\"";
}
