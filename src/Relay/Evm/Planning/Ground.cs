using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>What every part of a plan is judged by.</summary>
/// <param name="At">When a posting is expected to be included, Unix milliseconds.</param>
internal sealed record Ground(EvmRelayPolicy Policy, HubState Hub, RelayInbox Inbox, UnderWay UnderWay, Turns Turns, long At)
{
    /// <summary>Wei per gas, as the chain asks now.</summary>
    public UInt128 FeePerGas { get; } = Hub.BaseFee + Policy.Tip;

    /// <summary>The hub takes the current epoch and the one before; the sets' own times are its matter.</summary>
    public NotPosted? CheckHeader(BatchHeader header)
    {
        if (header.Epoch != Hub.Epoch && header.Epoch + 1L != Hub.Epoch) return new NotPosted.UnknownEpoch(header.Epoch, Hub.Epoch);
        return CheckAhead(header);
    }

    public NotPosted? CheckAhead(BatchHeader header) => header.ObservedAt > At + Policy.AheadMs ? new NotPosted.Ahead(header.ObservedAt, At + Policy.AheadMs) : null;

    public NotPosted? CheckLife(long validUntil) => validUntil < At + Policy.MarginMs ? new NotPosted.Expired(validUntil, At, Policy.MarginMs) : null;

    public UInt128 Ceiling(PostingKind kind, bool urgent) => urgent ? Policy.Fees[kind].Urgent : Policy.Fees[kind].Normal;

    public NotPosted? CheckFee(UInt128 ceiling) => FeePerGas > ceiling ? new NotPosted.TooDear(FeePerGas, ceiling) : null;

    /// <summary>What the batch says can come to an end of its own: the time for which it is watched is over.</summary>
    public bool IsHeldLongEnough(BatchHeader header) => At >= header.ObservedAt + Policy.HoldMs;
}
