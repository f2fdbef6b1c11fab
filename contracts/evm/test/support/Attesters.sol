// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TestBase} from "./TestBase.sol";

/// @notice Five attesters of whom three sign, and the postings they make (docs/spec/attestation-v1.md, sections 3, 4.3 and 15.1), written apart from the contracts.
abstract contract Attesters is TestBase {
    struct BatchHeader {
        uint16 algorithm;
        uint32 epoch;
        uint64 sequence;
        uint48 observedAt;
        uint32 leafCount;
        bytes16 shard;
        bytes32 audience;
    }

    /// @dev Unix milliseconds: 2026-09-21T14:13:20Z, when tests begin.
    uint48 internal constant START = 1_790_000_000_000;
    bytes16 internal constant SHARD = "majors";
    bytes32 internal constant DEPLOYMENT = keccak256("crosschainoracle:test");
    uint256 internal constant THRESHOLD = 3;

    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,bytes32 salt)");
    bytes32 private constant BATCH_TYPE = keccak256(
        "Batch(uint16 schema,uint16 algorithm,uint32 epoch,uint64 sequence,uint48 validAfter,uint48 observedAt,uint32 leafCount,bytes16 shard,bytes32 audience,bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot,bytes32 root,bytes32 body)"
    );

    /// @dev In order of address.
    uint256[] private _keys;

    constructor() {
        for (uint256 key = 1; key <= 5; ++key) _insert(key);
    }

    function header(uint64 sequence, uint48 observedAt) internal pure returns (BatchHeader memory) {
        return BatchHeader(1, 1, sequence, observedAt, 1, SHARD, 0);
    }

    /// @return The statement of epoch 1, which begins a month before START and ends a year after it.
    function firstSet() internal view returns (bytes memory) {
        bytes memory members;
        for (uint256 i; i < _keys.length; ++i) members = abi.encodePacked(members, vm.addr(_keys[i]));
        return abi.encodePacked(uint8(3), uint8(0), uint8(THRESHOLD), uint8(_keys.length), uint32(1), START - 30 days * 1000, START + 365 days * 1000, members);
    }

    /// @return A statement posting of a batch whose only statement it is.
    function statementPosting(BatchHeader memory batch, bytes memory statement) internal view returns (bytes memory) {
        bytes32 root = keccak256(abi.encode(keccak256(statement)));
        bytes32 body = keccak256(statement);
        return abi.encodePacked(_head(batch), body, _signatures(digestOf(batch, root, body)), uint8(0), statement);
    }

    /// @return A batch posting. Nobody on chain computes its root: any stands there, signed.
    function batchPosting(BatchHeader memory batch, bytes memory statements) internal view returns (bytes memory) {
        bytes32 root = keccak256("root");
        return abi.encodePacked(_head(batch), root, _signatures(digestOf(batch, root, keccak256(statements))), statements);
    }

    function digestOf(BatchHeader memory batch, bytes32 root, bytes32 body) internal pure returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, keccak256("CrossChainOracle"), keccak256("1"), DEPLOYMENT));
        bytes memory first = abi.encode(BATCH_TYPE, uint16(1), batch.algorithm, batch.epoch, batch.sequence, batch.observedAt - 1000, batch.observedAt, batch.leafCount);
        bytes memory second = abi.encode(batch.shard, batch.audience, keccak256("previous"), keccak256("state"), keccak256("inputs"), root, body);
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encodePacked(first, second))));
    }

    function _head(BatchHeader memory batch) private pure returns (bytes memory) {
        bytes memory first = abi.encodePacked(bytes4(DEPLOYMENT), uint16(1), batch.algorithm, batch.epoch, batch.sequence, batch.observedAt - 1000, batch.observedAt, batch.leafCount);
        return abi.encodePacked(first, batch.shard, batch.audience, keccak256("previous"), keccak256("state"), keccak256("inputs"));
    }

    function _signatures(bytes32 digest) private view returns (bytes memory signatures) {
        signatures = abi.encodePacked(uint8(THRESHOLD));
        for (uint256 i; i < THRESHOLD; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keys[i], digest);
            signatures = abi.encodePacked(signatures, uint8(i), r, s, v);
        }
    }

    function _insert(uint256 key) private {
        _keys.push(key);
        for (uint256 i = _keys.length - 1; i > 0 && vm.addr(_keys[i - 1]) > vm.addr(_keys[i]); --i) (_keys[i - 1], _keys[i]) = (_keys[i], _keys[i - 1]);
    }
}
