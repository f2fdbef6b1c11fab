using System.Buffers;

namespace CrossChainOracle.Azure.Rest;

/// <summary>Bodies of answers that may not be longer than they have reason to be, announced or not.</summary>
public static class BoundedBody
{
    /// <summary>All of it; null: it is longer than <paramref name="maximumBytes"/>.</summary>
    /// <exception cref="IOException">The answer broke off.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int maximumBytes, CancellationToken ct)
    {
        using var stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var bytes = new ArrayBufferWriter<byte>();
        while (await stream.ReadAsync(bytes.GetMemory(), ct).ConfigureAwait(false) is > 0 and var read)
        {
            bytes.Advance(read);
            if (bytes.WrittenCount > maximumBytes) return null;
        }

        return bytes.WrittenMemory;
    }
}
