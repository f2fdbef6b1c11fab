using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting.Http;

/// <summary>What a host can show of its deployment: the handlers of <see cref="ReadHandlers"/> answer from this alone. Thread-safe.</summary>
public interface IAttestedView
{
    SigningDomain Domain { get; }

    /// <summary>The attester sets that the ledger proves, as new as they can be had now.</summary>
    ValueTask<AttesterHistory> HistoryAsync(CancellationToken cancellation);

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
