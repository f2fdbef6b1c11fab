using System.Globalization;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Relay.Evm;

/// <summary>The answers to a <see cref="HubQuery"/>, in its order behind that for the epoch.</summary>
internal sealed class HubAnswers(HubQuery query, IReadOnlyList<MulticallResult> results)
{
    private readonly Dictionary<(ShardId, FeedId), StoredPrice> _prices = [];
    private readonly Dictionary<(ShardId, Hash256), ulong> _facts = [];
    private readonly Dictionary<(ShardId, Hash256), long> _ends = [];
    private readonly Dictionary<(ShardId, Hash256), ulong> _floors = [];
    private readonly Dictionary<ShardId, ulong> _snapshotFloors = [];
    private int _next;

    public bool TryRead(EvmBlock block, out HubState? state, out ReadFailure? failure)
    {
        state = null;
        failure = ReadEpoch(out var epoch) ?? First(query.Prices, ReadPrice) ?? First(query.Facts, ReadFact) ?? First(query.Floors, ReadFloor) ?? First(query.SnapshotFloors, ReadSnapshotFloor);
        if (failure is not null) return false;
        state = new(block.Place.Number, block.Place.Hash, block.Place.Timestamp, block.BaseFee, epoch, _prices, _facts, _floors) { FactEnds = _ends, SnapshotFloors = _snapshotFloors };
        return true;
    }

    private static ReadFailure? First<T>(IEnumerable<T> items, Func<T, ReadFailure?> read) => items.Select(read).FirstOrDefault(static failure => failure is not null);

    private ReadFailure? ReadEpoch(out uint epoch)
    {
        epoch = 0;
        var result = results[_next++];
        if (!result.Success) return Refused("currentEpoch", result);
        return HubReads.TryReadEpoch(result.ReturnData.Span, out epoch, out var fault) ? null : fault.ToFailure("currentEpoch");
    }

    private ReadFailure? ReadPrice(PricePlace place)
    {
        var result = results[_next++];
        if (!result.Success) return HubErrors.Decode(result.ReturnData.Span).Name is "NoPrice" or "NothingStored" ? null : Refused("price", result);
        if (!HubReads.TryReadPrice(result.ReturnData.Span, out var price, out var fault)) return fault.ToFailure("price");
        _prices.Add((place.Shard, place.Feed), price!);
        return null;
    }

    /// <summary>A fact that is not read any more is there all the same. What the error does not say counts as long ago.</summary>
    private ReadFailure? ReadFact((StatementKind Kind, ShardId Shard, Hash256 Subject) fact)
    {
        var result = results[_next++];
        var key = (fact.Shard, fact.Subject);
        if (result.Success)
        {
            if (!HubReads.TryReadFact(fact.Kind, result.ReturnData.Span, out var sequence, out var validUntil, out var fault)) return fault.ToFailure("fact");
            (_facts[key], _ends[key]) = (sequence, validUntil);
            return null;
        }

        var error = HubErrors.Decode(result.ReturnData.Span);
        if (error.Name == "NothingStored") return null;
        if (error.Name is not ("Expired" or "BelowFloor" or "Retracted")) return Refused("fact", result);
        _facts[key] = Operand(error, "sequence");
        _ends[key] = (long)Math.Min(Operand(error, "validUntil"), (ulong)UnixTime.MaxValue);
        return null;
    }

    private ReadFailure? ReadFloor((ShardId Shard, Hash256 Subject) place)
    {
        var result = results[_next++];
        if (!result.Success) return Refused("floorOf", result);
        if (!HubReads.TryReadFloor(result.ReturnData.Span, out var floor, out var fault)) return fault.ToFailure("floorOf");
        if (floor is { } found) _floors[place] = found;
        return null;
    }

    private ReadFailure? ReadSnapshotFloor(ShardId shard)
    {
        var result = results[_next++];
        if (!result.Success) return Refused("snapshotFloorOf", result);
        if (!HubReads.TryReadFloor(result.ReturnData.Span, out var floor, out var fault)) return fault.ToFailure("snapshotFloorOf");
        if (floor is { } found) _snapshotFloors[shard] = found;
        return null;
    }

    private static ulong Operand(HubError error, string name) => ulong.TryParse(error[name], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static ReadFailure Refused(string function, MulticallResult result) => new(RejectionCode.CallFailed, $"{function}: {HubErrors.Decode(result.ReturnData.Span)}");
}
