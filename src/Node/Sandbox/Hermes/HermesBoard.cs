using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Hermes;

/// <summary>The newest slot, and who waits for the next. Safe for concurrent use.</summary>
internal sealed class HermesBoard(IReadOnlySet<Hash256> known)
{
    /// <summary>Streams at a time.</summary>
    public const int MostStreams = 64;

    // A reader that lags by more loses the oldest, as with Hermes.
    private const int Waiting = 64;

    private readonly Lock _gate = new();
    private readonly List<Channel<HermesSlot?>> _streams = [];
    private HermesSlot? _latest;

    public IReadOnlySet<Hash256> Known => known;

    public HermesSlot? Latest
    {
        get
        {
            lock (_gate) return _latest;
        }
    }

    public void Publish(HermesSlot slot)
    {
        lock (_gate)
        {
            _latest = slot;
            foreach (var stream in _streams) stream.Writer.TryWrite(slot);
        }
    }

    /// <summary>The slots from now on; a null element asks for a sign of life. False when there are too many streams already.</summary>
    public bool TryOpen([NotNullWhen(true)] out Channel<HermesSlot?>? stream)
    {
        lock (_gate)
        {
            stream = _streams.Count < MostStreams
                ? Channel.CreateBounded<HermesSlot?>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true })
                : null;
            if (stream is not null) _streams.Add(stream);
            return stream is not null;
        }
    }

    public void Close(Channel<HermesSlot?> stream)
    {
        lock (_gate) _streams.Remove(stream);
    }
}
