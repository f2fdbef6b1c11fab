using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Node.Hosting;

/// <summary>The attesters that live in this process, each with a key and a durable log of its own.</summary>
public sealed class AttesterHouse : IAsyncDisposable
{
    private readonly List<AttesterLog> _logs = [];

    private AttesterHouse(AttesterSet set) => Set = set;

    public AttesterSet Set { get; }

    public IReadOnlyList<ICosigner> Cosigners { get; private set; } = [];

    /// <summary>The set that these keys make.</summary>
    /// <exception cref="NodeFaultException">The configured numbers do not fit the keys.</exception>
    public static AttesterSet SetOf(AttesterConfig config, IReadOnlyList<ISigner> signers)
    {
        var members = signers.Select(signer => signer.Address).Order().ToList();
        return AttesterSet.Create(config.Epoch, config.Threshold, config.ValidFrom, config.ExpiresAt, members, out var problem)
            ?? throw new NodeFaultException($"attesters: {problem}");
    }

    /// <exception cref="NodeFaultException">A log is damaged, held by another process, or another attester's.</exception>
    public static async Task<AttesterHouse> OpenAsync(
        DataFolder folder, AttesterSet set, IReadOnlyList<ISigner> signers, AttesterSettings settings, TimeProvider time)
    {
        var house = new AttesterHouse(set);
        try
        {
            var cosigners = new List<ICosigner>();
            foreach (var signer in signers)
            {
                var log = Opening.Require(AttesterLog.Open(AttesterLog.In(folder.Attester(signer.Address)), signer.Address), $"log of attester {signer.Address}");
                house._logs.Add(log);
                cosigners.Add(new Attester(signer, log, settings, time));
            }

            house.Cosigners = cosigners;
            return house;
        }
        catch
        {
            await house.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Where an attester signed further than the ledger goes, the ledger has lost reserved batches and nothing may be signed.</summary>
    public void CheckAgainst(ShardId shard, ulong? ledgerHead)
    {
        foreach (var log in _logs)
        {
            if (log.Last(shard) is { } last && (ledgerHead is null || last.Sequence > ledgerHead))
            {
                throw new NodeFaultException($"shard {shard}: attester {log.Signer} has signed sequence {last.Sequence}, the ledger ends at {(ledgerHead is { } head ? head : "nothing")}: reserved batches are missing. Restore the ledger; do not delete the log.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _logs) await log.DisposeAsync().ConfigureAwait(false);
    }
}
