// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Head} from "./Head.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {PriceView} from "./interfaces/IOracleHub.sol";

/// @notice Two prices in a slot (docs/spec/attestation-v1.md, section 15.3). From the most significant bit: sequence 36, observedAt 32 in seconds, then two halves
/// of value 48, grid 3, confidence 12, verdict without relay 4, breaker 2, age 17, validity 8. A half that is zero has no price.
library PricePair {
    uint256 internal constant HALF_MASK = (1 << 94) - 1;

    /// @dev Seconds that a source may publish ahead of the observation.
    uint256 private constant AHEAD = 16;

    uint256 private constant CONFIDENCE_BITS = 14;

    function sequence(uint256 slot) internal pure returns (uint256) {
        return slot >> 220;
    }

    /// @param head Its sequence must be below 2^36.
    function prefix(Head head) internal pure returns (uint256) {
        unchecked {
            return head.sequence() << 220 | uint256(uint32(head.observedAt() / 1000)) << 188;
        }
    }

    /// @return Seconds from which a publish time is subtracted for its age.
    function latest(Head head) internal pure returns (uint256) {
        unchecked {
            return head.observedAt() / 1000 + AHEAD;
        }
    }

    /// @param latest_ As `latest` gives it.
    /// @param validity As `encodeValidity` gives it; more than 8 bits: it has ended.
    /// @return half Zero without the relay bit, or where a field does not hold its number.
    /// @dev In assembly because fifty of them are a good part of a posting; the same steps as `PriceSlot.pack`, in other widths.
    function pack(uint256 latest_, uint256 terms, uint256 band, uint256 validity) internal pure returns (uint256 half) {
        assembly ("memory-safe") {
            let value := shr(128, band)
            let high := shr(48, value)
            let unit := 1
            let grid := 0
            if high {
                switch lt(high, 1000000)
                case 1 {
                    grid := 2
                    unit := 1000000
                    if lt(high, 1000) {
                        grid := 1
                        unit := 1000
                    }
                }
                default {
                    grid := 3
                    unit := 1000000000
                    for {} iszero(lt(high, unit)) {} {
                        unit := mul(unit, 1000)
                        grid := add(grid, 1)
                    }
                }
            }
            let mantissa := div(value, unit)
            let kept := mul(mantissa, unit)
            let wide := sub(add(value, and(band, 0xffffffffffffffffffffffffffffffff)), kept)
            let width := div(add(shl(CONFIDENCE_BITS, wide), sub(kept, 1)), kept)
            // A publish time that is too far ahead wraps around.
            let age := sub(latest_, div(and(shr(160, terms), 0xffffffffffff), 1000))
            let none := or(or(shr(3, grid), shr(12, width)), or(shr(17, age), shr(8, validity)))
            half := or(or(shl(46, mantissa), shl(43, grid)), or(shl(31, width), or(shl(8, age), validity)))
            // Verdict and breaker from where they stand in the flags to where they stand in the half.
            half := or(half, or(and(shr(213, terms), 0x78000000), and(shr(220, terms), 0x6000000)))
            half := mul(half, gt(and(shr(244, terms), 1), none))
        }
    }

    /// @param validFor Milliseconds.
    /// @return Seconds in 8 bits, rounded down: e u4, m u4; m where e = 0, else (16 + m) * 2^(e - 1); at most 507,904.
    function encodeValidity(uint256 validFor) internal pure returns (uint256) {
        unchecked {
            uint256 mantissa = validFor / 1000;
            uint256 e = mantissa < 16 ? 0 : 1;
            for (; mantissa > 31; mantissa >>= 1) ++e;
            return e > 15 ? 255 : e << 4 | mantissa & 15;
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
        price.publishedAt = uint64((seconds_ + AHEAD - (half >> 8 & 0x1ffff)) * 1000);
        price.validUntil = uint64((seconds_ + decodeValidity(half & 255)) * 1000);
        price.verdict = uint8(half >> 27 & 15 | PriceStatement.RELAY);
        price.breaker = uint8(half >> 25 & 3);
        (price.value, price.confidence) = PriceStatement.scale(half >> 46, half >> 43 & 7, half >> 31 & 0xfff, CONFIDENCE_BITS);
    }
}
