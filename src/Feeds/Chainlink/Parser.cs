using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Evm;

namespace CrossChainOracle.Feeds.Chainlink;

/// <summary>A round as the proxy tells it. Times are Unix seconds.</summary>
/// <param name="Id">The proxy's round id.</param>
/// <param name="Answer">The value times 10^decimals.</param>
/// <param name="StartedAt">For a sequencer uptime feed the time of the last change of status.</param>
/// <param name="UpdatedAt">Zero while the round has no answer.</param>
/// <param name="AnsweredIn">The round that the answer comes from.</param>
public readonly record struct ChainlinkRound(PhaseRound Id, Int128 Answer, ulong StartedAt, ulong UpdatedAt, PhaseRound AnsweredIn)
{
    /// <summary>There is no answer yet, or it was carried over from an earlier round.</summary>
    public bool IsIncomplete => UpdatedAt == 0 || AnsweredIn.ToId() < Id.ToId();
}

/// <summary>Reads what the functions of <c>AggregatorV3Interface</c> return, from untrusted bytes; never throws for them.</summary>
public static class ChainlinkParser
{
    private const string Calculated = "Calculated";

    /// <summary>Reads the return data of <c>latestRoundData()</c> or <c>getRoundData(uint80)</c>: (uint80, int256, uint256, uint256, uint80).</summary>
    public static bool TryParseRound(ReadOnlySpan<byte> returnData, out ChainlinkRound round, out ReadFailure? failure)
    {
        round = default;
        failure = null;
        var reader = new AbiReader(returnData);
        if (!reader.TryOpen(5, out var top)
            || !reader.TryReadUInt128(ref top, 80, out var id)
            || !reader.TryReadInt128(ref top, 256, out var answer)
            || !reader.TryReadUInt64(ref top, 256, out var startedAt)
            || !reader.TryReadUInt64(ref top, 256, out var updatedAt)
            || !reader.TryReadUInt128(ref top, 80, out var answeredIn)
            || !reader.TryFinish())
        {
            failure = reader.Fault.ToFailure("round data");
            return false;
        }

        if (updatedAt > ChainlinkLimits.MaximumTime) failure = new(RejectionCode.OutOfRange, $"round data: updatedAt {updatedAt} s is later than {ChainlinkLimits.MaximumTime} s");
        round = new(PhaseRound.FromId(id), answer, startedAt, updatedAt, PhaseRound.FromId(answeredIn));
        return failure is null;
    }

    /// <summary>Reads the return data of <c>decimals()</c>: uint8.</summary>
    public static bool TryParseDecimals(ReadOnlySpan<byte> returnData, out int decimals, out ReadFailure? failure)
    {
        var reader = new AbiReader(returnData);
        ulong value = 0;
        var read = reader.TryOpen(1, out var top) && reader.TryReadUInt64(ref top, 8, out value) && reader.TryFinish();
        decimals = (int)value;
        failure = read ? null : reader.Fault.ToFailure("decimals()");
        return read;
    }

    /// <summary>Reads the return data of <c>description()</c> and holds it against the feed's name.</summary>
    public static bool TryCheckDescription(ReadOnlySpan<byte> returnData, FeedId feed, out ReadFailure? failure)
    {
        var reader = new AbiReader(returnData);
        var text = string.Empty;
        if (!reader.TryOpen(1, out var top) || !reader.TryReadString(ref top, ChainlinkLimits.MaximumDescriptionBytes, out text) || !reader.TryFinish())
        {
            failure = reader.Fault.ToFailure("description()");
            return false;
        }

        failure = Names(text, feed) ? null : new(RejectionCode.WrongFeed, $"description() is '{PlainText.Clean(text, 64)}', not {feed}");
        return failure is null;
    }

    // "ETH / USD", "ETH/USD", "wstETH / USD Calculated" and "Calculated XSUSHI / ETH" are all in use.
    private static bool Names(string description, FeedId feed)
    {
        var pair = string.Concat(description.Split(' '));
        if (pair.StartsWith(Calculated, StringComparison.OrdinalIgnoreCase)) pair = pair[Calculated.Length..];
        if (pair.EndsWith(Calculated, StringComparison.OrdinalIgnoreCase)) pair = pair[..^Calculated.Length];
        return pair.Equals(feed.ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
