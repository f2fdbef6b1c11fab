using System.Collections.Concurrent;
using CrossChainOracle.Domain;
using CrossChainOracle.Ledger;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>How a call to something far away ends badly.</summary>
public enum Trouble
{
    /// <summary>It says so, and nothing was done.</summary>
    Failed,

    /// <summary>Nobody knows; it was not done.</summary>
    LostBefore,

    /// <summary>Nobody knows; it was done.</summary>
    LostAfter,

    /// <summary>The process dies before the call.</summary>
    DiesBefore,

    /// <summary>The process dies after it.</summary>
    DiesAfter,
}

/// <summary>Every trouble at the ledger (true) and at the stream (false).</summary>
public sealed class EveryTrouble : TheoryData<int, bool>
{
    public EveryTrouble()
    {
        foreach (var isLedger in (bool[])[true, false])
        {
            foreach (var trouble in Enum.GetValues<Trouble>()) Add((int)trouble, isLedger);
        }
    }
}

/// <summary>The process ended here; another is started.</summary>
internal sealed class ProcessEndedException : Exception;

/// <summary>The way to what is far away: counts the calls, and one of them goes wrong.</summary>
internal sealed class Wire
{
    private int _calls;

    public int Calls => _calls;

    /// <summary>Which call goes wrong, from 0; null: none.</summary>
    public int? At { get; init; }

    public Trouble Trouble { get; init; }

    public async ValueTask<T> SendAsync<T>(Func<ValueTask<T>> call, Func<string, T> failed, Func<string, T> unknown)
    {
        var now = Interlocked.Increment(ref _calls) - 1;
        if (now != At) return await call();
        switch (Trouble)
        {
            case Trouble.Failed: return failed("the other side is busy");
            case Trouble.LostBefore: return unknown("the connection was lost");
            case Trouble.DiesBefore: throw new ProcessEndedException();
        }

        await call();
        return Trouble == Trouble.LostAfter ? unknown("the connection was lost") : throw new ProcessEndedException();
    }
}

/// <summary>A ledger at the other end of a wire. What it holds is real.</summary>
internal sealed class RemoteLedger(ILedger ledger, Wire wire) : ILedger
{
    public ValueTask<LedgerHead?> HeadAsync(string shard, CancellationToken ct = default) => wire.SendAsync(() => ledger.HeadAsync(shard, ct), Unreadable<LedgerHead?>, Unreadable<LedgerHead?>);

    public ValueTask<LedgerEntry?> ReadAsync(string shard, ulong sequence, CancellationToken ct = default) =>
        wire.SendAsync(() => ledger.ReadAsync(shard, sequence, ct), Unreadable<LedgerEntry?>, Unreadable<LedgerEntry?>);

    public IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, CancellationToken ct = default) => ledger.ReadFromAsync(shard, sequence, ct);

    public ValueTask<ReserveOutcome> ReserveAsync(Reservation reservation, CancellationToken ct = default) =>
        wire.SendAsync(() => ledger.ReserveAsync(reservation, ct), static reason => new ReserveOutcome.Failed(reason), static reason => new ReserveOutcome.Unknown(reason));

    public ValueTask<AttachOutcome> AttachAsync(string shard, ulong sequence, Hash256 digest, ReadOnlyMemory<byte> signatures, CancellationToken ct = default) =>
        wire.SendAsync(() => ledger.AttachAsync(shard, sequence, digest, signatures, ct), static reason => new AttachOutcome.Failed(reason), static reason => new AttachOutcome.Unknown(reason));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static T Unreadable<T>(string reason) => throw new IOException(reason);
}

/// <summary>A stream at the other end of a wire.</summary>
internal sealed class RemoteStream(IEventPublisher stream, Wire wire) : IEventPublisher
{
    public int Partitions => stream.Partitions;

    public ValueTask<PublishOutcome> PublishAsync(int partition, IReadOnlyList<StreamEvent> events, CancellationToken ct = default) =>
        wire.SendAsync(() => stream.PublishAsync(partition, events, ct), static reason => new PublishOutcome.Failed(reason), static reason => new PublishOutcome.Unknown(reason));
}

/// <summary>A stream that is not there.</summary>
internal sealed class NoStream(int partitions) : IEventPublisher
{
    public int Partitions => partitions;

    public ValueTask<PublishOutcome> PublishAsync(int partition, IReadOnlyList<StreamEvent> events, CancellationToken ct = default) => new(new PublishOutcome.Failed("ServiceCommunicationProblem"));
}

/// <summary>Bodies by digest, in memory.</summary>
internal sealed class Bodies : IBodyStore
{
    private readonly ConcurrentDictionary<Hash256, ReadOnlyMemory<byte>> _bodies = new();

    public ValueTask<string?> PutAsync(HubClaim claim, CancellationToken ct)
    {
        _bodies[claim.Digest] = claim.Body;
        return new((string?)null);
    }

    public ValueTask<BodyOutcome> GetAsync(Hash256 digest, int length, CancellationToken ct) =>
        new(_bodies.TryGetValue(digest, out var body) ? new BodyOutcome.Found(body) : new BodyOutcome.Lost("no such body"));
}
