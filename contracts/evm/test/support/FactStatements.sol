// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Statements about accounts and chains in the bytes of docs/spec/attestation-v1.md, sections 4.4 to 4.8.
library FactStatements {
    bytes32 internal constant CONTEXT = keccak256("context");

    function collateral(bytes32 position, uint32 validFor, uint128 amount) internal pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(uint8(4), uint8(3), uint8(1), uint8(4), uint8(2), uint8(1), uint8(2), uint8(6), uint64(1_000), bytes16("alice"), position);
        bytes memory shares = abi.encodePacked(keccak256("block"), amount + 1, amount + 2, amount + 3, amount);
        return abi.encodePacked(head, shares, uint48(1_789_999_990_000), validFor, uint176(0), CONTEXT);
    }

    function marketIndex(bytes32 market, uint32 validFor) internal pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(uint8(5), uint8(0), uint8(1), uint8(3), uint8(2), uint8(1), uint8(0), uint8(18), uint64(1_000), uint48(1_789_999_990_000));
        return abi.encodePacked(head, validFor, uint48(0), market, keccak256("block"), uint128(3), uint128(2), uint128(4), uint128(3), market);
    }

    function snapshot(bytes16 account, uint32 validFor, int128 equity) internal pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(uint8(6), uint8(0x80 | 0x20 | 0x1f), uint8(2), uint8(3), uint8(1), uint8(0), uint16(7), uint32(1_500), validFor, account);
        return abi.encodePacked(head, equity, int128(11), -equity, int128(12), int128(13), int128(14), CONTEXT);
    }

    function chainStatus(bytes32 chain, uint32 validFor, uint64 head) internal pure returns (bytes memory) {
        bytes memory heights = abi.encodePacked(uint8(7), uint8(4), uint16(0), validFor, head, head - 1, head - 2);
        bytes memory hashes = abi.encodePacked(chain, keccak256("head"), keccak256("safe"), keccak256("finalized"));
        bytes memory times = abi.encodePacked(uint48(1_789_999_999_000), uint48(1_789_999_998_000), uint48(1_789_999_997_000), head, uint48(0));
        return abi.encodePacked(heights, hashes, times, uint128(7_000_000_000), uint32(3), uint96(0), CONTEXT);
    }

    function retraction(bytes16 shard, bytes32 subject, uint64 sequence) internal pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(uint8(9), uint8(4), uint48(0), sequence, shard, subject, keccak256("fact"));
        return abi.encodePacked(head, keccak256("lost"), keccak256("won"), keccak256("eip155:1"), uint64(1_000), uint192(0));
    }
}
