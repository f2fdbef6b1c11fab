using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Files;
using CrossChainOracle.Ledger;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Archive;

/// <summary>Verifies a data folder from the outside, changing nothing: seal, checksums, signatures, chain, recomputation, and that stream and ledger agree.</summary>
/// <param name="folder">A node's data folder.</param>
/// <param name="at">Unix milliseconds at which the last prices must still be fresh; null: integrity only.</param>
/// <param name="anchor">The deployment and attester set to believe; null: those that the folder itself names.</param>
public sealed class FolderVerification(DataFolder folder, long? at, DeploymentRecord? anchor)
{
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];
    private readonly Dictionary<Hash256, IShardRules> _rules = [];
    private readonly Dictionary<(string Shard, ulong Sequence), (Hash256 Digest, Hash256 Wire)> _reserved = [];

    public async Task<FolderReport> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await VerifyAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogDamagedException)
        {
            return new() { Problems = [.. _problems, $"{folder.Path}: {failure.Message}"], Notes = _notes };
        }
    }

    private async Task<FolderReport> VerifyAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(folder.Path)) return new() { Problems = [$"{folder.Path} does not exist"] };
        var seal = CheckSeal();
        if (DeploymentRecord.Read(folder.Deployment, out var problem) is not { } deployment) return new() { SealHolds = seal, Problems = [.. _problems, problem!] };
        if (anchor is not null && anchor.Deployment != deployment.Deployment) _problems.Add($"{DataFolder.DeploymentFile}: deployment {deployment.Deployment}, expected {anchor.Deployment}");
        var domain = new SigningDomain(deployment.Deployment);
        var shards = await VerifyLedgerAsync(domain, (anchor ?? deployment).Attesters, cancellation).ConfigureAwait(false);
        var events = shards is null ? 0 : VerifyStream();
        if (shards is not null) VerifyAttesters();
        return new()
        {
            Deployment = deployment.Deployment, SealHolds = seal, Shards = shards ?? [], StreamEvents = events, Problems = _problems, Notes = _notes,
        };
    }

    private bool? CheckSeal()
    {
        if (Seal.Check(folder.Path) is not { } differences)
        {
            _notes.Add("not sealed: the node still runs, or did not end cleanly");
            return null;
        }

        _problems.AddRange(differences);
        return differences.Count == 0;
    }

    /// <summary>Null when the ledger cannot be read: then nothing can be compared with it.</summary>
    private async Task<IReadOnlyList<ShardReport>?> VerifyLedgerAsync(SigningDomain domain, AttesterSet first, CancellationToken cancellation)
    {
        if (Open(FileLedger.OpenReadOnly(FileLedger.In(folder.Ledger)), "ledger") is not { } ledger) return null;
        using (ledger)
        {
            // Whose signatures count follows from the rotations; what is wrong with one is found again, and named, among the batches of its shard.
            var (history, _) = await AttesterHistory.ReadAsync(ledger, domain, first, cancellation).ConfigureAwait(false);
            var verifier = new EpochVerifiers(domain, history);
            var reports = new List<ShardReport>();
            foreach (var shard in ledger.Shards) reports.Add(await VerifyShardAsync(ledger, shard, domain, verifier, cancellation).ConfigureAwait(false));
            if (reports.Count == 0) _problems.Add("ledger: there is no batch in it");
            return reports;
        }
    }

    private async Task<ShardReport> VerifyShardAsync(
        LedgerArchive ledger, string shard, SigningDomain domain, EpochVerifiers verifier, CancellationToken cancellation)
    {
        var report = new ShardReport(shard, 0, 0, 0, 0, 0, 0, 0);
        var tracker = new AttestationTracker();
        ReadOnlyMemory<byte> state = default;
        StoredBatch? signed = null;
        await foreach (var entry in ledger.ReadFromAsync(shard, 0, cancellation).ConfigureAwait(false))
        {
            var name = $"shard {shard}, batch {entry.Reservation.Sequence}";
            if (StoredBatch.Open(entry, domain, out var batch) is { } refusal)
            {
                _problems.Add($"{name}: {refusal}");
                return report;
            }

            if (report.Pending > 0) _problems.Add($"{name}: the batch before it was never signed");
            _reserved[(shard, batch!.Header.Sequence)] = (batch.Digest, Keccak256.Hash(AttestationCodec.Encode(batch.ToAttestation())));
            if (batch.Signatures.Count == 0)
            {
                _notes.Add($"{name}: reserved, not signed yet");
                report = report with { Pending = report.Pending + 1 };
            }
            else
            {
                if (VerifyBatch(name, batch, verifier, tracker) is { } verified) report = Count(report, verified);
                signed = batch;
            }

            if (Recompute(name, batch, domain, ref state)) report = report with { Recomputed = report.Recomputed + 1 };
        }

        CheckFresh(shard, signed, verifier);
        return report;
    }

    private VerifiedBatch? VerifyBatch(string name, StoredBatch batch, EpochVerifiers verifier, AttestationTracker tracker)
    {
        if (verifier.Verify(batch.ToAttestation(), null, out var verified) is { } refusal)
        {
            _problems.Add($"{name}: {refusal}");
            return null;
        }

        if (tracker.Track(verified!) is TrackOutcome.Refused { Refusal: var broken }) _problems.Add($"{name}: {broken}");
        return verified;
    }

    /// <summary>Whether policy, state before and round give these very bytes. Afterwards <paramref name="state"/> is the state after the batch.</summary>
    private bool Recompute(string name, StoredBatch batch, SigningDomain domain, ref ReadOnlyMemory<byte> state)
    {
        var reservation = batch.Entry.Reservation;
        var before = state;
        state = reservation.State;
        if (RoundHeaderCodec.Peek(reservation.Round, out var round) is { } noRound) return Problem(name, noRound);
        var policyFile = Path.Combine(folder.Policies, round!.PolicyDigest + DataFolder.PolicySuffix);
        if (BoundedFile.Read(policyFile, DataFolder.MaximumPolicyBytes, out var unreadable) is not { } policyBytes) return Problem(name, new Refusal.Recomputation("policy", round.PolicyDigest.ToString(), unreadable!));
        if (Rules(round.PolicyDigest, policyBytes, out var rules) is { } noRules) return Problem(name, noRules);
        if (rules!.Compute(domain, before, reservation.Round, evidenceAt: null, out var computed) is { } refusal) return Problem(name, refusal);
        return computed!.EncodeUnsigned().AsSpan().SequenceEqual(reservation.Batch.Span)
            || Problem(name, new Refusal.Recomputation("batch", batch.Digest.ToString(), computed.Digest.ToString()));
    }

    /// <summary>The same policy stands behind thousands of batches: its bytes are read once.</summary>
    private Refusal? Rules(Hash256 digest, byte[] policy, out IShardRules? rules)
    {
        if (_rules.TryGetValue(digest, out rules)) return null;
        var refusal = ShardRules.Open(policy, out rules);
        if (refusal is null) _rules.Add(digest, rules!);
        return refusal;
    }

    private bool Problem(string name, Refusal refusal)
    {
        _problems.Add($"{name}: {refusal}");
        return false;
    }

    private void CheckFresh(string shard, StoredBatch? last, EpochVerifiers verifier)
    {
        // A rotation does not end.
        if (at is not { } now || last is null || last.Header.Algorithm == BatchHeader.RotationV1) return;
        var refusal = verifier.Verify(last.ToAttestation(), now, out var verified)
            ?? verified!.Prices.Select(price => price.CheckFresh(now)).FirstOrDefault(expired => expired is not null);
        if (refusal is not null) _problems.Add($"shard {shard}, batch {last.Header.Sequence}: {refusal}");
    }

    /// <summary>Every event must be a batch of the ledger, with the same bytes.</summary>
    private long VerifyStream()
    {
        var summary = Open(FileEventStream.Verify(FileEventStream.In(folder.Stream), VerifyEvent), "stream");
        return summary?.Events ?? 0;
    }

    private void VerifyEvent(StoredEvent stored)
    {
        var name = $"stream event {stored.Offset}";
        if (AttestationCodec.Decode(stored.Body, out Attestation? attestation) is { } refusal)
        {
            _problems.Add($"{name}: {refusal}");
            return;
        }

        var (shard, sequence) = (attestation!.Header.Shard.ToString(), attestation.Header.Sequence);
        if (!_reserved.TryGetValue((shard, sequence), out var reserved)) _problems.Add($"{name}: shard {shard}, batch {sequence} is not in the ledger");
        else if (!stored.Properties.TryGetValue(PublishedStream.DigestProperty, out var stated) || stated != reserved.Digest.ToString()) _problems.Add($"{name}: says digest {stated} of shard {shard}, batch {sequence}, the ledger says {reserved.Digest}");
        else if (Keccak256.Hash(stored.Body.Span) != reserved.Wire) _problems.Add($"{name}: shard {shard}, batch {sequence} has other bytes than in the ledger");
    }

    /// <summary>No attester is bound to another digest than the ledger's, or to a batch that the ledger does not have.</summary>
    private void VerifyAttesters()
    {
        foreach (var log in Directory.Exists(folder.Attesters) ? Directory.GetDirectories(folder.Attesters).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            var name = $"log of attester {Path.GetFileName(log)}";
            if (!EvmAddress.TryParse(Path.GetFileName(log), out var signer)) _problems.Add($"{name}: the folder's name is no address");
            else Open(AttesterLog.Verify(AttesterLog.In(log), signer, entry => VerifyEntry(name, entry)), name);
        }
    }

    private void VerifyEntry(string name, AttesterLogEntry entry)
    {
        var key = (entry.Shard.ToString(), entry.Sequence);
        if (!_reserved.TryGetValue(key, out var reserved)) _problems.Add($"{name}: signed shard {entry.Shard}, batch {entry.Sequence}, which is not in the ledger");
        else if (reserved.Digest != entry.Digest) _problems.Add($"{name}: is bound to {entry.Digest} for shard {entry.Shard}, batch {entry.Sequence}, the ledger says {reserved.Digest}");
    }

    private T? Open<T>(OpenOutcome<T> outcome, string what)
        where T : class
    {
        switch (outcome)
        {
            case OpenOutcome<T>.Opened opened:
                if (opened.TornTail is { } torn) _notes.Add($"{what}: torn tail of {torn.Bytes} bytes in {torn.File}; the next start cuts it");
                return opened.Value;
            case OpenOutcome<T>.Damaged damaged:
                _problems.Add($"{what}: {damaged.Damage}");
                return null;
            case OpenOutcome<T>.Mismatch mismatch:
                _problems.Add($"{what}: {mismatch.What} is {mismatch.Actual}, expected {mismatch.Expected}");
                return null;
            case OpenOutcome<T>.Failed failed:
                _problems.Add($"{what}: {failed.Reason}");
                return null;
            default:
                throw new InvalidOperationException($"Reading takes no lock: {outcome}");
        }
    }

    private static ShardReport Count(ShardReport report, VerifiedBatch batch) => report with
    {
        Batches = report.Batches + 1,
        Prices = report.Prices + (ulong)batch.Statements.OfType<PriceStatement>().Count(),
        Gaps = report.Gaps + (ulong)batch.Statements.OfType<GapStatement>().Count(),
        From = report.Batches == 0 ? batch.Header.ValidAfter : report.From,
        To = batch.Header.ObservedAt,
    };
}
