// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Head} from "./Head.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {PriceView} from "./interfaces/IOracleHub.sol";

/// @notice A price in a slot of its own (docs/spec/attestation-v1.md, section 15.3). From the most significant bit: sequence 36, observedAt 42, publishedAt 48,
/// validFor 32, breaker 2, verdict 5, value 64, grid 3, confidence 24.
library PriceSlot {
    uint256 private constant TIME_MASK = 0x3ffffffffff;
    uint256 private constant CONFIDENCE_BITS = 22;

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

    /// @notice The slot of a price; without value where the half-width is four times the value or more.
    /// @param head Its sequence must be below 2^36.
    /// @param band Checked: the value is from 1 to 10^36.
    /// @dev In assembly for its temporaries; the same steps as `PricePair.pack`, in other widths.
    function pack(Head head, uint256 terms, uint256 band) internal pure returns (uint256 slot) {
        assembly ("memory-safe") {
            let value := shr(128, band)
            let high := shr(64, value)
            let unit := 1
            let grid := 0
            if high {
                grid := 1
                unit := 1000
                for {} iszero(lt(high, unit)) {} {
                    unit := mul(unit, 1000)
                    grid := add(grid, 1)
                }
            }
            let mantissa := div(value, unit)
            let kept := mul(mantissa, unit)
            // The half-width and what the value lost, in parts of what is kept of the value, rounded up.
            let wide := sub(add(value, and(band, 0xffffffffffffffffffffffffffffffff)), kept)
            let width := div(add(shl(CONFIDENCE_BITS, wide), sub(kept, 1)), kept)
            // What shl moves out at the top is what the field does not have: of a sequence below 2^36 nothing.
            slot := or(shl(220, shr(96, head)), shl(178, and(head, TIME_MASK)))
            switch shr(24, width)
            case 0 {
                // publishedAt and validFor stand side by side, breaker and verdict too.
                let times := shl(98, and(shr(128, terms), 0xffffffffffffffffffff))
                slot := or(or(slot, times), or(shl(91, and(shr(240, terms), 0x7f)), or(or(shl(27, mantissa), shl(24, grid)), width)))
            }
            default { slot := or(slot, shl(91, and(shr(240, terms), 0x60))) }
        }
    }

    /// @notice Sequence, time and breaker, and no value.
    function packGap(Head head, uint256 terms) internal pure returns (uint256) {
        return head.sequence() << 220 | (head.observedAt() & TIME_MASK) << 178 | (terms >> 240 & 0x60) << 91;
    }

    function unpack(uint256 slot) internal pure returns (PriceView memory price) {
        price.sequence = uint64(sequence(slot));
        price.observedAt = uint64(slot >> 178 & TIME_MASK);
        price.publishedAt = uint48(slot >> 130);
        price.validUntil = price.observedAt + uint32(slot >> 98);
        price.breaker = uint8(slot >> 96 & 3);
        price.verdict = uint8(slot >> 91 & 31);
        (price.value, price.confidence) = PriceStatement.scale(uint64(slot >> 27), slot >> 24 & 7, slot & 0xffffff, CONFIDENCE_BITS);
    }
}
