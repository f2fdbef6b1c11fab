// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Head} from "./Head.sol";
import {PricePair} from "./PricePair.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice The prices and gaps of a batch in order of name, two to a slot (docs/spec/attestation-v1.md, section 15.3).
/// @dev Of a feed in memory are read: the first word of its statement, which ends with its name, and in the place of the second one its half of a slot.
library PriceLayout {
    using PriceStatement for uint256;

    /// @dev From word to word: the size of a price statement.
    uint256 private constant STRIDE = 96;
    uint256 private constant NAMES = 17;

    /// @dev Kind and validFor of a price.
    uint256 private constant USUAL = 0xff << 248 | 0xffffffff << 128;

    /// @param statements With a word of zeros behind them; spent by this.
    /// @return key keccak256(0x02, shard, each feed in order of name).
    /// @return words Where in memory the feeds are, 96 bytes each.
    /// @return end Behind the last.
    function read(Head head, bytes16 shard, bytes memory statements, uint256 now_) internal pure returns (bytes32 key, uint256 words, uint256 end) {
        uint256 preimage;
        assembly ("memory-safe") {
            words := add(statements, 0x20)
            preimage := mload(0x40)
            mstore(preimage, shl(248, 2))
            mstore(add(preimage, 0x01), shard)
            // 16 bytes for each feed: at most a quarter of the statements.
            mstore(0x40, add(add(preimage, 0x60), and(shr(2, mload(statements)), not(0x1f))))
        }
        uint256 name;
        unchecked {
            (end, name) = _readPrices(head, words, preimage + NAMES, now_);
            uint256 last = _checkGaps(end);
            if (last - words > statements.length || last == words) revert IOracleHub.WrongStatement(PriceStatement.termsAt(words).kind(), statements.length);
            if (last != end) (words, end, name) = _merge(words, end, last, preimage + NAMES);
        }
        assembly ("memory-safe") {
            key := keccak256(preimage, sub(name, preimage))
        }
    }

    /// @param prefix Sequence and time, the same in all slots.
    function store(bytes32 key, uint256 prefix, uint256 words, uint256 end) internal {
        assembly ("memory-safe") {
            // An odd number has nothing in the last lower half.
            mstore(add(end, 32), 0)
            for { let half := add(words, 32) } lt(half, end) { half := add(half, 192) } {
                sstore(key, or(prefix, or(shl(94, mload(half)), mload(add(half, STRIDE)))))
                key := add(key, 1)
            }
        }
    }

    /// @return place Behind the last price.
    /// @return name Behind the last name.
    function _readPrices(Head head, uint256 first, uint256 firstName, uint256 now_) private pure returns (uint256 place, uint256 name) {
        unchecked {
            (place, name) = (first, firstName);
            uint256 latest;
            uint256 validity;
            // Of no statement yet: unlike the first one.
            uint256 usual = ~PriceStatement.termsAt(place);
            while (true) {
                uint256 terms = PriceStatement.termsAt(place);
                // Most feeds of a shard have one validity: one comparison says so, and that it is a price.
                if ((terms ^ usual) & USUAL != 0) {
                    if (terms.kind() != PriceStatement.PRICE) return (place, name);
                    usual = terms;
                    validity = PricePair.encodeValidity(terms.validFor());
                    // What has ended is no price for anyone.
                    latest = head.observedAt() + terms.validFor() < now_ ? 1 << 255 : PricePair.latest(head);
                }
                uint256 half = PricePair.pack(latest, terms, PriceStatement.bandAt(place), validity);
                assembly ("memory-safe") {
                    // What stands behind the name is overwritten by the next one.
                    mstore(name, shl(128, terms))
                    mstore(add(place, 32), half)
                }
                place += STRIDE;
                name += 16;
            }
        }
    }

    /// @return Behind the last gap.
    function _checkGaps(uint256 place) private pure returns (uint256) {
        unchecked {
            for (uint256 terms = PriceStatement.termsAt(place); terms.kind() == PriceStatement.GAP; terms = PriceStatement.termsAt(place)) {
                terms.checkGap();
                place += PriceStatement.GAP_SIZE;
            }
            return place;
        }
    }

    /// @dev Gaps stand behind the prices, and both in order: the lesser name of both goes first, into fresh memory.
    /// @param price Word of the next price.
    /// @param gap Statement of the next gap, where the prices end.
    /// @param last Where the gaps end.
    function _merge(uint256 price, uint256 gap, uint256 last, uint256 name) private pure returns (uint256 words, uint256 end, uint256 next) {
        uint256 prices = gap;
        assembly ("memory-safe") {
            words := mload(0x40)
            end := words
            for {} or(lt(price, prices), lt(gap, last)) { end := add(end, STRIDE) } {
                let named := shl(128, mload(gap))
                let half := 0
                let priced := shl(128, mload(price))
                switch and(lt(price, prices), or(iszero(lt(gap, last)), lt(priced, named)))
                case 1 {
                    named := priced
                    half := mload(add(price, 32))
                    price := add(price, STRIDE)
                }
                default { gap := add(gap, 64) }
                mstore(name, named)
                mstore(add(end, 32), half)
                name := add(name, 0x10)
            }
            next := name
            mstore(0x40, add(end, 0x40))
        }
    }
}
