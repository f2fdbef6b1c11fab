// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttesterSet} from "./AttesterSetCode.sol";
import {AttesterSets} from "./AttesterSets.sol";
import {Caip10} from "./Caip10.sol";
import {Head} from "./Head.sol";
import {PostingBytes} from "./PostingBytes.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice Everything between a posting and what it says: framing, clock, audience, attester sets, signatures, proof
/// (docs/spec/attestation-v1.md, sections 9 and 15.2).
/// @dev No owner: sets follow from the first one by rotations that the sets themselves sign.
abstract contract AttestationVerifier is AttesterSets {
    using PostingBytes for bytes;

    uint256 private constant SCHEMA = 1;
    uint256 private constant LAST_ALGORITHM = 3;

    /// @dev n / 2 of secp256k1: of s and n - s one signature has the lower one (EIP-2).
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,bytes32 salt)");

    /// @inheritdoc IOracleHub
    bytes32 public immutable override deployment;

    /// @dev Milliseconds that the attesters' clock may be ahead of the block's.
    uint256 private immutable _maxAhead;

    bytes32 private immutable _domain;

    /// @dev Tag and schema: the first six bytes of every posting.
    uint256 private immutable _prefix;
    /// @param deployment_ keccak256 of the deployment's name.
    /// @dev The other arguments are those of `AttesterSets`.
    constructor(bytes32 deployment_, bytes memory firstSet, bytes memory recoverySet, uint256 recoveryDelay_, uint256 grace_, uint256 maxAhead_)
        AttesterSets(firstSet, recoverySet, recoveryDelay_, grace_)
    {
        (deployment, _maxAhead) = (deployment_, maxAhead_);
        _prefix = uint256(deployment_) >> 224 << 16 | SCHEMA;
        _domain = keccak256(abi.encode(DOMAIN_TYPE, keccak256("CrossChainOracle"), keccak256("1"), deployment_));
    }

    /// @inheritdoc IOracleHub
    function rotate(bytes calldata posting) external override {
        (Head head,, bytes32 digest, bytes calldata statement) = _openStatement(posting, Use.Rotate, address(0));
        _follow(statement, head.epoch(), head.observedAt(), digest);
    }

    /// @notice What the contract was deployed with, in milliseconds: how far the attesters' clock may be ahead of the block's, for how long after a rotation takes
    /// effect the set before is still accepted, and what lies at least between a rotation by the recovery set and its effect.
    function rules() external view returns (uint256 maxAhead, uint256 grace, uint256 recoveryDelay) {
        return (_maxAhead, _grace, _recoveryDelay);
    }

    /// @notice ERC-5267. Without chain id and contract: one signature is posted on many chains.
    function eip712Domain()
        external
        view
        returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions)
    {
        return (0x13, "CrossChainOracle", "1", 0, address(0), deployment, new uint256[](0));
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
        bytes calldata nodes;
        (nodes, statement) = posting.split();
        (head, digest) = _verify(posting, PostingBytes.root(nodes, statement), posting.rootOrBody(), use, reader);
        shard = posting.shard();
    }

    /// @notice The same of a batch: what its hash covers needs no proof.
    /// @return head As above.
    /// @return shard As above.
    /// @return statements All of them, one after the other, and a word of zeros behind them.
    function _openBatch(bytes calldata posting, Use use) internal view returns (Head head, bytes16 shard, bytes memory statements) {
        bytes32 body;
        (statements, body) = posting.copy(posting.afterSignatures());
        (head,) = _verify(posting, posting.rootOrBody(), body, use, msg.sender);
        shard = posting.shard();
    }

    function _verify(bytes calldata posting, bytes32 root, bytes32 body, Use use, address reader) private view returns (Head head, bytes32 digest) {
        head = Head.wrap(posting.word(0));
        uint256 latest;
        bool refused;
        uint256 prefix = _prefix;
        unchecked {
            latest = _now() + _maxAhead;
        }
        assembly ("memory-safe") {
            // One branch for four rules; which of them is broken is asked afterwards. An algorithm below 1 wraps around; 2 is LAST_ALGORITHM - 1.
            let algorithm := sub(and(shr(192, head), 0xffff), 1)
            refused := or(or(xor(shr(208, head), prefix), gt(algorithm, 2)), gt(and(head, 0xffffffffffff), latest))
        }
        if (refused) _refuseHead(head, latest);
        if (posting.audience() != 0) _checkAudience(posting.audience(), use, reader);
        AttesterSet set = _accepted(head.epoch(), use);
        digest = posting.digest(head, _domain, root, body);
        _checkSignatures(posting, set, digest);
    }

    /// @dev At least the threshold, by ascending members; every one is checked, also beyond the threshold. In assembly because the precompile takes r and s as they
    /// stand in calldata, and because it is most of what a posting computes.
    function _checkSignatures(bytes calldata posting, AttesterSet set, bytes32 digest) private view {
        uint256 given = posting.given();
        uint256 terms = set.terms();
        if (given < uint8(terms >> 136)) revert TooFewSignatures(given, set.threshold());
        uint256 left;
        assembly ("memory-safe") {
            let free := mload(0x40)
            let signature := add(posting.offset, 149)
            let end := add(signature, mul(66, given))
            // The last of the 32 bytes from 12 before a member on is the member's.
            let member := add(set, 34)
            let next := 0
            let bad := 0
            // The precompile's arguments take the place of the free memory pointer and the zero slot, which come back below.
            mstore(0x00, digest)
            for {} lt(signature, end) { signature := add(signature, 66) } {
                let signer := byte(0, calldataload(signature))
                mstore(0x20, and(calldataload(add(signature, 34)), 0xff))
                calldatacopy(0x40, add(signature, 1), 0x40)
                let high := gt(mload(0x60), HALF_ORDER)
                // It refuses any v but 27 and 28, and then returns nothing: the size of what it returns is where to read, a member or the digest, which is none.
                pop(staticcall(gas(), 1, 0x00, 0x80, 0x20, 0x20))
                let other := shl(96, xor(mload(returndatasize()), mload(add(member, mul(20, signer)))))
                // Collected, because a branch for each costs more than the signatures behind a bad one.
                bad := or(bad, or(or(lt(signer, next), high), other))
                next := add(signer, 1)
            }
            mstore(0x40, free)
            mstore(0x60, 0)
            // Ascending: if the last one is a member, all are.
            left := or(bad, gt(next, and(shr(128, terms), 0xff)))
        }
        if (left != 0) _refuseSignatures(posting, set, digest);
    }

    function _checkAudience(bytes32 audience, Use use, address reader) private view {
        bytes32 own = Caip10.hash(address(this));
        if (audience != own && (use != Use.Pull || audience != Caip10.hash(reader))) revert WrongAudience(audience, own);
    }

    function _refuseHead(Head head, uint256 latest) private view {
        if (head.tag() != bytes4(deployment)) revert WrongDeployment(head.tag(), bytes4(deployment));
        if (head.schema() != SCHEMA) revert UnsupportedVersion(uint16(head.schema()));
        if (head.algorithm() == 0 || head.algorithm() > LAST_ALGORITHM) revert UnknownAlgorithm(uint16(head.algorithm()));
        revert Ahead(head.observedAt(), latest);
    }

    /// @dev The first signature that is refused, and why.
    function _refuseSignatures(bytes calldata posting, AttesterSet set, bytes32 digest) private pure {
        uint256 next = 0;
        for (uint256 i = 0; i < posting.given(); ++i) {
            uint256 offset = PostingBytes.SIGNATURES + PostingBytes.SIGNATURE_SIZE * i;
            uint256 signer = posting.word(offset) >> 248;
            if (signer < next || signer >= set.members()) revert SignerOrder(i, signer, set.members());
            next = signer + 1;
            (bytes32 r, bytes32 s, uint8 v) = (bytes32(posting.word(offset + 1)), bytes32(posting.word(offset + 33)), uint8(posting.word(offset + 34)));
            address recovered = uint256(s) <= HALF_ORDER ? ecrecover(digest, v, r, s) : address(0);
            if (recovered != set.member(signer)) revert BadSignature(i, signer, recovered);
        }
        // Unreachable: one of them was refused.
        assert(false);
    }
}
