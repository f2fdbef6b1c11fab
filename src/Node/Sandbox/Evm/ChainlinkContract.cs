using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Chainlink;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>A Chainlink proxy: <c>AggregatorV3Interface</c> with phase-aware round ids.</summary>
internal sealed class ChainlinkContract(EvmAddress address, FeedId feed, int decimals, IReadOnlyList<SandboxValue> rounds) : SandboxContract(address, rounds)
{
    private const string NoData = "No data present";
    private const uint InterfaceVersion = 4;

    private static readonly uint Version = AbiSelector.Of("version()");

    protected override MulticallResult Call(uint selector, ReadOnlySpan<byte> arguments, int known)
    {
        if (selector == ChainlinkRequest.LatestRoundData) return known == 0 ? Revert(NoData) : Round(Values[known - 1]);
        if (selector == ChainlinkRequest.GetRoundData) return GetRound(arguments, known);
        if (selector == ChainlinkRequest.Decimals) return Return(new AbiWriter().UInt((UInt128)decimals));
        if (selector == ChainlinkRequest.Description) return Return(new AbiWriter().String(feed.ToString().Replace("/", " / ", StringComparison.Ordinal)));
        return selector == Version ? Return(new AbiWriter().UInt(InterfaceVersion)) : Revert(null);
    }

    private MulticallResult GetRound(ReadOnlySpan<byte> arguments, int known)
    {
        var reader = new AbiReader(arguments);
        if (!reader.TryOpen(1, out var top) || !reader.TryReadUInt128(ref top, 80, out var id)) return Revert(null);
        var (low, high) = (0, known);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Values[middle].Id < id) low = middle + 1;
            else high = middle;
        }

        return low < known && Values[low].Id == id ? Round(Values[low]) : Revert(NoData);
    }

    private static MulticallResult Round(SandboxValue value) =>
        Return(new AbiWriter().UInt(value.Id).Int(value.Answer).UInt((UInt128)value.Time).UInt((UInt128)value.Time).UInt(value.Id));
}
