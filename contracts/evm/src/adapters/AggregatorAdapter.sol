// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AggregatorInterface, AggregatorV3Interface} from "../interfaces/AggregatorV3Interface.sol";
import {IOracleHub, PriceView} from "../interfaces/IOracleHub.sol";
import {PriceUse} from "./PriceUse.sol";

/// @notice One feed of a hub as a Chainlink feed, for readers that stay as they are.
/// @dev A round is a batch: `roundId` is its sequence. `updatedAt` is when the sources published, never block time; it may lie a few seconds ahead of a
/// block clock that lags. There is no history: every round but the stored one reverts, and so do a value that is expired, whose breaker is open, or that
/// rounds to zero. No owner; what it reads and what it insists on is fixed when it is deployed.
abstract contract AggregatorAdapter is AggregatorV3Interface, AggregatorInterface {
    error NoSuchRound(uint80 roundId, uint80 stored);
    error WrongDecimals(uint8 given);

    uint256 public constant override version = 1;

    IOracleHub public immutable hub;
    bytes16 public immutable feed;
    uint8 public immutable override decimals;

    /// @notice Verdict bits that a price must have: open 1, borrow 2, withdraw 4, liquidate 8; 0 takes any.
    uint8 public immutable needed;

    uint256 private immutable _unit;

    constructor(IOracleHub hub_, bytes16 feed_, uint8 decimals_, uint8 needed_) {
        if (decimals_ != 8 && decimals_ != 18) revert WrongDecimals(decimals_);
        if (needed_ > 31) revert PriceUse.UnknownVerdict(needed_);
        (hub, feed, decimals, needed) = (hub_, feed_, decimals_, needed_);
        _unit = 10 ** (18 - decimals_);
    }

    /// @return text The feed's name, such as `ETH/USD`.
    function description() external view returns (string memory text) {
        uint256 length;
        while (length < 16 && feed[length] != 0) ++length;
        text = new string(length);
        for (uint256 i; i < length; ++i) bytes(text)[i] = feed[i];
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return _round(_usable());
    }

    function getRoundData(uint80 roundId) external view returns (uint80, int256, uint256, uint256, uint80) {
        PriceView memory price = _usable();
        if (roundId != price.sequence) revert NoSuchRound(roundId, price.sequence);
        return _round(price);
    }

    function latestAnswer() external view returns (int256) {
        return _answer(_usable());
    }

    function latestTimestamp() external view returns (uint256) {
        return _usable().publishedAt / 1000;
    }

    function latestRound() external view returns (uint256) {
        return _usable().sequence;
    }

    function _stored() internal view virtual returns (PriceView memory);

    function _usable() private view returns (PriceView memory price) {
        price = _stored();
        PriceUse.requireUsable(price, feed, needed);
    }

    function _round(PriceView memory price) private view returns (uint80, int256, uint256, uint256, uint80) {
        return (price.sequence, _answer(price), price.observedAt / 1000, price.publishedAt / 1000, price.sequence);
    }

    /// @dev Rounded down. A u128 always fits; zero would read as "worth nothing" where it means "too small to say".
    function _answer(PriceView memory price) private view returns (int256) {
        uint256 answer = price.value / _unit;
        if (answer == 0) revert PriceUse.DoesNotFit(feed, price.value, -int256(uint256(decimals)));
        return int256(answer);
    }
}

/// @notice Over a feed that is posted into a slot of its own (`post`, `postPrice`).
contract SlotAggregator is AggregatorAdapter {
    bytes16 public immutable shard;

    constructor(IOracleHub hub_, bytes16 shard_, bytes16 feed_, uint8 decimals_, uint8 needed_) AggregatorAdapter(hub_, feed_, decimals_, needed_) {
        shard = shard_;
    }

    function _stored() internal view override returns (PriceView memory) {
        return hub.price(shard, feed);
    }
}

/// @notice Over a feed that is posted two to a slot (`postPaired`).
/// @dev Ends with its layout: when the shard prices another set of feeds, what is stored here expires and a new adapter is deployed.
contract PairedAggregator is AggregatorAdapter {
    bytes32 public immutable layoutKey;
    uint256 public immutable position;

    /// @param feeds All feeds of the shard's batches, in order of name.
    constructor(IOracleHub hub_, bytes16 shard_, bytes16[] memory feeds, bytes16 feed_, uint8 decimals_, uint8 needed_)
        AggregatorAdapter(hub_, feed_, decimals_, needed_)
    {
        (layoutKey, position) = PriceUse.locate(shard_, feeds, feed_);
    }

    function _stored() internal view override returns (PriceView memory) {
        return hub.pairedPrice(layoutKey, position);
    }
}
