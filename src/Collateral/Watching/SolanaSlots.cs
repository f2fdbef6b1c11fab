using System.Globalization;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>When slots were: by the votes' median where the endpoints know it, else by our clock when we asked. What was said of a slot once stays.</summary>
internal sealed class SolanaSlots(SolanaReader reader, TimeProvider clock)
{
    private Dictionary<ulong, (long Time, bool IsOurs)> _times = [];

    /// <summary>A slot as a place, by its number: no block hash is read.</summary>
    public static Anchor Place(ulong slot, long time = 0) =>
        new(slot, Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"solana slot {slot}"))), time);

    /// <summary>Asks for the times of these slots and forgets all others.</summary>
    public async Task KeepAsync(IEnumerable<ulong> slots, CancellationToken cancellation)
    {
        List<ulong> wanted = [.. slots.Distinct()];
        var times = await SideBySide.AskAsync(wanted, TimeAsync, cancellation).ConfigureAwait(false);
        _times = wanted.Zip(times).ToDictionary(static pair => pair.First, static pair => pair.Second);
    }

    public long TimeOf(ulong slot) => _times[slot].Time;

    /// <summary>Whether that is our clock's time and not the chain's.</summary>
    public bool IsOurs(ulong slot) => _times[slot].IsOurs;

    private async Task<(long Time, bool IsOurs)> TimeAsync(ulong slot, CancellationToken cancellation)
    {
        if (_times.TryGetValue(slot, out var known)) return known;
        return await reader.TimeAsync(slot, cancellation).ConfigureAwait(false) is SolanaRead<long>.Ok found ? (found.Value, false) : (clock.GetUtcNow().ToUnixTimeMilliseconds(), true);
    }
}
