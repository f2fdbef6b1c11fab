// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOracleHub} from "./IOracleHub.sol";

/// @notice A position (docs/spec/attestation-v1.md, section 4.4). Amounts are raw integers of the asset with `decimals`; shares are the protocol's own.
struct CollateralView {
    uint64 sequence;
    uint64 validUntil;
    bool proven;
    bool partial_;
    uint8 side;
    uint8 stage;
    uint8 evidence;
    uint8 pin;
    uint8 rule;
    uint8 decimals;
    uint64 height;
    bytes16 account;
    uint64 blockTime;
    bytes32 blockHash;
    uint128 finalized;
    uint128 seen;
    uint128 credited;
    uint128 amount;
}

/// @notice What a share of a market is worth (section 4.5): numerator over denominator, in the asset's smallest unit.
struct MarketIndexView {
    uint64 sequence;
    uint64 validUntil;
    uint8 side;
    uint8 stage;
    uint8 evidence;
    uint8 pin;
    uint8 decimals;
    uint64 height;
    uint64 blockTime;
    bytes32 blockHash;
    uint128 numerator;
    uint128 denominator;
    uint128 boundNumerator;
    uint128 boundDenominator;
}

/// @notice An account's chains joined at one instant (section 4.6). Values in the quote of the prices, times 10^18.
struct SnapshotView {
    uint64 sequence;
    uint64 validUntil;
    uint8 verdict;
    uint8 breaker;
    bool incomplete;
    uint8 stage;
    uint8 evidence;
    uint8 rule;
    uint16 positions;
    uint32 skew;
    int128 equity;
    int128 confidence;
    int128 credited;
    int128 atRisk;
    int128 debt;
    int128 pending;
}

/// @notice How far a chain has come (section 4.7).
struct ChainStatusView {
    uint64 sequence;
    uint64 validUntil;
    uint8 flags;
    uint64 head;
    uint64 safe;
    uint64 finalized;
    uint64 headTime;
    uint64 scannedTo;
    uint128 baseFee;
}

/// @notice The facts of a hub: the newest about each subject of a shard, and the floors below which nothing is read.
/// @dev A contract of its own because both together are larger than EIP-170 allows. The hub verifies and hands over (`IOracleHub.postFact`); nobody else can.
/// Errors that both have are `IOracleHub`'s: `WrongStatement`, `SequenceTooLarge`, `Replay`, `OlderSequence`, `Expired`, `NothingStored`.
interface IFactHub {
    error NotTheHub(address caller);
    error BelowFloor(bytes32 subject, uint64 sequence, uint64 floor);
    error Retracted(bytes16 account, uint64 sequence, uint64 floor);

    event FactStored(bytes16 indexed shard, bytes32 indexed subject, uint8 kind, uint64 sequence);
    event FloorRaised(bytes16 indexed shard, bytes32 indexed subject, uint64 floor);

    /// @notice From the hub, a statement that it verified.
    function take(bytes16 shard, uint64 sequence, uint64 observedAt, bytes calldata statement) external;

    function hub() external view returns (IOracleHub);

    // --- what is stored ---

    /// @notice Reverts with `NothingStored`, `BelowFloor` or `Expired`.
    function collateral(bytes16 shard, bytes32 position) external view returns (CollateralView memory);

    /// @notice Reverts with `NothingStored`, `BelowFloor` or `Expired`.
    function marketIndex(bytes16 shard, bytes32 market) external view returns (MarketIndexView memory);

    /// @notice Reverts with `NothingStored`, `Retracted` or `Expired`.
    function snapshot(bytes16 shard, bytes16 account) external view returns (SnapshotView memory);

    /// @notice Reverts with `NothingStored` or `Expired`.
    /// @param chain keccak256 of the CAIP-2 text.
    function chainStatus(bytes16 shard, bytes32 chain) external view returns (ChainStatusView memory);

    /// @return exists Whether anything about the subject was ever retracted.
    /// @return sequence Nothing about the subject at or below it is read.
    function floorOf(bytes16 shard, bytes32 subject) external view returns (bool exists, uint64 sequence);

    /// @return exists Whether anything of the shard was ever retracted.
    /// @return sequence No snapshot of the shard at or below it is read.
    function snapshotFloorOf(bytes16 shard) external view returns (bool exists, uint64 sequence);

    // --- a posting in calldata, nothing stored; floors and validity are respected, the audience may be the caller's ---

    function verifyCollateral(bytes calldata posting) external view returns (bytes16 shard, bytes32 position, CollateralView memory);

    function verifyMarketIndex(bytes calldata posting) external view returns (bytes16 shard, bytes32 market, MarketIndexView memory);

    function verifySnapshot(bytes calldata posting) external view returns (bytes16 shard, bytes16 account, SnapshotView memory);

    function verifyChainStatus(bytes calldata posting) external view returns (bytes16 shard, bytes32 chain, ChainStatusView memory);
}
