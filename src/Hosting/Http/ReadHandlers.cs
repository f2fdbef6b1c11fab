using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline;
using Microsoft.AspNetCore.Http;

namespace CrossChainOracle.Hosting.Http;

/// <summary>What every host answers to a reader, wherever it maps it to. docs/http.md shows each answer.</summary>
public static class ReadHandlers
{
    public static async Task<IResult> FeedsAsync(IAttestedView view, CancellationToken cancellation) =>
        JsonAnswer.Ok(Documents.Feeds(view, await view.FeedsAsync(cancellation).ConfigureAwait(false)));

    /// <param name="name">A feed as it is written in a path: ETH-USD.</param>
    public static async Task<IResult> LatestAsync(IAttestedView view, string name, CancellationToken cancellation)
    {
        var feed = view.Shards.SelectMany(shard => shard.Feeds).Select(policy => policy.Feed).FirstOrDefault(known => PathName(known) == name);
        if (feed.IsEmpty) return JsonAnswer.Refuse(StatusCodes.Status404NotFound, $"feed '{Shown(name)}' is not attested here; /v1/feeds lists those that are, ETH/USD is written ETH-USD");
        if ((await view.FeedsAsync(cancellation).ConfigureAwait(false)).Find(feed) is not { } entry) return JsonAnswer.Refuse(StatusCodes.Status503ServiceUnavailable, $"feed {feed} has not been attested since the node started");
        var epoch = entry.Attestation.Header.Epoch;
        return (await view.HistoryAsync(cancellation).ConfigureAwait(false)).Find(epoch) is { } signers
            ? JsonAnswer.Ok(PriceDocument.Write(view.Domain, entry.ToStatementAttestation(), signers))
            : JsonAnswer.Refuse(StatusCodes.Status503ServiceUnavailable, $"feed {feed} was last signed by epoch {epoch}, which is not known here");
    }

    public static async Task<IResult> BatchAsync(IAttestedView view, string shardName, string sequenceText, CancellationToken cancellation)
    {
        var (batch, refusal) = await OpenAsync(view, shardName, sequenceText, cancellation).ConfigureAwait(false);
        return refusal ?? JsonAnswer.Ok(Documents.Batch(batch!));
    }

    /// <summary>One statement of a batch with its Merkle proof and the signatures: what a contract takes, also of a batch that is not the last.</summary>
    /// <param name="indexText">The statement's place in the batch, from 0.</param>
    public static async Task<IResult> ProofAsync(IAttestedView view, string shardName, string sequenceText, string indexText, CancellationToken cancellation)
    {
        if (!int.TryParse(indexText, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return JsonAnswer.Refuse(StatusCodes.Status400BadRequest, $"'{Shown(indexText)}' is not the place of a statement");
        }

        var (batch, refusal) = await OpenAsync(view, shardName, sequenceText, cancellation).ConfigureAwait(false);
        if (refusal is not null) return refusal;
        if (index >= batch!.Leaves.Count)
        {
            return JsonAnswer.Refuse(StatusCodes.Status404NotFound, $"batch {batch.Header.Sequence} of shard {batch.Header.Shard} has {batch.Leaves.Count} statements, the first is 0");
        }

        return batch.Signatures.Count > 0
            ? JsonAnswer.Ok(Documents.Proof(batch, index))
            : JsonAnswer.Refuse(StatusCodes.Status503ServiceUnavailable, $"batch {batch.Header.Sequence} of shard {batch.Header.Shard} is not signed yet");
    }

    private static async Task<(StoredBatch? Batch, IResult? Refusal)> OpenAsync(IAttestedView view, string shardName, string sequenceText, CancellationToken cancellation)
    {
        if (!ShardId.TryParse(shardName, out var shard)) return (null, JsonAnswer.Refuse(StatusCodes.Status400BadRequest, $"'{Shown(shardName)}' is not a shard's name"));
        if (!ulong.TryParse(sequenceText, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return (null, JsonAnswer.Refuse(StatusCodes.Status400BadRequest, $"'{Shown(sequenceText)}' is not a sequence number"));
        }

        if (await view.Ledger.ReadAsync(shard.ToString(), sequence, cancellation).ConfigureAwait(false) is not { } entry)
        {
            return (null, JsonAnswer.Refuse(StatusCodes.Status404NotFound, $"shard {shard} has no batch {sequence}"));
        }

        return StoredBatch.Open(entry, view.Domain, out var batch) is { } refusal
            ? throw new InvalidDataException($"Shard {shard}, sequence {sequence}: {refusal}")
            : (batch, null);
    }

    public static async Task<IResult> AccountsAsync(IAttestedView view, CancellationToken cancellation) =>
        JsonAnswer.Ok(AccountDocument.Overview(await view.AccountsAsync(cancellation).ConfigureAwait(false), Now(view)));

    public static async Task<IResult> AccountAsync(IAttestedView view, string name, CancellationToken cancellation)
    {
        var board = await view.AccountsAsync(cancellation).ConfigureAwait(false);
        return AccountId.TryParse(name, out var account) && board.Find(account) is { } entry
            ? JsonAnswer.Ok(AccountDocument.One(board, entry))
            : JsonAnswer.Refuse(StatusCodes.Status404NotFound, $"account '{Shown(name)}' has not been attested since the node started; /v1/accounts lists those that have");
    }

    /// <summary>As docs/spec/attesters-document.schema.json says.</summary>
    public static async Task<IResult> AttestersAsync(IAttestedView view, CancellationToken cancellation)
    {
        var accepted = (await view.HistoryAsync(cancellation).ConfigureAwait(false)).Accepted;
        (AttesterSet Set, long AcceptedUntil) current = (accepted.Current, accepted.Current.ExpiresAt);
        return JsonAnswer.Ok(AttestersDocument.Write(view.Domain, accepted.Previous is { } previous && Now(view) < previous.AcceptedUntil ? [current, previous] : [current]));
    }

    public static async Task<IResult> HealthAsync(IAttestedView view, CancellationToken cancellation)
    {
        var report = HealthReport.Of(view, await view.FeedsAsync(cancellation).ConfigureAwait(false), await view.AccountsAsync(cancellation).ConfigureAwait(false), Now(view));
        return JsonAnswer.Of(report.Encode(), report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>A feed's name in a path: a slash would be a separator.</summary>
    public static string PathName(FeedId feed) => feed.ToString().Replace('/', '-');

    private static long Now(IAttestedView view) => view.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What came in a path, shortened and printable.</summary>
    private static string Shown(string text) => new([.. text.Take(40).Select(character => char.IsControl(character) ? '?' : character)]);
}
