using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;

namespace CrossChainOracle.Hosting.Http;

/// <summary>What a host can show of its deployment: the handlers of <see cref="ReadHandlers"/> answer from this alone. Thread-safe.</summary>
public interface IAttestedView
{
    SigningDomain Domain { get; }

    /// <summary>The set that signs now.</summary>
    AttesterSet Attesters { get; }

    /// <summary>The sets whose signatures are accepted now, the newest first, each with the time, Unix milliseconds, from which it is not accepted any more.</summary>
    IReadOnlyList<(AttesterSet Set, long AcceptedUntil)> AcceptedSets => [(Attesters, Attesters.ExpiresAt)];

    /// <summary>The set of an epoch that signed what can be shown here; null where it is not known.</summary>
    AttesterSet? FindSet(uint epoch) => epoch == Attesters.Epoch ? Attesters : null;

    /// <summary>The shards of feeds that are attested.</summary>
    IReadOnlyList<ShardPolicy> Shards { get; }

    /// <summary>The chains of accounts that are attested, in order; empty: prices only.</summary>
    IReadOnlyList<ChainId> Chains { get; }

    ILedgerReader Ledger { get; }

    TimeProvider Time { get; }

    /// <summary>What was published last of each feed, as new as it can be had now.</summary>
    ValueTask<FeedBoard> FeedsAsync(CancellationToken cancellation);

    /// <summary>What was published last of each account and chain, as new as it can be had now.</summary>
    ValueTask<AccountBoard> AccountsAsync(CancellationToken cancellation);
}
