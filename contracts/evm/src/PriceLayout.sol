// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Head} from "./Head.sol";
import {PricePair} from "./PricePair.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice The prices and gaps of a batch in order of name, two to a slot (docs/spec/attestation-v1.md, section 15.3).
/// @dev A feed is a word in memory, name 128 and half 94: the order of words is that of names. The words of the prices take the place of their statements.
library PriceLayout {
    using PriceStatement for uint256;

    /// @param statements With a word of zeros behind them; spent by this.
    /// @return key keccak256(0x02, shard, each feed in order of name).
    /// @return words Where in memory the words of the feeds are; one of zeros follows the last.
    /// @return end Of the last.
    function read(Head head, bytes16 shard, bytes memory statements, uint256 now_) internal pure returns (bytes32 key, uint256 words, uint256 end) {
        uint256 first;
        uint256 gaps;
        assembly ("memory-safe") {
            first := add(statements, 0x20)
        }
        (end, gaps) = _readPrices(head, first, now_);
        uint256 last = _checkGaps(gaps);
        if (last - first > statements.length || last == first) revert IOracleHub.WrongStatement(PriceStatement.termsAt(first).kind(), statements.length);
        words = first;
        if (last != gaps) (words, end) = _merge(first, end, gaps, last);
        key = _hash(shard, words, end);
    }

    /// @param prefix Sequence and time, the same in all slots.
    function store(bytes32 key, uint256 prefix, uint256 words, uint256 end) internal {
        uint256 mask = PricePair.HALF_MASK;
        assembly ("memory-safe") {
            // An odd number has nothing in the last lower half.
            mstore(end, 0)
            for {} lt(words, end) { words := add(words, 0x40) } {
                sstore(key, or(prefix, or(shl(94, and(mload(words), mask)), and(mload(add(words, 0x20)), mask))))
                key := add(key, 1)
            }
        }
    }

    /// @return end Of the words.
    /// @return place Behind the last price.
    function _readPrices(Head head, uint256 first, uint256 now_) private pure returns (uint256 end, uint256 place) {
        unchecked {
            uint256 latest = PricePair.latest(head);
            uint256 validFor = type(uint256).max;
            uint256 validity = 0;
            uint256 broken = 0;
            end = first;
            place = first;
            for (uint256 terms = PriceStatement.termsAt(place); terms.kind() == PriceStatement.PRICE; terms = PriceStatement.termsAt(place)) {
                // Bit 7 of the flags, or a breaker of 3: looked at once, at the end.
                broken |= terms & (terms << 1 | 1 << 247);
                if (terms.validFor() != validFor) {
                    // Most feeds of a shard have the same. What has ended is no price for anyone.
                    validFor = terms.validFor();
                    validity = head.observedAt() + validFor < now_ ? type(uint256).max : PricePair.encodeValidity(validFor);
                }
                uint256 half = PricePair.pack(latest, terms, PriceStatement.bandAt(place), validity);
                assembly ("memory-safe") {
                    mstore(end, or(shl(128, terms), half))
                }
                end += 0x20;
                place += PriceStatement.PRICE_SIZE;
            }
            if (broken >> 246 & 3 != 0) revert IOracleHub.WrongStatement(PriceStatement.PRICE, PriceStatement.PRICE_SIZE);
        }
    }

    /// @return place Behind the last gap.
    function _checkGaps(uint256 place) private pure returns (uint256) {
        unchecked {
            for (uint256 terms = PriceStatement.termsAt(place); terms.kind() == PriceStatement.GAP; terms = PriceStatement.termsAt(place)) {
                terms.checkGap();
                place += PriceStatement.GAP_SIZE;
            }
            return place;
        }
    }

    /// @dev Gaps stand behind the prices, and both in order: the lesser name of both goes first.
    /// @param price Word of the next price.
    /// @param prices Their end.
    /// @param gap Statement of the next gap.
    /// @param gaps Their end.
    function _merge(uint256 price, uint256 prices, uint256 gap, uint256 gaps) private pure returns (uint256 words, uint256 end) {
        assembly ("memory-safe") {
            words := mload(0x40)
            end := words
            for {} or(lt(price, prices), lt(gap, gaps)) { end := add(end, 0x20) } {
                let named := shl(128, mload(gap))
                let priced := mload(price)
                switch and(lt(price, prices), or(iszero(lt(gap, gaps)), lt(priced, named)))
                case 1 {
                    mstore(end, priced)
                    price := add(price, 0x20)
                }
                default {
                    mstore(end, named)
                    gap := add(gap, 64)
                }
            }
            mstore(0x40, add(end, 0x20))
        }
    }

    function _hash(bytes16 shard, uint256 words, uint256 end) private pure returns (bytes32 key) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, shl(248, 2))
            mstore(add(free, 0x01), shard)
            let name := add(free, 0x11)
            for {} lt(words, end) { words := add(words, 0x20) } {
                // What stands behind the name is overwritten by the next one.
                mstore(name, mload(words))
                name := add(name, 0x10)
            }
            key := keccak256(free, sub(name, free))
        }
    }
}
