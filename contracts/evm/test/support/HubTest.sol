// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch, Batches} from "./Batches.sol";
import {PriceFields, Statements} from "./Statements.sol";
import {TestBase} from "./TestBase.sol";
import {IOracleHub} from "../../src/interfaces/IOracleHub.sol";

/// @notice A hub with five attesters of whom three sign, and what they sign. The keys are those of tests.
abstract contract HubTest is TestBase {
    using Batches for Batch;

    bytes32 internal constant DEPLOYMENT = keccak256("crosschainoracle:test");
    bytes16 internal constant SHARD = "prices";
    uint48 internal constant START = 1_800_000_000_000;
    uint48 internal constant EXPIRY = START + 30 days * 1000;
    uint256 internal constant GRACE = 600_000;
    uint256 internal constant RECOVERY_DELAY = 86_400_000;
    uint256 internal constant MAX_AHEAD = 3_000;
    uint32 internal constant EPOCH = 7;
    uint32 internal constant RECOVERY = type(uint32).max;

    IOracleHub internal hub;

    /// @dev In order of address, by the seed of the set.
    mapping(uint256 seed => uint256[] keys) private _keys;

    function setUp() public virtual {
        vm.warp(START / 1000 + 100);
        hub = deploy(set(EPOCH, 3, 5, START, EXPIRY), set(RECOVERY, 2, 3, START, EXPIRY + 365 days * 1000));
    }

    /// @dev The artifact, as a relayer deploys it: tests are compiled without it.
    function deploy(bytes memory first, bytes memory recovery) internal returns (IOracleHub deployed) {
        bytes memory creation = bytes.concat(vm.getCode("OracleHub.sol:OracleHub"), abi.encode(DEPLOYMENT, first, recovery, RECOVERY_DELAY, GRACE, MAX_AHEAD));
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 0x20), mload(creation))
            if iszero(deployed) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    /// @notice Private keys of `count` members of an epoch's set, in order of address.
    function keysOf(uint32 epoch, uint256 count) internal returns (uint256[] memory keys) {
        uint256 seed = uint256(keccak256(abi.encode("attesters", epoch, count)));
        if (_keys[seed].length == 0) {
            keys = new uint256[](count);
            for (uint256 i = 0; i < count; ++i) {
                uint256 key = uint256(keccak256(abi.encode(seed, i))) >> 1;
                uint256 j = i;
                for (; j > 0 && vm.addr(keys[j - 1]) > vm.addr(key); --j) keys[j] = keys[j - 1];
                keys[j] = key;
            }
            _keys[seed] = keys;
        }
        return _keys[seed];
    }

    function set(uint32 epoch, uint8 threshold, uint256 count, uint48 from, uint48 until) internal returns (bytes memory) {
        uint256[] memory keys = keysOf(epoch, count);
        address[] memory members = new address[](count);
        for (uint256 i = 0; i < count; ++i) members[i] = vm.addr(keys[i]);
        return Statements.set(epoch, threshold, from, until, members);
    }

    /// @dev Of the block, in seconds. The compiler takes `block.timestamp` for one value in a call, which `warp` changes.
    function time() internal view returns (uint256) {
        return vm.getBlockTimestamp();
    }

    /// @notice A batch whose other fields are those of its sequence; observed a second before the block.
    function batch(uint64 sequence) internal view returns (Batch memory b) {
        uint48 observedAt = uint48(time() * 1000 - 850);
        b = Batch(DEPLOYMENT, 1, 1, EPOCH, sequence, observedAt - 400, observedAt, 0, SHARD, 0, mix("previous", sequence), mix("state", sequence), mix("inputs", sequence), 0, 0);
    }

    function mix(string memory what, uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encode(what, number));
    }

    function priceOf(bytes16 feed, uint128 value, uint128 confidence) internal view returns (PriceFields memory) {
        return PriceFields(Statements.ALL, 21_345, uint48(time() * 1000 - 1_234), 60_000, feed, value, confidence, keccak256(abi.encode(feed, value)));
    }

    /// @notice Prices of feeds F000/USD and on, each about what Bitcoin costs.
    function prices(uint256 count, uint256 seed) internal view returns (bytes[] memory statements) {
        statements = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint128 value = uint128(60_000e18 + uint256(mix("value", seed * 1000 + i)) % 5_000e18);
            statements[i] = Statements.price(priceOf(feedOf(i), value, value / 2_000 + uint128(i)));
        }
    }

    function feedOf(uint256 i) internal pure returns (bytes16) {
        return bytes16(bytes.concat("F", bytes1(uint8(48 + i / 100)), bytes1(uint8(48 + i / 10 % 10)), bytes1(uint8(48 + i % 10)), "/USD"));
    }

    function firstSigners(uint256 count) internal pure returns (uint8[] memory signers) {
        signers = new uint8[](count);
        for (uint256 i = 0; i < count; ++i) signers[i] = uint8(i);
    }

    function signatures(bytes32 digest, uint256[] memory keys, uint8[] memory signers) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(uint8(signers.length));
        for (uint256 i = 0; i < signers.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[signers[i]], digest);
            packed = abi.encodePacked(packed, signers[i], r, s, v);
        }
    }

    function batchPosting(Batch memory b, bytes[] memory statements, uint256[] memory keys, uint8[] memory signers) internal pure returns (bytes memory) {
        b = b.over(statements);
        return bytes.concat(b.common(), b.root, signatures(b.digest(), keys, signers), Batches.join(statements));
    }

    function statementPosting(Batch memory b, bytes[] memory statements, uint256 leaf, uint256[] memory keys, uint8[] memory signers)
        internal
        pure
        returns (bytes memory)
    {
        b = b.over(statements);
        bytes memory proof = Batches.proof(statements, leaf);
        return bytes.concat(b.common(), b.body, signatures(b.digest(), keys, signers), bytes1(uint8(proof.length / 32)), proof, statements[leaf]);
    }

    /// @notice Signed by the first three of five.
    function batchPosting(Batch memory b, bytes[] memory statements) internal returns (bytes memory) {
        return batchPosting(b, statements, keysOf(EPOCH, 5), firstSigners(3));
    }

    function statementPosting(Batch memory b, bytes[] memory statements, uint256 leaf) internal returns (bytes memory) {
        return statementPosting(b, statements, leaf, keysOf(EPOCH, 5), firstSigners(3));
    }
}
