using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>Reads the stream of one shard across any number of the node's lives and holds it to its promise: each batch at least once, in order.</summary>
internal sealed class Subscriber
{
    private readonly Lock _gate = new();
    private readonly List<Hash256> _seen = [];

    /// <summary>Digest by sequence.</summary>
    public IReadOnlyList<Hash256> Seen
    {
        get { lock (_gate) return [.. _seen]; }
    }

    /// <summary>The last event it has dealt with; null before the first.</summary>
    public string? Cursor { get; private set; }

    public Subscriber Fork()
    {
        lock (_gate)
        {
            var fork = new Subscriber { Cursor = Cursor };
            fork._seen.AddRange(_seen);
            return fork;
        }
    }

    /// <summary>From its own cursor to what is there, or for as long as the stream is open.</summary>
    public async Task ReadAsync(IEventStream stream, bool follow)
    {
        var from = Cursor is null ? StreamPosition.Earliest : StreamPosition.After(Cursor);
        await foreach (var stored in stream.Read(0, from, follow).OrThrow()) Take(stored);
    }

    /// <summary>From the group's checkpoint to what is there, with a checkpoint after every event.</summary>
    public async Task ReadAsync(IEventStream stream, string group)
    {
        var checkpoint = stream.Checkpoint(group, 0);
        var from = checkpoint is null ? StreamPosition.Earliest : StreamPosition.After(checkpoint);
        await foreach (var stored in stream.Read(0, from, follow: false).OrThrow())
        {
            Take(stored);
            await stream.CheckpointAsync(group, 0, stored.Offset);
        }
    }

    private void Take(StoredEvent stored)
    {
        var sequence = ulong.Parse(stored.Properties[PublishedStream.SequenceProperty], CultureInfo.InvariantCulture);
        var digest = Hash256.Parse(stored.Properties[PublishedStream.DigestProperty]);
        lock (_gate)
        {
            Assert.True(sequence <= (ulong)_seen.Count, $"batch {sequence} came when {_seen.Count} was next");
            if (sequence == (ulong)_seen.Count) _seen.Add(digest);
            else Assert.Equal(_seen[(int)sequence], digest);
            Cursor = stored.Offset;
        }
    }
}
