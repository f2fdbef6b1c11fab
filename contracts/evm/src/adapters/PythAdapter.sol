// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPyth} from "@pythnetwork/pyth-sdk-solidity/IPyth.sol";
import {PythErrors} from "@pythnetwork/pyth-sdk-solidity/PythErrors.sol";
import {PythStructs} from "@pythnetwork/pyth-sdk-solidity/PythStructs.sol";
import {IOracleHub, PriceView} from "../interfaces/IOracleHub.sol";
import {PriceUse} from "./PriceUse.sol";

/// @notice Feeds of a hub as Pyth price feeds, for readers that stay as they are.
/// @dev Prices are rounded down, `conf` up and by what the price lost: the band that is read contains the band that is stored. `publishTime` is when the
/// sources published, never block time. Where Pyth has an error for a case it is Pyth's own; the other cases have errors of ours. "Unsafe" means any
/// age to Pyth; here a price also needs to be within the validity that the attesters signed, and its breaker not open. No owner: the table of ids is
/// written by the constructor and by nothing else.
contract PythAdapter is IPyth {
    error Unsupported(bytes4 selector);
    error UnexpectedValue(uint256 value);
    error UnknownForm(uint256 index, uint256 form);
    error WrongExponent(bytes32 id, int32 exponent);
    error DuplicateId(bytes32 id);

    /// @param id Of the feed as its readers know it.
    /// @param layoutFeeds All feeds of the shard's batches in order of name, where the feed is posted two to a slot; empty where it has a slot of its own.
    /// @param exponent From -18 to 0: a price is `price` times 10^exponent.
    struct FeedConfig {
        bytes32 id;
        bytes16 shard;
        bytes16 feed;
        bytes16[] layoutFeeds;
        int32 exponent;
    }

    /// @dev `unit` is 0 where the id is unknown, and at most 10^18. `layoutKey` is 0 where the feed has a slot of its own.
    struct Place {
        bytes16 shard;
        bytes16 feed;
        bytes32 layoutKey;
        uint64 position;
        uint64 unit;
        int32 exponent;
    }

    /// @notice First byte of each update: how the posting after it is to be stored.
    uint8 public constant BATCH = 1;
    uint8 public constant PAIRED = 2;
    uint8 public constant STATEMENT = 3;

    IOracleHub public immutable hub;

    /// @notice Verdict bits that a price must have: open 1, borrow 2, withdraw 4, liquidate 8; 0 takes any.
    uint8 public immutable needed;

    mapping(bytes32 id => Place) private _places;

    constructor(IOracleHub hub_, uint8 needed_, FeedConfig[] memory feeds) {
        if (needed_ > 31) revert PriceUse.UnknownVerdict(needed_);
        (hub, needed) = (hub_, needed_);
        for (uint256 i; i < feeds.length; ++i) _add(feeds[i]);
    }

    // --- what is stored ---

    function getPriceUnsafe(bytes32 id) public view returns (PythStructs.Price memory) {
        Place memory place = _place(id);
        return _convert(place, _stored(place));
    }

    function getPriceNoOlderThan(bytes32 id, uint256 age) external view returns (PythStructs.Price memory price) {
        price = getPriceUnsafe(id);
        uint256 apart = block.timestamp > price.publishTime ? block.timestamp - price.publishTime : price.publishTime - block.timestamp;
        if (apart > age) revert PythErrors.StalePrice();
    }

    // --- postings ---

    /// @notice Nothing: whoever posts pays gas and nobody else.
    function getUpdateFee(bytes[] calldata) external pure returns (uint256) {
        return 0;
    }

    /// @notice Each update is one byte (`BATCH`, `PAIRED`, `STATEMENT`) and a posting. One that is no newer than what is stored is passed over, as Pyth promises.
    function updatePriceFeeds(bytes[] calldata updateData) public payable {
        if (msg.value != 0) revert UnexpectedValue(msg.value);
        for (uint256 i; i < updateData.length; ++i) _post(i, updateData[i]);
    }

    /// @notice Reverts with Pyth's `NoFreshUpdate` where everything stored is as new as the times given.
    function updatePriceFeedsIfNecessary(bytes[] calldata updateData, bytes32[] calldata priceIds, uint64[] calldata publishTimes) external payable {
        if (priceIds.length != publishTimes.length) revert PythErrors.InvalidArgument();
        for (uint256 i; i < priceIds.length; ++i) {
            if (_publishTime(_place(priceIds[i])) < publishTimes[i]) return updatePriceFeeds(updateData);
        }
        revert PythErrors.NoFreshUpdate();
    }

    /// @notice Prices out of postings that are verified here and not stored. `emaPrice` is all zero: none is signed.
    function parsePriceFeedUpdates(bytes[] calldata updateData, bytes32[] calldata priceIds, uint64 minPublishTime, uint64 maxPublishTime)
        external
        payable
        returns (PythStructs.PriceFeed[] memory priceFeeds)
    {
        if (msg.value != 0) revert UnexpectedValue(msg.value);
        priceFeeds = new PythStructs.PriceFeed[](priceIds.length);
        for (uint256 i; i < updateData.length; ++i) {
            (bytes16 shard, bytes16[] memory feeds, PriceView[] memory prices) = _open(i, updateData[i]);
            for (uint256 k; k < priceIds.length; ++k) {
                if (priceFeeds[k].id == 0) _take(priceFeeds[k], priceIds[k], shard, feeds, prices, minPublishTime, maxPublishTime);
            }
        }
        for (uint256 k; k < priceIds.length; ++k) {
            if (priceFeeds[k].id == 0) revert PythErrors.PriceFeedNotFoundWithinRange();
        }
    }

    // --- what nobody signs ---

    function getEmaPriceUnsafe(bytes32) external pure returns (PythStructs.Price memory) {
        revert Unsupported(this.getEmaPriceUnsafe.selector);
    }

    function getEmaPriceNoOlderThan(bytes32, uint256) external pure returns (PythStructs.Price memory) {
        revert Unsupported(this.getEmaPriceNoOlderThan.selector);
    }

    function getTwapUpdateFee(bytes[] calldata) external pure returns (uint256) {
        revert Unsupported(this.getTwapUpdateFee.selector);
    }

    function parseTwapPriceFeedUpdates(bytes[] calldata, bytes32[] calldata) external payable returns (PythStructs.TwapPriceFeed[] memory) {
        revert Unsupported(this.parseTwapPriceFeedUpdates.selector);
    }

    function parsePriceFeedUpdatesUnique(bytes[] calldata, bytes32[] calldata, uint64, uint64) external payable returns (PythStructs.PriceFeed[] memory) {
        revert Unsupported(this.parsePriceFeedUpdatesUnique.selector);
    }

    function parsePriceFeedUpdatesWithConfig(bytes[] calldata, bytes32[] calldata, uint64, uint64, bool, bool, bool)
        external
        payable
        returns (PythStructs.PriceFeed[] memory, uint64[] memory)
    {
        revert Unsupported(this.parsePriceFeedUpdatesWithConfig.selector);
    }

    // ---

    function _add(FeedConfig memory feed) private {
        if (feed.exponent > 0 || feed.exponent < -18) revert WrongExponent(feed.id, feed.exponent);
        if (feed.id == 0 || _places[feed.id].unit != 0) revert DuplicateId(feed.id);
        Place memory place = Place(feed.shard, feed.feed, 0, 0, uint64(10 ** uint32(18 + feed.exponent)), feed.exponent);
        if (feed.layoutFeeds.length > 0) {
            uint256 position;
            (place.layoutKey, position) = PriceUse.locate(feed.shard, feed.layoutFeeds, feed.feed);
            place.position = uint64(position);
        }
        _places[feed.id] = place;
    }

    function _place(bytes32 id) private view returns (Place memory place) {
        place = _places[id];
        if (place.unit == 0) revert PythErrors.PriceFeedNotFound();
    }

    function _stored(Place memory place) private view returns (PriceView memory) {
        return place.layoutKey == 0 ? hub.price(place.shard, place.feed) : hub.pairedPrice(place.layoutKey, place.position);
    }

    function _convert(Place memory place, PriceView memory price) private view returns (PythStructs.Price memory) {
        PriceUse.requireUsable(price, place.feed, needed);
        uint256 rounded = price.value / place.unit;
        uint256 width = uint256(price.confidence) + (price.value - rounded * place.unit);
        uint256 conf = (width + place.unit - 1) / place.unit;
        if (rounded == 0 || rounded > uint64(type(int64).max)) revert PriceUse.DoesNotFit(place.feed, price.value, place.exponent);
        if (conf > type(uint64).max) revert PriceUse.DoesNotFit(place.feed, price.confidence, place.exponent);
        return PythStructs.Price(int64(uint64(rounded)), uint64(conf), place.exponent, price.publishedAt / 1000);
    }

    /// @dev 0 where nothing is stored: whether it is usable is not what is asked.
    function _publishTime(Place memory place) private view returns (uint256) {
        if (place.layoutKey == 0) {
            try hub.price(place.shard, place.feed) returns (PriceView memory price) {
                return price.publishedAt / 1000;
            } catch {
                return 0;
            }
        }
        try hub.pairedPrice(place.layoutKey, place.position) returns (PriceView memory price) {
            return price.publishedAt / 1000;
        } catch {
            return 0;
        }
    }

    function _post(uint256 index, bytes calldata update) private {
        (uint256 form, bytes calldata posting) = _split(update);
        bytes memory call;
        if (form == BATCH) call = abi.encodeCall(IOracleHub.post, (posting));
        else if (form == PAIRED) call = abi.encodeCall(IOracleHub.postPaired, (posting));
        else if (form == STATEMENT) call = abi.encodeCall(IOracleHub.postPrice, (posting));
        else revert UnknownForm(index, form);
        (bool done, bytes memory reason) = address(hub).call(call);
        if (done || bytes4(reason) == IOracleHub.Replay.selector || bytes4(reason) == IOracleHub.OlderSequence.selector) return;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }

    function _open(uint256 index, bytes calldata update) private view returns (bytes16 shard, bytes16[] memory feeds, PriceView[] memory prices) {
        (uint256 form, bytes calldata posting) = _split(update);
        if (form == BATCH || form == PAIRED) return hub.verifyPrices(posting);
        if (form != STATEMENT) revert UnknownForm(index, form);
        (feeds, prices) = (new bytes16[](1), new PriceView[](1));
        (shard, feeds[0], prices[0]) = hub.verifyPrice(posting);
    }

    function _split(bytes calldata update) private pure returns (uint256 form, bytes calldata posting) {
        if (update.length == 0) return (0, update);
        return (uint8(update[0]), update[1:]);
    }

    function _take(
        PythStructs.PriceFeed memory into,
        bytes32 id,
        bytes16 shard,
        bytes16[] memory feeds,
        PriceView[] memory prices,
        uint64 minPublishTime,
        uint64 maxPublishTime
    ) private view {
        Place memory place = _place(id);
        if (place.shard != shard) return;
        for (uint256 i; i < feeds.length; ++i) {
            uint256 publishTime = prices[i].publishedAt / 1000;
            if (feeds[i] != place.feed || prices[i].value == 0 || publishTime < minPublishTime || publishTime > maxPublishTime) continue;
            (into.id, into.price) = (id, _convert(place, prices[i]));
            return;
        }
    }
}
