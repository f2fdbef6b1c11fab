// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Head} from "./Head.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice A posting's bytes (docs/spec/attestation-v1.md, section 15.1) and what is hashed of them (section 3).
/// @dev In assembly, because each is a part of what every posted price costs: Solidity would copy the words of a hash, and check each slice.
library PostingBytes {
    // Offsets. At 116 a batch has its root, a statement the body; signatures are 66 bytes each, the signer first.
    uint256 private constant LEAF_COUNT = 32;
    uint256 private constant AUDIENCE = 52;
    uint256 private constant ROOT_OR_BODY = 116;
    uint256 private constant COUNT = 148;
    uint256 internal constant SIGNATURES = 149;
    uint256 internal constant SIGNATURE_SIZE = 66;

    bytes32 private constant BATCH_TYPE = keccak256(
        "Batch(uint16 schema,uint16 algorithm,uint32 epoch,uint64 sequence,uint48 validAfter,uint48 observedAt,uint32 leafCount,bytes16 shard,bytes32 audience,Provenance provenance,bytes32 root,bytes32 body)Provenance(bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot)"
    );

    /// @return value 32 bytes from `offset`; the caller knows that they are there.
    function word(bytes calldata data, uint256 offset) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(add(data.offset, offset))
        }
    }

    function shard(bytes calldata posting) internal pure returns (bytes16) {
        return bytes16(bytes32(word(posting, LEAF_COUNT) << 32));
    }

    function audience(bytes calldata posting) internal pure returns (bytes32) {
        return bytes32(word(posting, AUDIENCE));
    }

    function rootOrBody(bytes calldata posting) internal pure returns (bytes32) {
        return bytes32(word(posting, ROOT_OR_BODY));
    }

    /// @return Number of signatures.
    function given(bytes calldata posting) internal pure returns (uint256) {
        return word(posting, COUNT) >> 248;
    }

    /// @return end Of the signatures: where the statements of a batch begin.
    function afterSignatures(bytes calldata posting) internal pure returns (uint256 end) {
        unchecked {
            end = SIGNATURES + SIGNATURE_SIZE * given(posting);
            if (posting.length < end) _truncated(posting, 0);
        }
    }

    /// @return nodes Of the proof.
    /// @return statement Behind it.
    function split(bytes calldata posting) internal pure returns (bytes calldata nodes, bytes calldata statement) {
        unchecked {
            uint256 start = SIGNATURES + SIGNATURE_SIZE * given(posting) + 1;
            uint256 length = 32 * (word(posting, start - 1) >> 248);
            if (posting.length < start + length) _truncated(posting, 1);
            assembly ("memory-safe") {
                nodes.offset := add(posting.offset, start)
                nodes.length := length
                statement.offset := add(nodes.offset, length)
                statement.length := sub(posting.length, add(start, length))
            }
        }
    }

    /// @return statements Copied, for one hash and many reads, with a word of zeros behind them: a reader by kind needs no other end.
    /// @return hash Of them.
    function copy(bytes calldata posting, uint256 start) internal pure returns (bytes memory statements, bytes32 hash) {
        assembly ("memory-safe") {
            statements := mload(0x40)
            let length := sub(posting.length, start)
            let first := add(statements, 0x20)
            let end := add(first, length)
            mstore(statements, length)
            calldatacopy(first, add(posting.offset, start), length)
            mstore(end, 0)
            mstore(0x40, and(add(end, 0x3f), not(0x1f)))
            hash := keccak256(first, length)
        }
    }

    /// @return result leaf = keccak256(keccak256(statement)), node = keccak256(min ‖ max).
    function root(bytes calldata nodes, bytes calldata statement) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, statement.offset, statement.length)
            mstore(0x00, keccak256(free, statement.length))
            result := keccak256(0x00, 0x20)
            let end := add(nodes.offset, nodes.length)
            for { let next := nodes.offset } lt(next, end) { next := add(next, 0x20) } {
                let node := calldataload(next)
                let place := shl(5, gt(result, node))
                mstore(place, result)
                mstore(xor(place, 0x20), node)
                result := keccak256(0x00, 0x40)
            }
        }
    }

    /// @return result The EIP-712 digest.
    function digest(bytes calldata posting, Head head, bytes32 domain, bytes32 root_, bytes32 body) internal pure returns (bytes32 result) {
        bytes32 batchType = BATCH_TYPE;
        assembly ("memory-safe") {
            let free := mload(0x40)
            let leaves := calldataload(add(posting.offset, LEAF_COUNT))
            mstore(free, batchType)
            mstore(add(free, 0x20), and(shr(208, head), 0xffff))
            mstore(add(free, 0x40), and(shr(192, head), 0xffff))
            mstore(add(free, 0x60), and(shr(160, head), 0xffffffff))
            mstore(add(free, 0x80), and(shr(96, head), 0xffffffffffffffff))
            mstore(add(free, 0xa0), and(shr(48, head), 0xffffffffffff))
            mstore(add(free, 0xc0), and(head, 0xffffffffffff))
            mstore(add(free, 0xe0), shr(224, leaves))
            mstore(add(free, 0x100), shl(128, shr(96, leaves)))
            // audience, provenance
            calldatacopy(add(free, 0x120), add(posting.offset, AUDIENCE), 0x40)
            mstore(add(free, 0x160), root_)
            mstore(add(free, 0x180), body)
            let batch := keccak256(free, 0x1a0)
            mstore(free, shl(240, 0x1901))
            mstore(add(free, 0x02), domain)
            mstore(add(free, 0x22), batch)
            result := keccak256(free, 0x42)
        }
    }

    /// @dev What lies behind a posting that is too short may be anything: only the counts that it has are asked.
    /// @param more Bytes that must follow the signatures at least.
    function _truncated(bytes calldata posting, uint256 more) private pure {
        uint256 needed = SIGNATURES + more;
        if (posting.length >= SIGNATURES) needed += SIGNATURE_SIZE * given(posting);
        if (more != 0 && posting.length >= needed) needed += 32 * (word(posting, needed - more) >> 248);
        revert IOracleHub.Truncated(posting.length, needed);
    }
}
