// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Head} from "./Head.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {PriceView} from "./interfaces/IOracleHub.sol";

/// @notice Two prices in a slot (docs/spec/attestation-v1.md, section 15.3). From the most significant bit: sequence 36, observedAt 32 in seconds, then two halves
/// of value 47, grid 3, confidence 12, breaker 2, verdict 5, age 17, validity 8. A half that is zero has no price.
library PricePair {
    uint256 private constant HALF_MASK = (1 << 94) - 1;

    /// @dev Seconds that a source may publish ahead of the observation.
    uint256 private constant AHEAD = 16;

    uint256 private constant CONFIDENCE_BITS = 14;

    /// @dev 1000^4, 1000^3, 1000^2, 1000, 1: a value of 2^47 * 1000^4 or more does not fit.
    uint256 private constant UNITS = 0xe8d4a51000003b9aca0000000f424000000003e80000000001;

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

    /// @param latest_ As `latest` gives it; 2^255 for what has ended.
    /// @param validity As `encodeValidity` gives it.
    /// @return half Zero without the relay bit, with a breaker that is none, or where a field does not hold its number.
    /// @dev In assembly because fifty of them are a good part of a posting; the same steps as `PriceSlot.pack`, in other widths.
    function pack(uint256 latest_, uint256 terms, uint256 band, uint256 validity) internal pure returns (uint256 half) {
        assembly ("memory-safe") {
            let value := shr(128, band)
            let high := shr(47, value)
            // Without branches: 1000^grid from a table of 40 bits each.
            let grid := add(add(gt(high, 0), gt(high, 999)), add(gt(high, 999999), gt(high, 999999999)))
            let unit := and(shr(mul(40, grid), UNITS), 0xffffffffff)
            let mantissa := div(value, unit)
            let kept := mul(mantissa, unit)
            // The half-width and what the value lost, in parts of what is kept of the value, rounded up.
            let wide := sub(add(value, and(band, 0xffffffffffffffffffffffffffffffff)), kept)
            let width := div(add(shl(CONFIDENCE_BITS, wide), sub(kept, 1)), kept)
            // A publish time that is too far ahead wraps around.
            let age := sub(latest_, div(and(shr(160, terms), 0xffffffffffff), 1000))
            half := or(or(or(shl(47, mantissa), shl(44, grid)), shl(32, width)), or(shl(8, age), validity))
            half := or(half, and(shr(215, terms), 0xfe000000))
            // Bit 7 of the flags, breaker, relay as a number: 1, 3 and 5 have the relay bit and a breaker that there is.
            let fit := and(shr(and(shr(244, terms), 15), 0x2a), 1)
            half := mul(half, gt(fit, or(or(shr(12, width), shr(17, age)), gt(high, 999999999999))))
        }
    }

    /// @param validFor Milliseconds.
    /// @return Seconds in 8 bits, rounded down: e u4, m u4; m where e = 0, else (16 + m) * 2^(e - 1); at most 507,904.
    function encodeValidity(uint256 validFor) internal pure returns (uint256) {
        unchecked {
            uint256 time = validFor / 1000;
            uint256 e = 0;
            assembly ("memory-safe") {
                // The bits above the lowest four, of at most 22.
                let rest := shr(4, time)
                e := shl(4, gt(rest, 0xffff))
                e := or(e, shl(3, gt(shr(e, rest), 0xff)))
                e := or(e, shl(2, gt(shr(e, rest), 0xf)))
                e := add(e, byte(shr(e, rest), 0x0001020203030303040404040404040400000000000000000000000000000000))
            }
            if (e == 0) return time;
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
        price.publishedAt = uint64((seconds_ + AHEAD - (half >> 8 & 0x1ffff)) * 1000);
        price.validUntil = uint64((seconds_ + decodeValidity(half & 255)) * 1000);
        price.verdict = uint8(half >> 25 & 31);
        price.breaker = uint8(half >> 30 & 3);
        (price.value, price.confidence) = PriceStatement.scale(half >> 47, half >> 44 & 7, half >> 32 & 0xfff, CONFIDENCE_BITS);
    }
}
