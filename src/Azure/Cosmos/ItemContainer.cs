using Microsoft.Azure.Cosmos;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>Items of one container by partition and id, with an end to every question.</summary>
/// <param name="random">For the back-off; thread-safe, such as <see cref="Random.Shared"/>.</param>
internal sealed class ItemContainer(Container container, CosmosRetry retry, TimeProvider time, Random random)
{
    /// <summary>Creates the item unless its id is taken. Once begun it cannot be cancelled: it goes on until it is known whether the item is there, or the budget is spent.</summary>
    public async Task<CreateOutcome> CreateAsync(string partition, string id, ReadOnlyMemory<byte> item)
    {
        var patience = new Patience(retry, time, random);
        string? lost = null;
        while (true)
        {
            var answer = await AskAsync(true, limit => container.CreateItemStreamAsync(Stream(item), new(partition), null, limit), default).ConfigureAwait(false);
            if (answer is Answer.Done) return new CreateOutcome.Created();
            if (answer is Answer.Exists) return new CreateOutcome.Exists(lost is not null);
            if (answer is Answer.Lost unknown) lost = unknown.Reason;
            // What an earlier request did stays unknown, whatever a later one is told.
            if (!await AgainAsync(patience, answer, default).ConfigureAwait(false))
            {
                return lost is null ? new CreateOutcome.Failed(Said("create", id, answer)) : new CreateOutcome.Unknown($"create {id} in {container.Id}: {lost}");
            }
        }
    }

    /// <summary>Null when there is no such item.</summary>
    /// <param name="mustExist">A write was told that it exists: that it cannot be seen is only a replica that lags.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string partition, string id, bool mustExist, CancellationToken ct)
    {
        var patience = new Patience(retry, time, random);
        while (true)
        {
            var answer = await AskAsync(false, limit => container.ReadItemStreamAsync(id, new(partition), null, limit), ct).ConfigureAwait(false);
            if (answer is Answer.Done done) return done.Item;
            if (answer is Answer.Missing && !mustExist) return null;
            if (!await AgainAsync(patience, answer, ct).ConfigureAwait(false)) throw new IOException(Said("read", id, answer));
        }
    }

    /// <summary>Writes the item, whatever is there. Null when it was written, otherwise why that is not known.</summary>
    public async Task<string?> UpsertAsync(string partition, string id, ReadOnlyMemory<byte> item, CancellationToken ct)
    {
        var patience = new Patience(retry, time, random);
        while (true)
        {
            var answer = await AskAsync(true, limit => container.UpsertItemStreamAsync(Stream(item), new(partition), null, limit), ct).ConfigureAwait(false);
            if (answer is Answer.Done) return null;
            if (!await AgainAsync(patience, answer, ct).ConfigureAwait(false)) return Said("upsert", id, answer);
        }
    }

    private static async Task<bool> AgainAsync(Patience patience, Answer answer, CancellationToken ct) =>
        answer is not Answer.Refused && await patience.WaitAsync(answer is Answer.NotDone later ? later.After : TimeSpan.Zero, ct).ConfigureAwait(false);

    /// <exception cref="OperationCanceledException">The caller's token, not our limit.</exception>
    private async Task<Answer> AskAsync(bool isWrite, Func<CancellationToken, Task<ResponseMessage>> ask, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(retry.AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            using var response = await ask(either.Token).ConfigureAwait(false);
            var item = isWrite || response.Content is null ? default : await BytesAsync(response.Content, either.Token).ConfigureAwait(false);
            return Answer.Of(response.StatusCode, response.Headers, item, isWrite);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (Exception cause) when (cause is not (ObjectDisposedException or OutOfMemoryException))
        {
            // The SDK also throws what its parsers and HTTP throw; whatever it is, no answer was seen.
            return Answer.Of(cause, isWrite);
        }
    }

    private string Said(string verb, string id, Answer answer) => $"{verb} {id} in {container.Id}: " + answer switch
    {
        Answer.Refused refused => refused.Reason,
        Answer.NotDone later => later.Reason,
        Answer.Lost lost => lost.Reason,
        Answer.Missing => "said to exist, and cannot be read",
        _ => throw new InvalidOperationException($"That is an answer: {answer}"),
    };

    // The SDK disposes of it with the request.
    private static MemoryStream Stream(ReadOnlyMemory<byte> item) => new(item.ToArray(), writable: false);

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(Stream content, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, ct).ConfigureAwait(false);
        return bytes.ToArray();
    }
}

/// <summary>What came of creating an item.</summary>
internal abstract record CreateOutcome
{
    private CreateOutcome() { }

    public sealed record Created : CreateOutcome;

    /// <param name="MayBeOurs">An earlier request of the same call was lost, and may have created it.</param>
    public sealed record Exists(bool MayBeOurs) : CreateOutcome;

    public sealed record Failed(string Reason) : CreateOutcome;

    public sealed record Unknown(string Reason) : CreateOutcome;
}
