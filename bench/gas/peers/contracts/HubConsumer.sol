// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOracleHub, PriceView} from "IOracleHub.sol";

/// @notice The least that takes a price of ours out of its own calldata: verified, then one packed slot per feed.
contract HubConsumer {
    IOracleHub private immutable hub;

    /// Publish time (ms) above the value.
    mapping(bytes16 feed => uint256) public prices;

    constructor(IOracleHub hub_) {
        hub = hub_;
    }

    function take(bytes calldata posting) external {
        (, bytes16 feed, PriceView memory price) = hub.verifyPrice(posting);
        prices[feed] = (uint256(price.publishedAt) << 128) | price.value;
    }

    function takeAll(bytes calldata posting) external {
        (, bytes16[] memory feeds, PriceView[] memory taken) = hub.verifyPrices(posting);
        for (uint256 i = 0; i < feeds.length; ++i) prices[feeds[i]] = (uint256(taken[i].publishedAt) << 128) | taken[i].value;
    }
}
