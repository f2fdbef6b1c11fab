// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice The two words of a price that a contract reads (docs/spec/attestation-v1.md, section 4.1), and the one of a gap (4.2).
/// @dev terms: kind 8, flags 8 (breaker 2 and verdict 5 in its lower bits), sigma 32, publishedAt 48, validFor 32, feed 128. band: value 128, confidence 128.
/// Of a gap only kind, flags and feed of its terms are read; they stand where a price has them.
library PriceStatement {
    uint256 internal constant PRICE = 1;
    uint256 internal constant GAP = 2;
    uint256 internal constant PRICE_SIZE = 96;
    uint256 internal constant GAP_SIZE = 64;
    uint256 internal constant RELAY = 16;
    uint256 private constant MAXIMUM_VALUE = 1e36;

    /// @return terms First word of the statement at this place in memory.
    function termsAt(uint256 place) internal pure returns (uint256 terms) {
        assembly ("memory-safe") {
            terms := mload(place)
        }
    }

    /// @return band Second word of the statement at this place in memory.
    function bandAt(uint256 place) internal pure returns (uint256 band) {
        assembly ("memory-safe") {
            band := mload(add(place, 0x20))
        }
    }

    /// @return size Of the statement with these terms; 0 where it is neither a price nor a gap.
    function sizeOf(uint256 terms) internal pure returns (uint256 size) {
        if (kind(terms) == PRICE) return PRICE_SIZE;
        if (kind(terms) == GAP) return GAP_SIZE;
    }

    function kind(uint256 terms) internal pure returns (uint256) {
        return terms >> 248;
    }

    /// @dev Bits: open 1, borrow 2, withdraw 4, liquidate 8, relay 16.
    function verdict(uint256 terms) internal pure returns (uint256) {
        return (terms >> 240) & 31;
    }

    /// @dev Above 2 is none: 3 is no state, 4 and more have the bit that must be 0.
    function breaker(uint256 terms) internal pure returns (uint256) {
        return (terms >> 245) & 7;
    }

    /// @dev Unix milliseconds.
    function publishedAt(uint256 terms) internal pure returns (uint256) {
        return uint48(terms >> 160);
    }

    /// @dev Milliseconds after observedAt.
    function validFor(uint256 terms) internal pure returns (uint256) {
        return uint32(terms >> 128);
    }

    function relays(uint256 terms) internal pure returns (bool) {
        return terms & (RELAY << 240) != 0;
    }

    function feed(uint256 terms) internal pure returns (bytes16) {
        return bytes16(uint128(terms));
    }

    /// @notice The rules of section 4.1 on what is read here: a value of 1 to 10^36, a half-width that is not negative, a breaker that there is.
    function checkPrice(uint256 terms, uint256 band) internal pure {
        unchecked {
            // A value of 0 wraps around.
            if ((band >> 128) - 1 >= MAXIMUM_VALUE || uint128(band) >> 127 != 0 || breaker(terms) > 2) revert IOracleHub.WrongStatement(PRICE, PRICE_SIZE);
        }
    }

    /// @return value mantissa * 1000^grid.
    /// @return confidence width / 2^bits of it: not below what was signed, because that is an integer and the quotient of the exact numbers is not below it.
    function scale(uint256 mantissa, uint256 grid, uint256 width, uint256 bits) internal pure returns (uint128 value, uint128 confidence) {
        unchecked {
            uint256 kept = mantissa * 1000 ** grid;
            return (uint128(kept), uint128(kept * width >> bits));
        }
    }

    function checkGap(uint256 terms) internal pure {
        if (verdict(terms) != 0 || breaker(terms) > 2) revert IOracleHub.WrongStatement(GAP, GAP_SIZE);
    }
}
