using System.Text;
using CrossChainOracle.Domain;
using CrossChainOracle.Ledger;
using CrossChainOracle.Streams;

namespace CrossChainOracle.CrashWriter;

/// <summary>One shard's loop in the order that co-signing needs: reserve, attach, publish; after a crash it goes on with what is reserved.</summary>
public sealed class ShardWriter(ILedger ledger, IEventStream stream, Action<string> say, int partition, Random random)
{
    public const int Shards = 3;

    private readonly string _shard = $"shard-{partition}";

    /// <summary>What stands for signatures over a digest: a digest that is signed twice gets the same.</summary>
    public static byte[] SignaturesOver(Hash256 digest) => [.. digest.ToArray(), 0x5e];

    public async Task RunAsync()
    {
        if (await ledger.HeadAsync(_shard) is { } head)
        {
            await TryAnotherDigestAsync(head);
            await FinishAsync(head.Sequence, head.Digest);
        }

        while (true) await ReserveNextAsync();
    }

    private async Task ReserveNextAsync()
    {
        var head = await ledger.HeadAsync(_shard);
        var sequence = head is null ? 0 : head.Sequence + 1;
        var reservation = new Reservation(_shard, sequence, head?.Digest ?? default, RandomDigest(), RandomBytes(900), RandomBytes(900), RandomBytes(100));
        var outcome = await ledger.ReserveAsync(reservation);
        if (outcome is not ReserveOutcome.Reserved) say($"! {reservation.Shard} {sequence}: {outcome}");
        say($"R {_shard} {sequence} {reservation.Digest}");
        await FinishAsync(sequence, reservation.Digest);
    }

    private async Task FinishAsync(ulong sequence, Hash256 digest)
    {
        var attached = await ledger.AttachAsync(_shard, sequence, digest, SignaturesOver(digest));
        if (attached is not (AttachOutcome.Attached or AttachOutcome.AlreadyAttached)) say($"! attach {_shard} {sequence}: {attached}");
        say($"A {_shard} {sequence} {digest}");
        var body = System.Text.Encoding.UTF8.GetBytes($"{_shard} {sequence} {digest}");
        var published = await stream.PublishAsync(partition, [new(_shard, "text/plain", body, StreamEvent.NoProperties)]);
        if (published is PublishOutcome.Published { Offsets: [var offset] }) say($"P {partition} {offset} {_shard} {sequence} {digest}");
        else say($"! publish {_shard} {sequence}: {published}");
    }

    private async Task TryAnotherDigestAsync(LedgerHead head)
    {
        var other = new Reservation(_shard, head.Sequence, default, RandomDigest(), RandomBytes(10), default, default);
        var outcome = await ledger.ReserveAsync(other);
        if (outcome != new ReserveOutcome.SequenceTaken(head.Digest)) say($"! second digest for {_shard} {head.Sequence}: {outcome}");
    }

    private Hash256 RandomDigest() => Hash256.From(RandomExactly(Hash256.Size));

    private byte[] RandomBytes(int limit) => RandomExactly(random.Next(limit));

    private byte[] RandomExactly(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
