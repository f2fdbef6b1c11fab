// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IFactHub} from "./IFactHub.sol";

/// @notice A price as it is stored: rounded so that its band contains the band that was signed (docs/spec/attestation-v1.md, section 15.3).
/// @param sequence Of the batch, per (deployment, shard).
/// @param observedAt Unix milliseconds; when the attesters looked.
/// @param publishedAt Unix milliseconds; median of the sources' own publish times. Never block time.
/// @param validUntil Unix milliseconds; the last at which it may be used.
/// @param verdict Bits: open 1, borrow 2, withdraw 4, liquidate 8, relay 16.
/// @param breaker 0 closed, 1 half open, 2 open.
/// @param value Quote per base, times 10^18, rounded down; 0: there is none.
/// @param confidence Half-width of the band, times 10^18, rounded up.
struct PriceView {
    uint64 sequence;
    uint64 observedAt;
    uint64 publishedAt;
    uint64 validUntil;
    uint8 verdict;
    uint8 breaker;
    uint128 value;
    uint128 confidence;
}

/// @notice Who attests in an epoch (section 4.3).
struct AttesterSetView {
    uint32 epoch;
    uint8 threshold;
    uint64 validFrom;
    uint64 expiresAt;
    uint64 acceptedFrom;
    uint64 acceptedUntil;
    address[] members;
}

/// @notice Verifies what the attesters of one deployment signed, and keeps the newest of it for others to read.
/// @dev No owner, no proxy, no pause. Whoever posts pays; nobody is asked.
interface IOracleHub {
    error Truncated(uint256 length, uint256 needed);
    error WrongDeployment(bytes4 tag, bytes4 expected);
    error UnsupportedVersion(uint16 schema);
    error UnknownAlgorithm(uint16 algorithm);
    error Ahead(uint256 observedAt, uint256 latest);
    error WrongAudience(bytes32 audience, bytes32 expected);
    error UnknownEpoch(uint32 epoch, uint32 current);
    error EpochNotYetValid(uint32 epoch, uint256 acceptedFrom, uint256 nowMs);
    error EpochExpired(uint32 epoch, uint256 acceptedUntil, uint256 nowMs);
    error TooFewSignatures(uint256 given, uint256 threshold);
    error SignerOrder(uint256 index, uint256 signer, uint256 members);
    error BadSignature(uint256 index, uint256 signer, address recovered);
    error WrongStatement(uint256 kind, uint256 length);
    error SequenceTooLarge(uint64 sequence);
    error Replay(bytes32 key, uint64 sequence);
    error OlderSequence(bytes32 key, uint64 sequence, uint64 stored);
    error Expired(bytes32 key, uint256 validUntil, uint256 nowMs);
    error NoPrice(bytes16 feed);
    error NothingStored(bytes32 key);
    error BadRotation(uint32 epoch, uint32 current, uint256 validFrom);
    error BadAttesterSet(uint256 rule);

    event Rotated(uint32 indexed epoch, bytes32 indexed digest, uint64 acceptedFrom, uint64 expiresAt, bool recovery);

    // --- push: whoever has a posting may store it ---

    /// @notice A batch posting; every price and gap of it goes into a slot of its own. Older ones than what is stored are passed over; nothing newer at all reverts.
    function post(bytes calldata batch) external;

    /// @notice A batch posting; its prices and gaps go two to a slot, at the positions of its layout.
    function postPaired(bytes calldata batch) external;

    /// @notice A statement posting of a price or a gap; a slot of its own.
    function postPrice(bytes calldata statement) external;

    /// @notice A statement posting of a position, a market index, a snapshot, a chain status or a retraction. A retraction is taken in any order and any number of times. Kept and read at `facts`.
    function postFact(bytes calldata statement) external;

    /// @notice A statement posting of an attester set.
    function rotate(bytes calldata statement) external;

    // --- reads of what is stored ---

    /// @notice As stored, with `NoPrice` where there is none; whether it is still valid and what it is good enough for is the reader's question.
    function price(bytes16 shard, bytes16 feed) external view returns (PriceView memory);

    /// @param layoutKey keccak256(0x02, shard, each feed in order of name).
    function pairedPrice(bytes32 layoutKey, uint256 position) external view returns (PriceView memory);

    // --- pull: a posting in calldata, nothing stored; floors and validity are respected, the audience may be the caller's ---

    function verifyPrice(bytes calldata statement) external view returns (bytes16 shard, bytes16 feed, PriceView memory);

    function verifyPrices(bytes calldata batch) external view returns (bytes16 shard, bytes16[] memory feeds, PriceView[] memory prices);

    /// @notice A statement posting of any kind: that it was signed, and for whom. Nothing of the statement is looked at, not its end either.
    /// @param reader Who asks: the audience must be zero, the hub or it.
    function openStatement(bytes calldata posting, address reader)
        external
        view
        returns (bytes16 shard, uint64 sequence, uint64 observedAt, bytes32 digest, bytes memory statement);

    // --- who attests ---

    function currentEpoch() external view returns (uint32);

    /// @notice The current set, the one before, or the recovery set (epoch 2^32 - 1).
    function attesterSet(uint32 epoch) external view returns (AttesterSetView memory);

    /// @notice Where facts about accounts and chains are read; made by the hub and bound to it.
    function facts() external view returns (IFactHub);

    /// @notice keccak256 of the deployment's name; the salt of the EIP-712 domain.
    function deployment() external view returns (bytes32);
}
