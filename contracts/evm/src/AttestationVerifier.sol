// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttesterSet} from "./AttesterSetCode.sol";
import {AttesterSets} from "./AttesterSets.sol";
import {Caip10} from "./Caip10.sol";
import {Head} from "./Head.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice Everything between a posting and what it says: framing, clock, audience, attester sets, signatures, proof
/// (docs/spec/attestation-v1.md, sections 9 and 15.2).
/// @dev No owner: sets follow from the first one by rotations that the sets themselves sign.
abstract contract AttestationVerifier is AttesterSets {
    /// @notice What a posting is opened for. Only where nothing is stored the audience may be the caller, and the recovery set signs nothing but rotations.
    enum Use {
        Push,
        Pull,
        Rotate
    }

    uint256 private constant SCHEMA = 1;
    uint256 private constant LAST_ALGORITHM = 2;

    // Offsets in a posting (section 15.1). At 180 a batch has its root, a statement the body.
    uint256 private constant LEAF_COUNT = 32;
    uint256 private constant AUDIENCE = 52;
    uint256 private constant ROOT_OR_BODY = 180;
    uint256 private constant SIGNATURES = 212;
    uint256 private constant FIRST_SIGNATURE = 213;
    uint256 private constant SIGNATURE_SIZE = 66;

    /// @dev n / 2 of secp256k1: of s and n - s one signature has the lower one (EIP-2).
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,bytes32 salt)");
    bytes32 private constant BATCH_TYPE = keccak256(
        "Batch(uint16 schema,uint16 algorithm,uint32 epoch,uint64 sequence,uint48 validAfter,uint48 observedAt,uint32 leafCount,bytes16 shard,bytes32 audience,bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot,bytes32 root,bytes32 body)"
    );

    /// @inheritdoc IOracleHub
    bytes32 public immutable override deployment;

    /// @notice Milliseconds that the attesters' clock may be ahead of the block's.
    uint256 public immutable maxAhead;

    bytes32 private immutable _domain;
    /// @param deployment_ keccak256 of the deployment's name.
    /// @dev The other arguments are those of `AttesterSets`.
    constructor(bytes32 deployment_, bytes memory firstSet, bytes memory recoverySet, uint256 recoveryDelay_, uint256 grace_, uint256 maxAhead_)
        AttesterSets(firstSet, recoverySet, recoveryDelay_, grace_)
    {
        (deployment, maxAhead) = (deployment_, maxAhead_);
        _domain = keccak256(abi.encode(DOMAIN_TYPE, keccak256("CrossChainOracle"), keccak256("1"), deployment_));
    }

    /// @inheritdoc IOracleHub
    function rotate(bytes calldata posting) external override {
        (Head head,, bytes32 digest, bytes calldata statement) = _openStatement(posting, Use.Rotate);
        _follow(statement, head.epoch(), head.observedAt(), digest);
    }

    /// @notice ERC-5267. Without chain id and contract: one signature is posted on many chains.
    function eip712Domain()
        external
        view
        returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions)
    {
        return (0x13, "CrossChainOracle", "1", 0, address(0), deployment, new uint256[](0));
    }

    /// @dev Read by the caller.
    function _openStatement(bytes calldata posting, Use use) internal view returns (Head, bytes16, bytes32, bytes calldata) {
        return _openStatement(posting, use, msg.sender);
    }

    /// @notice Everything of section 15.2 up to the signatures, and the proof.
    /// @param reader Whose audience is taken, too, where nothing is stored.
    /// @return head Sequence, observation time and what else the first word has.
    /// @return shard Of the batch.
    /// @return digest That was signed.
    /// @return statement Its bytes, not yet looked at.
    function _openStatement(bytes calldata posting, Use use, address reader)
        internal
        view
        returns (Head head, bytes16 shard, bytes32 digest, bytes calldata statement)
    {
        uint256 proof = _afterSignatures(posting, 1);
        uint256 end;
        unchecked {
            end = proof + 1 + 32 * (_word(posting, proof) >> 248);
        }
        if (posting.length < end) revert Truncated(posting.length, end);
        statement = posting[end:];
        head = _checkHead(posting, use, reader);
        digest = _digest(posting, head, _root(posting[proof + 1:end], statement), bytes32(_word(posting, ROOT_OR_BODY)));
        _checkSignatures(posting, head.epoch(), digest, use);
        shard = _shard(posting);
    }

    /// @notice The same of a batch: what its hash covers needs no proof.
    /// @return head As above.
    /// @return shard As above.
    /// @return statements All of them, one after the other.
    function _openBatch(bytes calldata posting, Use use) internal view returns (Head head, bytes16 shard, bytes calldata statements) {
        statements = posting[_afterSignatures(posting, 0):];
        head = _checkHead(posting, use, msg.sender);
        bytes32 digest = _digest(posting, head, bytes32(_word(posting, ROOT_OR_BODY)), _hash(statements));
        _checkSignatures(posting, head.epoch(), digest, use);
        shard = _shard(posting);
    }

    /// @dev 32 bytes from `offset`; the caller knows that they are there.
    function _word(bytes calldata data, uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    /// @dev keccak256 without moving the free memory pointer.
    function _hash(bytes calldata data) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, data.offset, data.length)
            hash := keccak256(free, data.length)
        }
    }

    function _shard(bytes calldata posting) private pure returns (bytes16) {
        return bytes16(bytes32(_word(posting, LEAF_COUNT) << 32));
    }

    /// @param more Bytes that must follow the signatures at least.
    /// @return offset Of the first byte after the signatures.
    function _afterSignatures(bytes calldata posting, uint256 more) private pure returns (uint256 offset) {
        unchecked {
            offset = FIRST_SIGNATURE;
            if (posting.length >= offset) offset += SIGNATURE_SIZE * (_word(posting, SIGNATURES) >> 248);
            if (posting.length < offset + more) revert Truncated(posting.length, offset + more);
        }
    }

    function _checkHead(bytes calldata posting, Use use, address reader) private view returns (Head head) {
        head = Head.wrap(_word(posting, 0));
        bytes4 expected = bytes4(deployment);
        if (head.tag() != expected) revert WrongDeployment(head.tag(), expected);
        if (head.schema() != SCHEMA) revert UnsupportedVersion(uint16(head.schema()));
        unchecked {
            // Below 1 wraps around.
            if (head.algorithm() - 1 >= LAST_ALGORITHM) revert UnknownAlgorithm(uint16(head.algorithm()));
            uint256 latest = _now() + maxAhead;
            if (head.observedAt() > latest) revert Ahead(head.observedAt(), latest);
        }
        bytes32 audience = bytes32(_word(posting, AUDIENCE));
        if (audience != 0) _checkAudience(audience, use, reader);
    }

    function _checkAudience(bytes32 audience, Use use, address reader) private view {
        bytes32 own = Caip10.hash(address(this));
        if (audience != own && (use != Use.Pull || audience != Caip10.hash(reader))) revert WrongAudience(audience, own);
    }

    /// @dev leaf = keccak256(keccak256(statement)); node = keccak256(min ‖ max). In assembly for the scratch space: Solidity would allocate for each node.
    function _root(bytes calldata proof, bytes calldata statement) private pure returns (bytes32 root) {
        bytes32 leaf = _hash(statement);
        assembly ("memory-safe") {
            mstore(0x00, leaf)
            root := keccak256(0x00, 0x20)
            let end := add(proof.offset, proof.length)
            for { let next := proof.offset } lt(next, end) { next := add(next, 0x20) } {
                let node := calldataload(next)
                let place := shl(5, gt(root, node))
                mstore(place, root)
                mstore(xor(place, 0x20), node)
                root := keccak256(0x00, 0x40)
            }
        }
    }

    /// @dev EIP-712 digest (section 3). In assembly because abi.encode of 15 words would copy them twice.
    function _digest(bytes calldata posting, Head head, bytes32 root, bytes32 body) private view returns (bytes32 digest) {
        bytes32 domain = _domain;
        bytes32 batchType = BATCH_TYPE;
        assembly ("memory-safe") {
            let free := mload(0x40)
            let leaves := calldataload(add(posting.offset, LEAF_COUNT))
            mstore(free, batchType)
            mstore(add(free, 0x20), SCHEMA)
            mstore(add(free, 0x40), and(shr(192, head), 0xffff))
            mstore(add(free, 0x60), and(shr(160, head), 0xffffffff))
            mstore(add(free, 0x80), and(shr(96, head), 0xffffffffffffffff))
            mstore(add(free, 0xa0), and(shr(48, head), 0xffffffffffff))
            mstore(add(free, 0xc0), and(head, 0xffffffffffff))
            mstore(add(free, 0xe0), shr(224, leaves))
            mstore(add(free, 0x100), shl(128, shr(96, leaves)))
            // audience, previousDigest, stateDigest, inputsRoot
            calldatacopy(add(free, 0x120), add(posting.offset, AUDIENCE), 0x80)
            mstore(add(free, 0x1a0), root)
            mstore(add(free, 0x1c0), body)
            let batch := keccak256(free, 0x1e0)
            mstore(free, shl(240, 0x1901))
            mstore(add(free, 0x02), domain)
            mstore(add(free, 0x22), batch)
            digest := keccak256(free, 0x42)
        }
    }

    /// @dev At least the threshold, by ascending members; every one is checked, also beyond the threshold.
    function _checkSignatures(bytes calldata posting, uint256 epoch, bytes32 digest, Use use) private view {
        AttesterSet set = _accepted(epoch, use == Use.Rotate);
        uint256 given = _word(posting, SIGNATURES) >> 248;
        if (given < set.threshold()) revert TooFewSignatures(given, set.threshold());
        uint256 count = set.members();
        unchecked {
            uint256 next = 0;
            for (uint256 i = 0; i < given; ++i) {
                uint256 offset = FIRST_SIGNATURE + SIGNATURE_SIZE * i;
                uint256 signer = _word(posting, offset) >> 248;
                if (signer < next || signer >= count) revert SignerOrder(i, signer, count);
                next = signer + 1;
                address recovered = _recover(posting, offset + 1, digest);
                if (recovered != set.member(signer)) revert BadSignature(i, signer, recovered);
            }
        }
    }

    /// @dev Zero where the signature is not canonical or recovers to nobody; no member is zero. In assembly because the precompile reads r and s as they stand in calldata.
    function _recover(bytes calldata posting, uint256 offset, bytes32 digest) private view returns (address recovered) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let signature := add(posting.offset, offset)
            mstore(free, digest)
            // The 32 bytes that end with v, which stands behind s.
            mstore(add(free, 0x20), and(calldataload(add(signature, 33)), 0xff))
            calldatacopy(add(free, 0x40), signature, 0x40)
            if iszero(gt(mload(add(free, 0x60)), HALF_ORDER)) {
                // A precompile that recovers nothing writes nothing. It refuses any v but 27 and 28.
                mstore(0x00, 0)
                pop(staticcall(gas(), 1, free, 0x80, 0x00, 0x20))
                recovered := mload(0x00)
            }
        }
    }

}

