// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Band} from "./Band.sol";
import {Head} from "./Head.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {PriceView} from "./interfaces/IOracleHub.sol";

/// @notice Two prices in a slot (docs/spec/attestation-v1.md, section 15.3). From the most significant bit: sequence 36, observedAt 32 in seconds, then two halves
/// of value 48, grid 3, confidence 7, shift 5, verdict without relay 4, breaker 2, age 17, validity 8. A half that is zero has no price.
library PricePair {
    uint256 internal constant HALF_MASK = (1 << 94) - 1;
    uint256 private constant VALUE_BITS = 48;
    uint256 private constant CONFIDENCE_BITS = 7;

    /// @dev The half-width's unit is 2^10 of the grid, so that 12 bits hold every half-width up to the value.
    uint256 private constant BASE_SHIFT = 10;
    uint256 private constant MAXIMUM_GRID = 7;
    uint256 private constant MAXIMUM_SHIFT = 31;
    uint256 private constant MAXIMUM_AGE = 0x1ffff;

    /// @dev Seconds that a source may publish ahead of the observation.
    uint256 private constant AHEAD = 16;

    function sequence(uint256 slot) internal pure returns (uint256) {
        return slot >> 220;
    }

    /// @param head Its sequence must be below 2^36.
    function prefix(Head head) internal pure returns (uint256) {
        unchecked {
            return head.sequence() << 220 | uint256(uint32(head.observedAt() / 1000)) << 188;
        }
    }

    /// @param seconds_ Of observedAt.
    /// @param validity As `encodeValidity` gives it.
    /// @return half Zero where a field does not hold its number.
    function pack(uint256 seconds_, uint256 terms, uint256 band, uint256 validity) internal pure returns (uint256 half) {
        unchecked {
            // A publish time too far ahead wraps around.
            uint256 age = seconds_ + AHEAD - PriceStatement.publishedAt(terms) / 1000;
            (uint256 mantissa, uint256 grid, uint256 width, uint256 shift) = Band.round(band >> 128, uint128(band), VALUE_BITS, CONFIDENCE_BITS, BASE_SHIFT);
            if (grid > MAXIMUM_GRID || shift > MAXIMUM_SHIFT || age > MAXIMUM_AGE) return 0;
            half = mantissa << 46 | grid << 43 | width << 36 | shift << 31 | (PriceStatement.verdict(terms) & 15) << 27;
            half |= PriceStatement.breaker(terms) << 25 | age << 8 | validity;
        }
    }

    /// @param validFor Milliseconds.
    /// @return Seconds in 8 bits, rounded down: e u4, m u4; m where e = 0, else (16 + m) * 2^(e - 1); at most 507,904.
    function encodeValidity(uint256 validFor) internal pure returns (uint256) {
        unchecked {
            uint256 time = validFor / 1000;
            if (time < 16) return time;
            uint256 e = Band.bitLength(time) - 4;
            return e > 15 ? 255 : e << 4 | (time >> (e - 1) & 15);
        }
    }

    /// @return Seconds.
    function decodeValidity(uint256 validity) internal pure returns (uint256) {
        unchecked {
            uint256 e = validity >> 4;
            return e == 0 ? validity : (16 + (validity & 15)) << (e - 1);
        }
    }

    /// @param position Of the feed in its layout: even ones are in the upper half.
    function unpack(uint256 slot, uint256 position) internal pure returns (PriceView memory price) {
        uint256 half = (position & 1 == 0 ? slot >> 94 : slot) & HALF_MASK;
        uint256 seconds_ = uint32(slot >> 188);
        price.sequence = uint64(sequence(slot));
        price.observedAt = uint64(seconds_ * 1000);
        if (half == 0) return price;
        price.publishedAt = uint64((seconds_ + AHEAD - (half >> 8 & MAXIMUM_AGE)) * 1000);
        price.validUntil = uint64((seconds_ + decodeValidity(half & 255)) * 1000);
        price.verdict = uint8(half >> 27 & 15 | PriceStatement.RELAY);
        price.breaker = uint8(half >> 25 & 3);
        (price.value, price.confidence) = Band.read(half >> 46, half >> 43 & 7, half >> 36 & 127, (half >> 31 & 31) + BASE_SHIFT);
    }
}
