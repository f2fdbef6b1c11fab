using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Streams.Tests;

public sealed class FileEventStreamConformanceTests
{
    [Theory]
    [MemberData(nameof(StreamLaws.Names), MemberType = typeof(StreamLaws))]
    public Task TheEmbeddedStream_KeepsTheLaw(string law) => StreamLaws.HoldsAsync(law, new Subject());

    private sealed class Subject : IStreamUnderTest
    {
        private readonly FileEventStream _stream =
            FileEventStream.Open(FileEventStream.In("/stream") with { FileSystem = new MemoryFileSystem() }, Streams.Partitions, new ManualTime(Streams.Start)).OrThrow();

        public IEventPublisher Publisher => _stream;

        public async Task<IReadOnlyList<StoredEvent>> ReadAsync(int partition, StreamPosition from, int count, string run)
        {
            var seen = new List<StoredEvent>();
            await foreach (var stored in _stream.Read(partition, from).OrThrow())
            {
                if (stored.PartitionKey.StartsWith(run, StringComparison.Ordinal)) seen.Add(stored);
                if (seen.Count == count) break;
            }

            return seen;
        }

        public ValueTask DisposeAsync() => _stream.DisposeAsync();
    }
}
