// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Band} from "./Band.sol";
import {Head} from "./Head.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {PriceView} from "./interfaces/IOracleHub.sol";

/// @notice A price in a slot of its own (docs/spec/attestation-v1.md, section 15.3). From the most significant bit: sequence 36, observedAt 42, publishedAt 42,
/// validFor 32, verdict 5, breaker 2, value 64, grid 3, confidence 24, shift 6.
library PriceSlot {
    uint256 private constant VALUE_BITS = 64;
    uint256 private constant CONFIDENCE_BITS = 24;
    uint256 private constant MAXIMUM_GRID = 7;
    uint256 private constant MAXIMUM_SHIFT = 63;
    uint256 private constant TIME_MASK = 0x3ffffffffff;

    /// @return slot keccak256(0x01, shard, feed). In assembly for the scratch space: it is computed for every price.
    function key(bytes16 shard, bytes16 feed) internal pure returns (bytes32 slot) {
        assembly ("memory-safe") {
            mstore8(0x00, 0x01)
            mstore(0x01, shard)
            mstore(0x11, feed)
            slot := keccak256(0x00, 0x21)
        }
    }

    function sequence(uint256 slot) internal pure returns (uint256) {
        return slot >> 220;
    }

    /// @notice The slot of a price; without value where a field does not hold its number.
    /// @param head Its sequence must be below 2^36.
    function pack(Head head, uint256 terms, uint256 band) internal pure returns (uint256 slot) {
        unchecked {
            slot = packGap(head, terms);
            uint256 publishedAt = PriceStatement.publishedAt(terms);
            (uint256 mantissa, uint256 grid, uint256 width, uint256 shift) = Band.round(band >> 128, uint128(band), VALUE_BITS, CONFIDENCE_BITS, 0);
            if (grid > MAXIMUM_GRID || shift > MAXIMUM_SHIFT || publishedAt > TIME_MASK) return slot;
            slot |= publishedAt << 136 | PriceStatement.validFor(terms) << 104 | PriceStatement.verdict(terms) << 99;
            slot |= mantissa << 33 | grid << 30 | width << 6 | shift;
        }
    }

    /// @notice Sequence, time and breaker, and no value.
    function packGap(Head head, uint256 terms) internal pure returns (uint256) {
        return head.sequence() << 220 | (head.observedAt() & TIME_MASK) << 178 | PriceStatement.breaker(terms) << 97;
    }

    function unpack(uint256 slot) internal pure returns (PriceView memory price) {
        price.sequence = uint64(sequence(slot));
        price.observedAt = uint64(slot >> 178 & TIME_MASK);
        price.publishedAt = uint64(slot >> 136 & TIME_MASK);
        price.validUntil = price.observedAt + uint32(slot >> 104);
        price.verdict = uint8(slot >> 99 & 31);
        price.breaker = uint8(slot >> 97 & 3);
        (price.value, price.confidence) = Band.read(uint64(slot >> 33), slot >> 30 & 7, slot >> 6 & 0xffffff, slot & 63);
    }
}
