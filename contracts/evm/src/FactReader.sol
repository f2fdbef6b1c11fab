// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ChainStatusView, CollateralView, MarketIndexView, SnapshotView} from "./interfaces/IFactHub.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice Statements about accounts and chains, from their canonical bytes (docs/spec/attestation-v1.md, sections 4.4 to 4.8).
/// @dev Bytes that break a rule of their form are `WrongStatement`, whoever signed them. The views come without `sequence` and with `validFor` in the place of
/// `validUntil`: both need the batch.
library FactReader {
    uint256 internal constant COLLATERAL = 4;
    uint256 internal constant MARKET_INDEX = 5;
    uint256 internal constant SNAPSHOT = 6;
    uint256 internal constant CHAIN_STATUS = 7;
    uint256 internal constant RETRACTION = 9;

    uint256 private constant SEEN = 1;
    uint256 private constant ANSWER = 5;
    uint256 private constant MAXIMUM_DECIMALS = 38;

    function collateral(bytes memory statement) internal pure returns (bytes32 position, CollateralView memory fact) {
        _require(statement.length == 224 && kindOf(statement) == COLLATERAL, statement);
        uint256 head = _word(statement, 0);
        uint256 flags = _field(head, 1, 1);
        fact.proven = flags & 1 != 0;
        fact.partial_ = flags & 2 != 0;
        (fact.side, fact.stage, fact.evidence, fact.pin) = (_u8(head, 2), _u8(head, 3), _u8(head, 4), _u8(head, 5));
        (fact.rule, fact.decimals, fact.height, fact.account) = (_u8(head, 6), _u8(head, 7), _u64(head, 8), bytes16(uint128(head)));
        fact.blockHash = bytes32(_word(statement, 2));
        (fact.finalized, fact.seen) = _halves(_word(statement, 3));
        (fact.credited, fact.amount) = _halves(_word(statement, 4));
        uint256 times = _word(statement, 5);
        (fact.blockTime, fact.validUntil) = (uint64(_field(times, 0, 6)), uint64(_field(times, 6, 4)));
        bool anchored = _isAnchor(fact.side, fact.stage, fact.evidence, fact.pin, fact.decimals);
        _require(flags < 4 && anchored && _isOneOf(fact.rule, 2) && isName(fact.account) && uint176(times) == 0, statement);
        position = bytes32(_word(statement, 1));
    }

    function marketIndex(bytes memory statement) internal pure returns (bytes32 market, MarketIndexView memory fact) {
        _require(statement.length == 192 && kindOf(statement) == MARKET_INDEX, statement);
        uint256 head = _word(statement, 0);
        (fact.side, fact.stage, fact.evidence, fact.pin) = (_u8(head, 2), _u8(head, 3), _u8(head, 4), _u8(head, 5));
        (fact.decimals, fact.height, fact.blockTime, fact.validUntil) = (_u8(head, 7), _u64(head, 8), uint64(_field(head, 16, 6)), uint64(_field(head, 22, 4)));
        fact.blockHash = bytes32(_word(statement, 2));
        (fact.numerator, fact.denominator) = _halves(_word(statement, 3));
        (fact.boundNumerator, fact.boundDenominator) = _halves(_word(statement, 4));
        bool anchored = _isAnchor(fact.side, fact.stage, fact.evidence, fact.pin, fact.decimals);
        _require(anchored && _isBound(fact) && _field(head, 1, 1) == 0 && _field(head, 6, 1) == 0 && uint48(head) == 0, statement);
        market = bytes32(_word(statement, 1));
    }

    function snapshot(bytes memory statement) internal pure returns (bytes16 account, SnapshotView memory fact) {
        _require(statement.length == 160 && kindOf(statement) == SNAPSHOT, statement);
        uint256 head = _word(statement, 0);
        uint256 flags = _field(head, 1, 1);
        (fact.verdict, fact.breaker, fact.incomplete) = (uint8(flags & 31), uint8((flags >> 5) & 3), flags & 128 != 0);
        (fact.stage, fact.evidence, fact.rule) = (_u8(head, 2), _u8(head, 3), _u8(head, 4));
        (fact.positions, fact.skew, fact.validUntil) = (uint16(_field(head, 6, 2)), uint32(_field(head, 8, 4)), uint64(_field(head, 12, 4)));
        account = bytes16(uint128(head));
        (fact.equity, fact.confidence) = _signedHalves(_word(statement, 1));
        (fact.credited, fact.atRisk) = _signedHalves(_word(statement, 2));
        (fact.debt, fact.pending) = _signedHalves(_word(statement, 3));
        bool ranked = _isOneOf(fact.stage, 4) && _isOneOf(fact.evidence, 3) && _isOneOf(fact.rule, 2) && fact.breaker < 3;
        bool whole = fact.confidence >= 0 && fact.atRisk >= 0 && fact.debt >= 0 && fact.pending >= 0;
        _require(ranked && whole && _field(head, 5, 1) == 0 && isName(account), statement);
    }

    function chainStatus(bytes memory statement) internal pure returns (bytes32 chain, ChainStatusView memory fact) {
        _require(statement.length == 256 && kindOf(statement) == CHAIN_STATUS, statement);
        (uint256 head, uint256 times, uint256 fees) = (_word(statement, 0), _word(statement, 5), _word(statement, 6));
        (fact.flags, fact.validUntil) = (_u8(head, 1), uint64(_field(head, 4, 4)));
        (fact.head, fact.safe, fact.finalized) = (_u64(head, 8), _u64(head, 16), _u64(head, 24));
        (fact.headTime, fact.scannedTo, fact.baseFee) = (uint64(_field(times, 0, 6)), _u64(times, 18), uint128(_field(fees, 0, 16)));
        bool ordered = fact.finalized <= fact.safe && fact.safe <= fact.head && fact.scannedTo <= fact.head;
        bool zero = _field(head, 2, 2) == 0 && uint48(times) == 0 && uint96(fees) == 0;
        _require(ordered && zero && fact.flags < 16, statement);
        chain = bytes32(_word(statement, 1));
    }

    /// @return shard In which the fact was stated; it need not be the batch's own.
    function retraction(bytes memory statement) internal pure returns (bytes16 shard, bytes32 subject, uint64 sequence) {
        _require(statement.length == 224 && kindOf(statement) == RETRACTION, statement);
        uint256 head = _word(statement, 0);
        uint256 factKind = _field(head, 1, 1);
        (shard, subject, sequence) = (bytes16(uint128(head)), bytes32(_word(statement, 1)), _u64(head, 8));
        bool kinds = factKind == COLLATERAL || factKind == MARKET_INDEX;
        bool zero = _field(head, 2, 6) == 0 && uint192(_word(statement, 6)) == 0;
        _require(kinds && zero && isName(shard) && _word(statement, 3) != _word(statement, 4), statement);
    }

    /// @return The first byte; 0, which is no kind, where there is none.
    function kindOf(bytes memory statement) internal pure returns (uint256) {
        return statement.length == 0 ? 0 : uint8(statement[0]);
    }

    /// @return Whether these are 1 to 16 characters from 0x21 to 0x7e, then zeros (section 2).
    function isName(bytes16 name) internal pure returns (bool) {
        uint128 rest = uint128(name);
        if (rest == 0) return false;
        for (; rest != 0; rest <<= 8) {
            uint256 character = rest >> 120;
            if (character < 0x21 || character > 0x7e) return false;
        }
        return true;
    }

    function _isAnchor(uint256 side, uint256 stage, uint256 evidence, uint256 pin, uint256 decimals) private pure returns (bool) {
        bool known = _isOneOf(side, 4) && _isOneOf(stage, 4) && _isOneOf(evidence, 3) && _isOneOf(pin, 5);
        return known && (pin != ANSWER || stage == SEEN) && decimals <= MAXIMUM_DECIMALS;
    }

    /// @dev No better for the owner than the index: not higher where it is owned (collateral, pending), not lower where it is owed.
    function _isBound(MarketIndexView memory fact) private pure returns (bool) {
        if (fact.denominator == 0 || fact.boundDenominator == 0) return false;
        uint256 index = uint256(fact.numerator) * fact.boundDenominator;
        uint256 bound = uint256(fact.boundNumerator) * fact.denominator;
        return fact.side == 2 || fact.side == 3 ? bound >= index : bound <= index;
    }

    function _isOneOf(uint256 value, uint256 last) private pure returns (bool) {
        return value != 0 && value <= last;
    }


    /// @dev The caller knows that it is there.
    function _word(bytes memory statement, uint256 index) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(statement, mul(32, add(index, 1))))
        }
    }

    /// @dev `size` bytes of the word from `offset` on.
    function _field(uint256 word, uint256 offset, uint256 size) private pure returns (uint256) {
        return (word << (8 * offset)) >> (256 - 8 * size);
    }

    function _u8(uint256 word, uint256 offset) private pure returns (uint8) {
        return uint8(_field(word, offset, 1));
    }

    function _u64(uint256 word, uint256 offset) private pure returns (uint64) {
        return uint64(_field(word, offset, 8));
    }

    function _halves(uint256 word) private pure returns (uint128, uint128) {
        return (uint128(word >> 128), uint128(word));
    }

    function _signedHalves(uint256 word) private pure returns (int128, int128) {
        return (int128(uint128(word >> 128)), int128(uint128(word)));
    }

    function _require(bool kept, bytes memory statement) private pure {
        if (!kept) revert IOracleHub.WrongStatement(kindOf(statement), statement.length);
    }
}
