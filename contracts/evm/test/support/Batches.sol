// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A batch as an attester sees it. Written from docs/spec/attestation-v1.md by way of abi.encode, and shares nothing with what it tests.
struct Batch {
    bytes32 deployment;
    uint16 schema;
    uint16 algorithm;
    uint32 epoch;
    uint64 sequence;
    uint48 validAfter;
    uint48 observedAt;
    uint32 leafCount;
    bytes16 shard;
    bytes32 audience;
    bytes32 previousDigest;
    bytes32 stateDigest;
    bytes32 inputsRoot;
    bytes32 root;
    bytes32 body;
}

library Batches {
    bytes private constant DOMAIN = "EIP712Domain(string name,string version,bytes32 salt)";
    bytes private constant TYPE =
        "Batch(uint16 schema,uint16 algorithm,uint32 epoch,uint64 sequence,uint48 validAfter,uint48 observedAt,uint32 leafCount,bytes16 shard,bytes32 audience,Provenance provenance,bytes32 root,bytes32 body)Provenance(bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot)";
    bytes private constant PROVENANCE = "Provenance(bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot)";

    function digest(Batch memory b) internal pure returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(keccak256(DOMAIN), keccak256("CrossChainOracle"), keccak256("1"), b.deployment));
        bytes memory first = abi.encode(keccak256(TYPE), b.schema, b.algorithm, b.epoch, b.sequence, b.validAfter, b.observedAt, b.leafCount, b.shard);
        bytes memory rest = abi.encode(b.audience, provenance(b), b.root, b.body);
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(bytes.concat(first, rest))));
    }

    function provenance(Batch memory b) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(PROVENANCE), b.previousDigest, b.stateDigest, b.inputsRoot));
    }

    /// @notice Tag, the first 80 bytes of the header and its provenance.
    function common(Batch memory b) internal pure returns (bytes memory) {
        bytes memory first = abi.encodePacked(bytes4(b.deployment), b.schema, b.algorithm, b.epoch, b.sequence, b.validAfter, b.observedAt, b.leafCount, b.shard);
        return abi.encodePacked(first, b.audience, provenance(b));
    }

    /// @notice Node 0 of the tree of section 3 is the root.
    function tree(bytes[] memory statements) internal pure returns (bytes32[] memory nodes) {
        uint256 n = statements.length;
        nodes = new bytes32[](2 * n - 1);
        for (uint256 i = 0; i < n; ++i) nodes[2 * n - 2 - i] = keccak256(bytes.concat(keccak256(statements[i])));
        for (uint256 i = n - 1; i > 0; --i) {
            (bytes32 a, bytes32 b) = (nodes[2 * i - 1], nodes[2 * i]);
            nodes[i - 1] = a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
        }
    }

    /// @return packed The nodes beside the way from a leaf to the root.
    function proof(bytes[] memory statements, uint256 leaf) internal pure returns (bytes memory packed) {
        bytes32[] memory nodes = tree(statements);
        for (uint256 i = nodes.length - 1 - leaf; i != 0; i = (i - 1) / 2) packed = bytes.concat(packed, nodes[i % 2 == 0 ? i - 1 : i + 1]);
    }

    function join(bytes[] memory statements) internal pure returns (bytes memory all) {
        for (uint256 i = 0; i < statements.length; ++i) all = bytes.concat(all, statements[i]);
    }

    /// @notice The batch over these statements: leaf count, root and body.
    function over(Batch memory b, bytes[] memory statements) internal pure returns (Batch memory) {
        (b.leafCount, b.root, b.body) = (uint32(statements.length), tree(statements)[0], keccak256(join(statements)));
        return b;
    }
}
