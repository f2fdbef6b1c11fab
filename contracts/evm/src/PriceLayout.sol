// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Head} from "./Head.sol";
import {PricePair} from "./PricePair.sol";
import {PriceStatement} from "./PriceStatement.sol";

/// @notice The prices and gaps of a batch in order of name, two to a slot (docs/spec/attestation-v1.md, section 15.3).
/// @dev A feed is a word in memory: name 128, half slot 94. Words instead of structs, because each is read and written once.
library PriceLayout {
    using PriceStatement for uint256;

    /// @return key keccak256(0x02, shard, each feed in order of name).
    /// @return words Where in memory the words of the feeds are; one of zeros follows the last.
    /// @return count Of them.
    function read(Head head, bytes16 shard, bytes calldata statements, uint256 now_) internal pure returns (bytes32 key, uint256 words, uint256 count) {
        uint256 end;
        uint256 offset;
        (words, end, offset) = _readPrices(head, statements, now_);
        end = _mergeGaps(statements, offset, words, end);
        unchecked {
            count = (end - words) >> 5;
        }
        assembly ("memory-safe") {
            mstore(end, 0)
            let free := mload(0x40)
            mstore(free, shl(248, 2))
            mstore(add(free, 0x01), shard)
            let name := add(free, 0x11)
            for { let next := words } lt(next, end) { next := add(next, 0x20) } {
                // What stands behind the name is overwritten by the next one.
                mstore(name, mload(next))
                name := add(name, 0x10)
            }
            key := keccak256(free, sub(name, free))
        }
    }

    /// @param prefix Sequence and time, the same in all slots.
    function store(bytes32 key, uint256 prefix, uint256 words, uint256 count) internal {
        uint256 mask = PricePair.HALF_MASK;
        assembly ("memory-safe") {
            let end := add(words, shl(5, count))
            for { let slot := key } lt(words, end) { slot := add(slot, 1) } {
                sstore(slot, or(prefix, or(shl(94, and(mload(words), mask)), and(mload(add(words, 0x20)), mask))))
                words := add(words, 0x40)
            }
        }
    }

    /// @return words Where the words begin.
    /// @return end Where they end.
    /// @return offset Of the statement behind the last price.
    function _readPrices(Head head, bytes calldata statements, uint256 now_) private pure returns (uint256 words, uint256 end, uint256 offset) {
        assembly ("memory-safe") {
            words := mload(0x40)
            // A word for each 64 bytes at most, and the one of zeros.
            mstore(0x40, add(add(words, 0x40), and(shr(1, statements.length), not(0x1f))))
        }
        unchecked {
            end = words;
            uint256 observedAt = head.observedAt();
            uint256 seconds_ = observedAt / 1000;
            uint256 validFor = 0;
            uint256 validity = 0;
            for ((uint256 terms, uint256 size) = PriceStatement.peek(statements, 0); size == PriceStatement.PRICE_SIZE; (terms, size) = PriceStatement.peek(statements, offset)) {
                uint256 band = PriceStatement.word(statements, offset + 32);
                terms.checkPrice(band);
                uint256 half = 0;
                if (terms.relays() && observedAt + terms.validFor() >= now_) {
                    // Most feeds of a shard have the same.
                    if (terms.validFor() != validFor) (validFor, validity) = (terms.validFor(), PricePair.encodeValidity(terms.validFor()));
                    half = PricePair.pack(seconds_, terms, band, validity);
                }
                assembly ("memory-safe") {
                    mstore(end, or(shl(128, terms), half))
                }
                end += 32;
                offset += size;
            }
        }
    }

    /// @dev Gaps stand behind the prices: from the last one back, the greater name goes to the end.
    /// @param end Of the words of the prices.
    /// @return Of all words.
    function _mergeGaps(bytes calldata statements, uint256 offset, uint256 words, uint256 end) private pure returns (uint256) {
        unchecked {
            uint256 first = offset;
            for ((uint256 terms, uint256 size) = PriceStatement.peek(statements, offset); size == PriceStatement.GAP_SIZE; (terms, size) = PriceStatement.peek(statements, offset)) {
                terms.checkGap();
                offset += size;
            }
            uint256 place = end + (offset - first) / 2;
            uint256 total = place;
            while (offset != first) {
                uint256 gap = PriceStatement.word(statements, offset - PriceStatement.GAP_SIZE) << 128;
                uint256 price = 0;
                place -= 32;
                assembly ("memory-safe") {
                    if gt(end, words) { price := mload(sub(end, 0x20)) }
                    if gt(gap, price) { price := gap }
                    mstore(place, price)
                }
                if (price == gap) offset -= PriceStatement.GAP_SIZE;
                else end -= 32;
            }
            return total;
        }
    }
}
