// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttesterSet, AttesterSetCode} from "./AttesterSetCode.sol";
import {AttesterSetView, IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice Who attests: the current set, the one before for its grace, and the recovery set (docs/spec/attestation-v1.md, sections 9 and 15.2).
abstract contract AttesterSets is IOracleHub {
    /// @notice What a posting is opened for. Only where nothing is stored the audience may be the caller, and the recovery set signs nothing but rotations.
    enum Use {
        Push,
        Pull,
        Rotate
    }

    uint256 private constant MAXIMUM_GRACE = 3_600_000;

    /// @dev Milliseconds after a rotation takes effect for which the set before is still accepted.
    uint256 internal immutable _grace;

    /// @dev Milliseconds between a rotation by the recovery set and its effect, at least.
    uint256 internal immutable _recoveryDelay;

    address private immutable _recovery;

    /// @dev Share a slot: one load finds the set that signs, and how much of its code to copy.
    address private _current;
    uint32 private _currentEpoch;
    uint16 private _currentSize;

    /// @param first Statement of the set that is trusted to begin with.
    /// @param recovery Statement of the set that may rotate after expiry, with epoch 2^32 - 1; empty: nobody may.
    /// @dev `BadAttesterSet` has three rules beyond those of a statement: 6 the epoch is that of the other kind of set, 7 the grace is above one hour, 8 no code could be made.
    constructor(bytes memory first, bytes memory recovery, uint256 recoveryDelay_, uint256 grace_) {
        if (grace_ > MAXIMUM_GRACE) revert BadAttesterSet(7);
        (_recoveryDelay, _grace) = (recoveryDelay_, grace_);
        (uint32 epoch, uint256 from) = AttesterSetCode.check(first);
        if (epoch == AttesterSetCode.RECOVERY_EPOCH) revert BadAttesterSet(6);
        _setCurrent(first, from, address(0), epoch);
        _recovery = recovery.length == 0 ? address(0) : _storeRecovery(recovery);
    }

    /// @inheritdoc IOracleHub
    function currentEpoch() external view override returns (uint32) {
        return _currentEpoch;
    }

    /// @inheritdoc IOracleHub
    function attesterSet(uint32 epoch) external view override returns (AttesterSetView memory) {
        (AttesterSet set, uint256 from, uint256 until) = _find(epoch, true);
        address[] memory members = new address[](set.members());
        for (uint256 i = 0; i < members.length; ++i) {
            members[i] = set.member(i);
        }
        return AttesterSetView(
            set.epoch(), uint8(set.threshold()), uint64(set.validFrom()), uint64(set.expiresAt()), uint64(from), uint64(until), members
        );
    }

    /// @dev The block's time in Unix milliseconds.
    function _now() internal view returns (uint256) {
        unchecked {
            return block.timestamp * 1000;
        }
    }

    /// @return set That may sign for this epoch now.
    function _accepted(uint256 epoch, Use use) internal view returns (AttesterSet set) {
        uint256 now_ = _now();
        (address pointer, uint256 currentEpoch_, uint256 size) = (_current, _currentEpoch, _currentSize);
        if (epoch == currentEpoch_) {
            set = AttesterSetCode.load(pointer, size);
            unchecked {
                // One branch for both ends: before the first one the difference wraps around.
                if (now_ - set.acceptedFrom() < set.expiresAt() - set.acceptedFrom()) return set;
            }
        }
        return _acceptedOther(epoch, use == Use.Rotate, now_);
    }

    /// @dev Not the usual case: of another epoch than the current one, or refused.
    function _acceptedOther(uint256 epoch, bool recovery, uint256 now_) private view returns (AttesterSet set) {
        uint256 from;
        uint256 until;
        (set, from, until) = _find(epoch, recovery);
        if (now_ < from) revert EpochNotYetValid(uint32(epoch), from, now_);
        if (now_ >= until) revert EpochExpired(uint32(epoch), until, now_);
    }

    /// @notice Makes the set of a verified statement the current one.
    /// @param signed Epoch that signed it.
    /// @param observedAt Of its batch, Unix milliseconds.
    /// @param digest Of its batch.
    function _follow(bytes memory statement, uint256 signed, uint256 observedAt, bytes32 digest) internal {
        (uint32 epoch, uint256 from) = AttesterSetCode.check(statement);
        (address current, uint256 currentEpoch_) = (_current, _currentEpoch);
        bool recovery = signed == AttesterSetCode.RECOVERY_EPOCH;
        bool inOrder = epoch == currentEpoch_ + 1 && epoch != AttesterSetCode.RECOVERY_EPOCH && (recovery || signed == currentEpoch_);
        uint256 expiry = AttesterSetCode.load(current).expiresAt();
        if (!inOrder || (recovery && from < _larger(expiry, observedAt + _recoveryDelay))) revert BadRotation(epoch, uint32(currentEpoch_), from);
        // What attesters say of their own time could be written back, the block's time cannot.
        if (recovery) from = _larger(from, _now() + _recoveryDelay);
        // A set that ends before it would begin is never accepted; with a beginning behind its end it would look like one that never ends.
        from = _smaller(from, AttesterSetCode.expiryOf(statement));
        AttesterSet next = _setCurrent(statement, from, current, epoch);
        emit Rotated(epoch, digest, uint64(from), uint64(next.expiresAt()), recovery);
    }

    /// @param recovery Whether the recovery set is asked for, too.
    /// @return set Of this epoch.
    /// @return from Unix milliseconds, inclusive.
    /// @return until Unix milliseconds, exclusive.
    function _find(uint256 epoch, bool recovery) private view returns (AttesterSet set, uint256 from, uint256 until) {
        (address pointer, uint256 currentEpoch_, uint256 size) = (_current, _currentEpoch, _currentSize);
        set = AttesterSetCode.load(pointer, size);
        if (epoch == currentEpoch_) return (set, set.acceptedFrom(), set.expiresAt());
        if (epoch + 1 == currentEpoch_ && set.previous() != address(0)) {
            until = set.acceptedFrom() + _grace;
            set = AttesterSetCode.load(set.previous());
            return (set, set.acceptedFrom(), _smaller(set.expiresAt(), until));
        }
        if (epoch != AttesterSetCode.RECOVERY_EPOCH || !recovery || _recovery == address(0)) revert UnknownEpoch(uint32(epoch), uint32(currentEpoch_));
        from = set.expiresAt();
        set = AttesterSetCode.load(_recovery);
        return (set, _larger(from, set.validFrom()), set.expiresAt());
    }

    function _setCurrent(bytes memory statement, uint256 from, address before, uint32 epoch) private returns (AttesterSet) {
        address pointer = AttesterSetCode.store(statement, from, before);
        (_current, _currentEpoch, _currentSize) = (pointer, epoch, uint16(pointer.code.length));
        return AttesterSetCode.load(pointer);
    }

    function _storeRecovery(bytes memory statement) private returns (address) {
        (uint32 epoch, uint256 from) = AttesterSetCode.check(statement);
        if (epoch != AttesterSetCode.RECOVERY_EPOCH) revert BadAttesterSet(6);
        return AttesterSetCode.store(statement, from, address(0));
    }

    function _smaller(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _larger(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
