// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOracleHub, PriceView} from "../interfaces/IOracleHub.sol";

/// @notice What an adapter insists on before it gives a price to a reader that knows neither breakers nor validity.
library PriceUse {
    /// @notice The attesters publish this value and say that it must not be trusted alone.
    error BreakerOpen(bytes16 feed);

    /// @notice The value is not good enough for what the adapter was deployed for (docs/spec/attestation-v1.md, section 11).
    error VerdictMissing(bytes16 feed, uint8 verdict, uint8 needed);

    /// @notice The value cannot be written in the form that the reader expects.
    error DoesNotFit(bytes16 feed, uint256 value, int256 exponent);

    /// @notice A layout's feeds stand in order of name, each once, and the feed is one of them.
    error NotInLayout(bytes16 feed);

    /// @notice Verdict bits that do not exist, so that no price ever had them.
    error UnknownVerdict(uint8 needed);

    uint8 private constant OPEN = 2;

    function requireUsable(PriceView memory price, bytes16 feed, uint8 needed) internal view {
        if (price.value == 0) revert IOracleHub.NoPrice(feed);
        if (price.breaker == OPEN) revert BreakerOpen(feed);
        if (price.verdict & needed != needed) revert VerdictMissing(feed, price.verdict, needed);
        uint256 nowMs = block.timestamp * 1000;
        if (nowMs > price.validUntil) revert IOracleHub.Expired(feed, price.validUntil, nowMs);
    }

    /// @return layoutKey keccak256(0x02, shard, each feed) and where in it the feed stands (section 15.3).
    function locate(bytes16 shard, bytes16[] memory feeds, bytes16 feed) internal pure returns (bytes32 layoutKey, uint256 position) {
        position = type(uint256).max;
        bytes memory text = abi.encodePacked(bytes1(0x02), shard);
        for (uint256 i; i < feeds.length; ++i) {
            if (i > 0 && feeds[i] <= feeds[i - 1]) revert NotInLayout(feeds[i]);
            if (feeds[i] == feed) position = i;
            text = abi.encodePacked(text, feeds[i]);
        }
        if (position == type(uint256).max) revert NotInLayout(feed);
        layoutKey = keccak256(text);
    }
}
