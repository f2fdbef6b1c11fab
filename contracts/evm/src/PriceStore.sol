// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttestationVerifier} from "./AttestationVerifier.sol";
import {Head} from "./Head.sol";
import {PostingBytes} from "./PostingBytes.sol";
import {PriceLayout} from "./PriceLayout.sol";
import {PricePair} from "./PricePair.sol";
import {PriceSlot} from "./PriceSlot.sol";
import {PriceStatement} from "./PriceStatement.sol";
import {IOracleHub, PriceView} from "./interfaces/IOracleHub.sol";

/// @notice Prices, stored and read (docs/spec/attestation-v1.md, section 15.3).
/// @dev A slot is where the hash of its key says, and in no mapping: that would hash once more.
abstract contract PriceStore is AttestationVerifier {
    using PostingBytes for bytes;
    using PriceStatement for uint256;

    /// @dev The bits of a head's sequence from 2^36 on.
    uint256 private constant EXCESS = uint256(0xfffffff) << 132;

    /// @dev Of a layout; more leaves than a batch may have would reach into what belongs to others.
    uint256 private constant MAXIMUM_POSITION = 65_534;

    /// @inheritdoc IOracleHub
    function postPrice(bytes calldata posting) external override {
        (Head head, bytes16 shard,, bytes calldata statement) = _openStatement(posting, Use.Push, address(0));
        _checkSequence(head);
        (uint256 terms, uint256 band) = _price(statement);
        if (!_store(head, shard, terms, band)) _refuse(head, shard, terms, band);
    }

    /// @inheritdoc IOracleHub
    function post(bytes calldata posting) external override {
        (Head head, bytes16 shard, bytes memory statements) = _openBatch(posting, Use.Push);
        _checkSequence(head);
        (uint256 place, uint256 last) = _range(statements);
        uint256 first = place;
        bool stored = false;
        for (uint256 size = 0; place < last;) {
            uint256 terms = PriceStatement.termsAt(place);
            uint256 band = PriceStatement.bandAt(place);
            size = terms.kind() == PriceStatement.PRICE ? PriceStatement.PRICE_SIZE : PriceStatement.GAP_SIZE;
            if (_store(head, shard, terms, band)) stored = true;
            else if (size == PriceStatement.PRICE_SIZE) terms.checkPrice(band);
            unchecked {
                place += size;
            }
        }
        if (!stored) _refuse(head, shard, PriceStatement.termsAt(first), PriceStatement.bandAt(first));
    }

    /// @inheritdoc IOracleHub
    function postPaired(bytes calldata posting) external override {
        (Head head, bytes16 shard, bytes memory statements) = _openBatch(posting, Use.Push);
        _checkSequence(head);
        (bytes32 layoutKey, uint256 words, uint256 end) = PriceLayout.read(head, shard, statements, _now());
        // All slots of a layout are written together: one has the sequence of all.
        _checkNewer(layoutKey, head, _load(layoutKey));
        PriceLayout.store(layoutKey, PricePair.prefix(head), words, end);
    }

    /// @inheritdoc IOracleHub
    function price(bytes16 shard, bytes16 feed) external view override returns (PriceView memory) {
        uint256 slot = _load(PriceSlot.key(shard, feed));
        if (slot == 0) revert NoPrice(feed);
        return PriceSlot.unpack(slot);
    }

    /// @inheritdoc IOracleHub
    function pairedPrice(bytes32 layoutKey, uint256 position) external view override returns (PriceView memory) {
        if (position > MAXIMUM_POSITION) revert NothingStored(layoutKey);
        uint256 slot;
        unchecked {
            slot = _load(bytes32(uint256(layoutKey) + position / 2));
        }
        if (slot == 0) revert NothingStored(layoutKey);
        return PricePair.unpack(slot, position);
    }

    /// @inheritdoc IOracleHub
    function verifyPrice(bytes calldata posting) external view override returns (bytes16 shard, bytes16 feed, PriceView memory view_) {
        Head head;
        bytes calldata statement;
        (head, shard,, statement) = _openStatement(posting, Use.Pull, msg.sender);
        (uint256 terms, uint256 band) = _price(statement);
        return (shard, terms.feed(), _view(head, shard, terms, band));
    }

    /// @inheritdoc IOracleHub
    function verifyPrices(bytes calldata posting) external view override returns (bytes16 shard, bytes16[] memory feeds, PriceView[] memory prices) {
        Head head;
        bytes memory statements;
        (head, shard, statements) = _openBatch(posting, Use.Pull);
        (uint256 place, uint256 last) = _range(statements);
        uint256 count = _count(place, last);
        (feeds, prices) = (new bytes16[](count), new PriceView[](count));
        for (uint256 i = 0; i < count; ++i) {
            uint256 terms = PriceStatement.termsAt(place);
            (feeds[i], prices[i]) = (terms.feed(), _view(head, shard, terms, PriceStatement.bandAt(place)));
            place += terms.sizeOf();
        }
    }

    function _load(bytes32 slot) internal view returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
    }

    function _checkSequence(Head head) internal pure {
        if (Head.unwrap(head) & EXCESS != 0) revert SequenceTooLarge(uint64(head.sequence()));
    }

    /// @dev A slot with a lower sequence is a lower number, and an empty one is below 1; with time and figures none is as low as its sequence alone.
    function _isNewer(Head head, uint256 slot) private pure returns (bool newer) {
        assembly ("memory-safe") {
            newer := lt(slot, or(shl(220, shr(96, head)), 1))
        }
    }

    /// @dev Every slot has its sequence in the highest 36 bits.
    function _checkNewer(bytes32 key, Head head, uint256 slot) private pure {
        if (_isNewer(head, slot)) return;
        uint256 stored = PriceSlot.sequence(slot);
        if (stored == head.sequence()) revert Replay(key, uint64(stored));
        revert OlderSequence(key, uint64(head.sequence()), uint64(stored));
    }

    /// @return terms Of the one price or gap.
    /// @return band Of the price.
    function _price(bytes calldata statement) private pure returns (uint256 terms, uint256 band) {
        (terms, band) = (statement.word(0), statement.word(32));
        if (statement.length == PriceStatement.PRICE_SIZE && terms.kind() == PriceStatement.PRICE) return (terms, band);
        if (statement.length == PriceStatement.GAP_SIZE && terms.kind() == PriceStatement.GAP) return (terms, band);
        revert WrongStatement(statement.length == 0 ? 0 : terms.kind(), statement.length);
    }

    /// @return first Where in memory the prices and gaps begin.
    /// @return last Where they end: statements stand in order of kind, and what follows is none of ours.
    function _range(bytes memory statements) private pure returns (uint256 first, uint256 last) {
        assembly ("memory-safe") {
            first := add(statements, 0x20)
        }
        unchecked {
            last = first;
            for (uint256 size = PriceStatement.termsAt(first).sizeOf(); size != 0; size = PriceStatement.termsAt(last).sizeOf()) last += size;
            if (last == first || last - first > statements.length) revert WrongStatement(PriceStatement.termsAt(first).kind(), statements.length);
        }
    }

    /// @return stored Whether it is newer, for everyone, and has not ended.
    function _store(Head head, bytes16 shard, uint256 terms, uint256 band) private returns (bool stored) {
        bytes32 key = PriceSlot.key(shard, terms.feed());
        uint256 slot = _load(key);
        uint256 now_ = _now();
        stored = _isNewer(head, slot);
        if (terms.kind() == PriceStatement.PRICE) {
            assembly ("memory-safe") {
                // One branch for six rules; which of them is broken is asked afterwards. A value of 0 wraps around.
                let live := iszero(lt(add(and(head, 0xffffffffffff), and(shr(128, terms), 0xffffffff)), now_))
                let broken := or(gt(sub(shr(128, band), 1), 999999999999999999999999999999999999), and(shr(127, band), 1))
                broken := or(broken, gt(and(shr(245, terms), 7), 2))
                stored := gt(and(and(stored, live), shr(244, terms)), broken)
            }
            if (!stored) return false;
            slot = PriceSlot.pack(head, terms, band);
        } else {
            terms.checkGap();
            if (!stored) return false;
            slot = PriceSlot.packGap(head, terms);
        }
        assembly ("memory-safe") {
            sstore(key, slot)
        }
    }

    /// @dev Why a statement was not stored.
    function _refuse(Head head, bytes16 shard, uint256 terms, uint256 band) private view {
        if (terms.kind() == PriceStatement.PRICE) terms.checkPrice(band);
        bytes32 key = PriceSlot.key(shard, terms.feed());
        _checkNewer(key, head, _load(key));
        if (!terms.relays()) revert NoPrice(terms.feed());
        revert Expired(key, _validUntil(head, terms), _now());
    }

    /// @dev As it was signed: nothing is rounded where nothing is stored. Of a gap sequence, time and breaker.
    function _view(Head head, bytes16 shard, uint256 terms, uint256 band) private view returns (PriceView memory view_) {
        (view_.sequence, view_.observedAt, view_.breaker) = (uint64(head.sequence()), uint64(head.observedAt()), uint8(terms.breaker()));
        if (terms.kind() == PriceStatement.GAP) {
            terms.checkGap();
            view_.validUntil = view_.observedAt;
            return view_;
        }
        terms.checkPrice(band);
        uint256 validUntil = _validUntil(head, terms);
        if (validUntil < _now()) revert Expired(PriceSlot.key(shard, terms.feed()), validUntil, _now());
        (view_.publishedAt, view_.validUntil, view_.verdict) = (uint64(terms.publishedAt()), uint64(validUntil), uint8(terms.verdict()));
        (view_.value, view_.confidence) = (uint128(band >> 128), uint128(band));
    }

    function _validUntil(Head head, uint256 terms) private pure returns (uint256) {
        unchecked {
            return head.observedAt() + terms.validFor();
        }
    }

    function _count(uint256 place, uint256 last) private pure returns (uint256 count) {
        for (; place < last; ++count) place += PriceStatement.termsAt(place).sizeOf();
    }
}
