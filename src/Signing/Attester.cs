using System.Security.Cryptography;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Signing;

/// <summary>One attester: believes nothing it is told, recomputes the batch, binds itself to the digest in its log, then signs. Thread-safe.</summary>
public sealed class Attester : ICosigner
{
    private readonly ISigner _signer;
    private readonly IAttesterLog _log;
    private readonly AttesterSettings _settings;
    private readonly TimeProvider _time;
    private readonly Dictionary<Hash256, IShardRules> _rules;
    private readonly AttesterEpochs _epochs;

    /// <param name="signer">Its key.</param>
    /// <param name="log">Its own log; the caller disposes of it.</param>
    /// <param name="settings">What it accepts.</param>
    /// <param name="time">Its clock.</param>
    /// <exception cref="ArgumentException">The log is another signer's, a policy is there twice, or an epoch has two sets.</exception>
    public Attester(ISigner signer, IAttesterLog log, AttesterSettings settings, TimeProvider time)
    {
        if (log.Signer != signer.Address) throw new ArgumentException($"The log of {log.Signer} is not that of {signer.Address}.", nameof(log));
        (_signer, _log, _settings, _time) = (signer, log, settings, time);
        _rules = settings.Rules.ToDictionary(rules => rules.PolicyDigest);
        _epochs = new AttesterEpochs(settings.Sets);
    }

    public EvmAddress Address => _signer.Address;

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">Cancelled before the digest took its turn in the log: nothing was recorded or signed.</exception>
    public async ValueTask<CosignOutcome> CosignAsync(CosignRequest request, CancellationToken ct = default)
    {
        if (CosignProposal.Decode(request, _settings.Domain, out var proposal) is { } malformed) return new CosignOutcome.Refused(malformed);
        try
        {
            return await CosignAsync(proposal!, ct).ConfigureAwait(false);
        }
        catch (IOException unreadable)
        {
            return new CosignOutcome.Failed($"the log of {Address} could not be read: {unreadable.Message}");
        }
    }

    private async ValueTask<CosignOutcome> CosignAsync(CosignProposal proposal, CancellationToken ct)
    {
        var (header, digest) = (proposal.Batch.Header, proposal.Digest);
        // What is in the log passed every check below when it was recorded.
        var known = await _log.FindAsync(header.Shard, header.Sequence, ct).ConfigureAwait(false);
        if (known?.Digest != digest && await CheckAsync(proposal, ct).ConfigureAwait(false) is { } refusal) return new CosignOutcome.Refused(refusal);
        var recorded = await _log.RecordAsync(header.Shard, header.Sequence, digest, header.StateDigest, ct).ConfigureAwait(false);
        return recorded switch
        {
            RecordOutcome.Recorded or RecordOutcome.AlreadySame => await SignAsync(digest, ct).ConfigureAwait(false),
            RecordOutcome.SecondDigest second => new CosignOutcome.Refused(new Refusal.Equivocation(header.Shard.ToString(), header.Sequence, second.Existing, digest)),
            RecordOutcome.BelowHead below => new CosignOutcome.Refused(new Refusal.OutOfOrder(header.Shard.ToString(), below.Sequence, below.Head)),
            RecordOutcome.Failed failed => new CosignOutcome.Failed(failed.Reason),
            RecordOutcome.Unknown unknown => new CosignOutcome.Unknown(unknown.Reason),
            _ => throw new InvalidOperationException($"No such case: {recorded}"),
        };
    }

    private async ValueTask<Refusal?> CheckAsync(CosignProposal proposal, CancellationToken ct)
    {
        var round = proposal.Round;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!_rules.TryGetValue(round.PolicyDigest, out var rules)) return new Refusal.OutOfRange("round: policy digest", $"{round.PolicyDigest}", "is of no accepted policy");
        ComputedBatch? computed = null;
        return CheckEpoch(round)
            ?? await CheckPreviousAsync(round, proposal.Previous, ct).ConfigureAwait(false)
            ?? CheckClock(round.ObservedAt, now)
            ?? rules.Compute(_settings.Domain, proposal.Previous?.State ?? default, proposal.RoundBytes, now, out computed)
            ?? CheckBatch(proposal.Batch, computed!);
    }

    private Refusal? CheckEpoch(RoundHeader round)
    {
        if (_epochs.Find(round.Epoch, round.ObservedAt, out var set) is { } refusal) return refusal;
        return set!.Members.Contains(Address) ? null : new Refusal.OutOfRange("round: epoch", $"{round.Epoch}", $"{Address} is no member of its set");
    }

    /// <summary>That the round continues a batch which this attester signed or a threshold did, from the state that batch committed to.</summary>
    private async ValueTask<Refusal?> CheckPreviousAsync(RoundHeader round, PreviousBatch? previous, CancellationToken ct)
    {
        var digest = previous?.Digest ?? Hash256.Zero;
        if (round.PreviousDigest != digest) return new Refusal.BrokenChain(round.Shard.ToString(), round.Sequence, digest, round.PreviousDigest);
        if (previous is null) return null;
        var header = previous.Header;
        if (previous.StateDigest != header.StateDigest) return new Refusal.Recomputation("state before the round", $"{header.StateDigest}", $"{previous.StateDigest}");
        if ((await _log.FindAsync(header.Shard, header.Sequence, ct).ConfigureAwait(false))?.Digest == digest) return null;
        return _epochs.FindPrevious(round.Epoch, header, out var set) ?? SignatureQuorum.Check(digest, set!, previous.Signatures);
    }

    private Refusal? CheckClock(long observedAt, long now)
    {
        if (observedAt - now > _settings.MaximumAheadMs) return new Refusal.Ahead(observedAt, now, _settings.MaximumAheadMs);
        return now - observedAt > _settings.MaximumBehindMs ? new Refusal.Expired("round", observedAt + _settings.MaximumBehindMs, now) : null;
    }

    /// <summary>That the batch is byte for byte what the round comes to; where it is not, which part.</summary>
    private static Refusal? CheckBatch(Attestation batch, ComputedBatch computed)
    {
        if (batch.Leaves.Count != computed.Leaves.Count) return new Refusal.LeafCountMismatch((uint)batch.Leaves.Count, computed.Leaves.Count);
        for (var i = 0; i < batch.Leaves.Count; i++)
        {
            var (stated, own) = (batch.Leaves[i], computed.Leaves[i]);
            if (!stated.Bytes.Span.SequenceEqual(own.Bytes.Span)) return new Refusal.Recomputation($"statement {i}", Hex.Encode(stated.Bytes.Span), Hex.Encode(own.Bytes.Span));
            if (!stated.Context.Span.SequenceEqual(own.Context.Span)) return new Refusal.Recomputation($"context {i}", Hex.Encode(stated.Context.Span), Hex.Encode(own.Context.Span));
        }

        return batch.Header == computed.Header ? null : new Refusal.Recomputation("batch header", $"{batch.Header}", $"{computed.Header}");
    }

    private async ValueTask<CosignOutcome> SignAsync(Hash256 digest, CancellationToken ct)
    {
        try
        {
            return new CosignOutcome.Signed(await _signer.SignAsync(digest, ct).ConfigureAwait(false));
        }
        catch (CryptographicException e)
        {
            return new CosignOutcome.Failed($"{Address} recorded {digest} and could not sign it: {e.GetType().Name}");
        }
    }
}
