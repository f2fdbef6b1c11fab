// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Head} from "./Head.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {PriceView} from "./interfaces/IOracleHub.sol";

/// @notice A price in a slot of its own (docs/spec/attestation-v1.md, section 15.3). From the most significant bit: sequence 36, observedAt 42, publishedAt 42,
/// validFor 32, verdict 5, breaker 2, value 64, grid 3, confidence 24, shift 6.
library PriceSlot {
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
    /// @dev In assembly as one piece with its temporaries on the stack; the same steps as `PricePair.pack`, in other widths.
    function pack(Head head, uint256 terms, uint256 band) internal pure returns (uint256 slot) {
        uint256 price;
        assembly ("memory-safe") {
            let value := shr(128, band)
            let high := shr(64, value)
            let unit := 1
            let grid := 0
            for {} iszero(lt(high, unit)) {} {
                unit := mul(unit, 1000)
                grid := add(grid, 1)
            }
            let mantissa := div(value, unit)
            // What the value lost, too: ceil((value + confidence) / unit) - mantissa.
            let width := sub(div(add(add(value, and(band, 0xffffffffffffffffffffffffffffffff)), sub(unit, 1)), unit), mantissa)
            // The highest bit of what does not fit, without branches: halves of 64 bits down to 4, and a table for those.
            let rest := or(shr(23, width), 1)
            let shift := shl(5, lt(0xffffffff, rest))
            shift := or(shift, shl(4, lt(0xffff, shr(shift, rest))))
            shift := or(shift, shl(3, lt(0xff, shr(shift, rest))))
            shift := or(shift, shl(2, lt(0xf, shr(shift, rest))))
            shift := or(shift, byte(shr(shift, rest), 0x0000010102020202030303030303030300000000000000000000000000000000))
            width := shr(shift, add(width, sub(shl(shift, 1), 1)))
            // All ones, rounded up: one bit more.
            if shr(24, width) {
                width := shr(1, width)
                shift := add(shift, 1)
            }
            let publishedAt := and(shr(160, terms), 0xffffffffffff)
            if iszero(or(or(shr(3, grid), shr(64, rest)), or(shr(6, shift), shr(42, publishedAt)))) {
                let figures := or(or(shl(33, mantissa), shl(30, grid)), or(shl(6, width), shift))
                let times := or(shl(136, publishedAt), shl(104, and(shr(128, terms), 0xffffffff)))
                price := or(or(figures, times), shl(99, and(shr(240, terms), 31)))
            }
        }
        return packGap(head, terms) | price;
    }

    /// @notice Sequence, time and breaker, and no value.
    function packGap(Head head, uint256 terms) internal pure returns (uint256) {
        return head.sequence() << 220 | (head.observedAt() & TIME_MASK) << 178 | (PriceStatement.breaker(terms) & 3) << 97;
    }

    function unpack(uint256 slot) internal pure returns (PriceView memory price) {
        price.sequence = uint64(sequence(slot));
        price.observedAt = uint64(slot >> 178 & TIME_MASK);
        price.publishedAt = uint64(slot >> 136 & TIME_MASK);
        price.validUntil = price.observedAt + uint32(slot >> 104);
        price.verdict = uint8(slot >> 99 & 31);
        price.breaker = uint8(slot >> 97 & 3);
        (price.value, price.confidence) = PriceStatement.scale(uint64(slot >> 33), slot >> 30 & 7, slot >> 6 & 0xffffff, slot & 63);
    }
}
