using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Evm;

namespace CrossChainOracle.Feeds.Api3;

/// <summary>A value as the proxy tells it.</summary>
/// <param name="Value">Times 10^18.</param>
/// <param name="Timestamp">Unix seconds; zero where nothing was ever written.</param>
public readonly record struct Api3Reading(Int128 Value, uint Timestamp);

/// <summary>Reads what an API3 proxy returns, from untrusted bytes; never throws for them.</summary>
public static class Api3Parser
{
    /// <summary>Reads the return data of <c>read()</c>: (int224, uint32).</summary>
    public static bool TryParseReading(ReadOnlySpan<byte> returnData, out Api3Reading reading, out ReadFailure? failure)
    {
        reading = default;
        failure = null;
        var reader = new AbiReader(returnData);
        if (!reader.TryOpen(2, out var top)
            || !reader.TryReadInt128(ref top, 224, out var value)
            || !reader.TryReadUInt64(ref top, 32, out var timestamp)
            || !reader.TryFinish())
        {
            failure = reader.Fault.ToFailure("read()");
            return false;
        }

        reading = new(value, (uint)timestamp);
        return true;
    }

    /// <summary>Reads the return data of <c>dapiName()</c> (bytes32: the name, then zeros) and holds it against the feed's name.</summary>
    public static bool TryCheckName(ReadOnlySpan<byte> returnData, FeedId feed, out ReadFailure? failure)
    {
        var reader = new AbiReader(returnData);
        if (!reader.TryOpen(1, out var top))
        {
            failure = reader.Fault.ToFailure("dapiName()");
            return false;
        }

        reader.ReadBytes32(ref top, out var word);
        if (!reader.TryFinish())
        {
            failure = reader.Fault.ToFailure("dapiName()");
            return false;
        }

        var name = System.Text.Encoding.ASCII.GetString(word.ToArray().AsSpan().TrimEnd((byte)0));
        failure = name.Equals(feed.ToString(), StringComparison.OrdinalIgnoreCase) ? null : new(RejectionCode.WrongFeed, $"dapiName() is '{PlainText.Clean(name, 32)}', not {feed}");
        return failure is null;
    }
}
