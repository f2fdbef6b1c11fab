// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The first 32 bytes of a posting (docs/spec/attestation-v1.md, sections 3 and 15.1), read with one load:
/// tag 4, schema 2, algorithm 2, epoch 4, sequence 8, validAfter 6, observedAt 6.
type Head is uint256;

using {tag, schema, algorithm, epoch, sequence, validAfter, observedAt} for Head global;

function tag(Head head) pure returns (bytes4) {
    return bytes4(bytes32(Head.unwrap(head)));
}

function schema(Head head) pure returns (uint256) {
    return uint16(Head.unwrap(head) >> 208);
}

function algorithm(Head head) pure returns (uint256) {
    return uint16(Head.unwrap(head) >> 192);
}

function epoch(Head head) pure returns (uint256) {
    return uint32(Head.unwrap(head) >> 160);
}

function sequence(Head head) pure returns (uint256) {
    return uint64(Head.unwrap(head) >> 96);
}

function validAfter(Head head) pure returns (uint256) {
    return uint48(Head.unwrap(head) >> 48);
}

/// @dev Unix milliseconds.
function observedAt(Head head) pure returns (uint256) {
    return uint48(Head.unwrap(head));
}
