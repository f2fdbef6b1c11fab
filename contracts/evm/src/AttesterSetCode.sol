// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice An attester set in memory: 6 bytes acceptedFrom, 20 bytes address of the set before, then its statement as it was signed (section 4.3).
type AttesterSet is uint256;

using {terms, acceptedFrom, previous, threshold, members, epoch, validFrom, expiresAt, member} for AttesterSet global;

/// @dev Kind 8, flags 8, threshold 8, members 8, epoch 32, validFrom 48, expiresAt 48: the first 20 bytes of the statement.
function terms(AttesterSet set) pure returns (uint256 value) {
    assembly ("memory-safe") {
        value := mload(add(set, 14))
    }
}

/// @dev Unix milliseconds; later than validFrom where the recovery set named it.
function acceptedFrom(AttesterSet set) pure returns (uint256 value) {
    assembly ("memory-safe") {
        value := shr(208, mload(set))
    }
}

/// @dev Zero: there is none.
function previous(AttesterSet set) pure returns (address value) {
    assembly ("memory-safe") {
        value := shr(96, shl(48, mload(set)))
    }
}

function threshold(AttesterSet set) pure returns (uint256) {
    return uint8(terms(set) >> 136);
}

function members(AttesterSet set) pure returns (uint256) {
    return uint8(terms(set) >> 128);
}

function epoch(AttesterSet set) pure returns (uint32) {
    return uint32(terms(set) >> 96);
}

function validFrom(AttesterSet set) pure returns (uint256) {
    return uint48(terms(set) >> 48);
}

function expiresAt(AttesterSet set) pure returns (uint256) {
    return uint48(terms(set));
}

/// @param index Below `members`.
function member(AttesterSet set, uint256 index) pure returns (address value) {
    assembly ("memory-safe") {
        // The word that ends with the member's 20 bytes.
        value := and(mload(add(add(set, 34), mul(20, index))), 0xffffffffffffffffffffffffffffffffffffffff)
    }
}

/// @notice Attester sets as contract code behind a STOP byte: one EXTCODECOPY reads a set of any size for less than two storage slots cost.
library AttesterSetCode {
    uint256 internal constant KIND = 3;
    uint32 internal constant RECOVERY_EPOCH = type(uint32).max;
    uint256 private constant FIRST_MEMBER = 20;
    uint256 private constant MAXIMUM_MEMBERS = 32;

    /// @param size Of the code, STOP included.
    function load(address pointer, uint256 size) internal view returns (AttesterSet set) {
        assembly ("memory-safe") {
            set := mload(0x40)
            mstore(0x40, and(add(add(set, size), 0x1f), not(0x1f)))
            extcodecopy(pointer, set, 1, size)
        }
    }

    function load(address pointer) internal view returns (AttesterSet) {
        return load(pointer, pointer.code.length);
    }

    function store(bytes memory statement, uint256 from, address before) internal returns (address pointer) {
        bytes memory code = abi.encodePacked(hex"00", uint48(from), before, statement);
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN: what follows becomes the code.
        bytes memory creation = abi.encodePacked(hex"61", uint16(code.length), hex"80600a3d393df3", code);
        assembly ("memory-safe") {
            pointer := create(0, add(creation, 0x20), mload(creation))
        }
        if (pointer == address(0)) revert IOracleHub.BadAttesterSet(8);
    }

    /// @param statement Checked.
    function expiryOf(bytes memory statement) internal pure returns (uint256) {
        AttesterSet set;
        assembly ("memory-safe") {
            set := add(statement, 6)
        }
        return set.expiresAt();
    }

    /// @notice The rules of section 4.3, by number: 1 flags, 2 number of members, 3 threshold, 4 times, 5 order of members.
    function check(bytes memory statement) internal pure returns (uint32 epoch_, uint256 validFrom_) {
        AttesterSet set;
        uint256 kind;
        assembly ("memory-safe") {
            // As if acceptedFrom and the set before stood in front of it.
            set := add(statement, 6)
            kind := byte(0, mload(add(statement, 0x20)))
        }
        uint256 count = set.members();
        if (statement.length < FIRST_MEMBER || kind != KIND || statement.length != FIRST_MEMBER + 20 * count) revert IOracleHub.WrongStatement(kind, statement.length);
        if (statement[1] != 0) revert IOracleHub.BadAttesterSet(1);
        if (count == 0 || count > MAXIMUM_MEMBERS) revert IOracleHub.BadAttesterSet(2);
        if (set.threshold() > count || set.threshold() <= count / 2) revert IOracleHub.BadAttesterSet(3);
        if (set.expiresAt() <= set.validFrom()) revert IOracleHub.BadAttesterSet(4);
        address last = address(0);
        for (uint256 i = 0; i < count; ++i) {
            if (set.member(i) <= last) revert IOracleHub.BadAttesterSet(5);
            last = set.member(i);
        }
        return (set.epoch(), set.validFrom());
    }
}
