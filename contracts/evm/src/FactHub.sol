// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FactReader} from "./FactReader.sol";
import {ChainStatusView, CollateralView, IFactHub, MarketIndexView, SnapshotView} from "./interfaces/IFactHub.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice The newest fact about each subject of a shard, and the floors below which nothing is read (docs/spec/attestation-v1.md, sections 10 and 15.2).
/// @dev A floor is the highest sequence that a retraction of the subject named. Floors only rise, whatever order retractions and facts come in. Without contexts
/// nothing says which positions a snapshot is made of, so any floor of its shard at or above its sequence takes it back.
contract FactHub is IFactHub {
    /// @dev What the batch of a statement says about it.
    struct Batch {
        bytes16 shard;
        uint64 sequence;
        uint64 observedAt;
    }

    uint256 private constant SEQUENCES = 1 << 36;

    IOracleHub public immutable override hub;

    mapping(bytes32 key => CollateralView) private _collateral;
    mapping(bytes32 key => MarketIndexView) private _marketIndex;
    mapping(bytes32 key => SnapshotView) private _snapshot;
    mapping(bytes32 key => ChainStatusView) private _chainStatus;

    /// @dev The first sequence that may be read: the floor plus one, or 0 where there is none.
    mapping(bytes16 shard => mapping(bytes32 subject => uint256)) private _firstRead;
    mapping(bytes16 shard => uint256) private _firstSnapshot;

    constructor(IOracleHub hub_) {
        hub = hub_;
    }

    function take(bytes16 shard, uint64 sequence, uint64 observedAt, bytes calldata statement) external {
        if (msg.sender != address(hub)) revert NotTheHub(msg.sender);
        uint256 kind = FactReader.kindOf(statement);
        if (kind == FactReader.RETRACTION) return _retract(statement);
        Batch memory batch = _batch(shard, sequence, observedAt);
        bytes32 subject;
        if (kind == FactReader.COLLATERAL) subject = _storeCollateral(batch, statement);
        else if (kind == FactReader.MARKET_INDEX) subject = _storeMarketIndex(batch, statement);
        else if (kind == FactReader.SNAPSHOT) subject = _storeSnapshot(batch, statement);
        else if (kind == FactReader.CHAIN_STATUS) subject = _storeChainStatus(batch, statement);
        else revert IOracleHub.WrongStatement(kind, statement.length);
        emit FactStored(shard, subject, uint8(kind), sequence);
    }

    // --- what is stored ---

    function collateral(bytes16 shard, bytes32 position) external view returns (CollateralView memory fact) {
        fact = _collateral[_key(FactReader.COLLATERAL, shard, position)];
        _requireReadable(FactReader.COLLATERAL, shard, position, fact.sequence, fact.validUntil);
    }

    function marketIndex(bytes16 shard, bytes32 market) external view returns (MarketIndexView memory fact) {
        fact = _marketIndex[_key(FactReader.MARKET_INDEX, shard, market)];
        _requireReadable(FactReader.MARKET_INDEX, shard, market, fact.sequence, fact.validUntil);
    }

    function snapshot(bytes16 shard, bytes16 account) external view returns (SnapshotView memory fact) {
        fact = _snapshot[_key(FactReader.SNAPSHOT, shard, account)];
        _requireReadable(FactReader.SNAPSHOT, shard, account, fact.sequence, fact.validUntil);
    }

    function chainStatus(bytes16 shard, bytes32 chain) external view returns (ChainStatusView memory fact) {
        fact = _chainStatus[_key(FactReader.CHAIN_STATUS, shard, chain)];
        _requireReadable(FactReader.CHAIN_STATUS, shard, chain, fact.sequence, fact.validUntil);
    }

    function floorOf(bytes16 shard, bytes32 subject) external view returns (bool exists, uint64 sequence) {
        return _floor(_firstRead[shard][subject]);
    }

    function snapshotFloorOf(bytes16 shard) external view returns (bool exists, uint64 sequence) {
        return _floor(_firstSnapshot[shard]);
    }

    // --- a posting in calldata ---

    function verifyCollateral(bytes calldata posting) external view returns (bytes16 shard, bytes32 position, CollateralView memory fact) {
        (Batch memory batch, bytes memory statement) = _open(posting);
        (position, fact) = _readCollateral(batch, statement);
        shard = batch.shard;
        _requireReadable(FactReader.COLLATERAL, shard, position, fact.sequence, fact.validUntil);
    }

    function verifyMarketIndex(bytes calldata posting) external view returns (bytes16 shard, bytes32 market, MarketIndexView memory fact) {
        (Batch memory batch, bytes memory statement) = _open(posting);
        (market, fact) = _readMarketIndex(batch, statement);
        shard = batch.shard;
        _requireReadable(FactReader.MARKET_INDEX, shard, market, fact.sequence, fact.validUntil);
    }

    function verifySnapshot(bytes calldata posting) external view returns (bytes16 shard, bytes16 account, SnapshotView memory fact) {
        (Batch memory batch, bytes memory statement) = _open(posting);
        (account, fact) = _readSnapshot(batch, statement);
        shard = batch.shard;
        _requireReadable(FactReader.SNAPSHOT, shard, account, fact.sequence, fact.validUntil);
    }

    function verifyChainStatus(bytes calldata posting) external view returns (bytes16 shard, bytes32 chain, ChainStatusView memory fact) {
        (Batch memory batch, bytes memory statement) = _open(posting);
        (chain, fact) = _readChainStatus(batch, statement);
        shard = batch.shard;
        _requireReadable(FactReader.CHAIN_STATUS, shard, chain, fact.sequence, fact.validUntil);
    }

    // --- one kind each ---

    function _readCollateral(Batch memory batch, bytes memory statement) private pure returns (bytes32 position, CollateralView memory fact) {
        (position, fact) = FactReader.collateral(statement);
        (fact.sequence, fact.validUntil) = (batch.sequence, batch.observedAt + fact.validUntil);
    }

    function _readMarketIndex(Batch memory batch, bytes memory statement) private pure returns (bytes32 market, MarketIndexView memory fact) {
        (market, fact) = FactReader.marketIndex(statement);
        (fact.sequence, fact.validUntil) = (batch.sequence, batch.observedAt + fact.validUntil);
    }

    function _readSnapshot(Batch memory batch, bytes memory statement) private pure returns (bytes16 account, SnapshotView memory fact) {
        (account, fact) = FactReader.snapshot(statement);
        (fact.sequence, fact.validUntil) = (batch.sequence, batch.observedAt + fact.validUntil);
    }

    function _readChainStatus(Batch memory batch, bytes memory statement) private pure returns (bytes32 chain, ChainStatusView memory fact) {
        (chain, fact) = FactReader.chainStatus(statement);
        (fact.sequence, fact.validUntil) = (batch.sequence, batch.observedAt + fact.validUntil);
    }

    function _storeCollateral(Batch memory batch, bytes memory statement) private returns (bytes32 position) {
        CollateralView memory fact;
        (position, fact) = _readCollateral(batch, statement);
        CollateralView storage stored = _collateral[_key(FactReader.COLLATERAL, batch.shard, position)];
        _requireNewer(FactReader.COLLATERAL, batch, position, stored.sequence, stored.validUntil);
        _requireReadable(FactReader.COLLATERAL, batch.shard, position, fact.sequence, fact.validUntil);
        _collateral[_key(FactReader.COLLATERAL, batch.shard, position)] = fact;
    }

    function _storeMarketIndex(Batch memory batch, bytes memory statement) private returns (bytes32 market) {
        MarketIndexView memory fact;
        (market, fact) = _readMarketIndex(batch, statement);
        MarketIndexView storage stored = _marketIndex[_key(FactReader.MARKET_INDEX, batch.shard, market)];
        _requireNewer(FactReader.MARKET_INDEX, batch, market, stored.sequence, stored.validUntil);
        _requireReadable(FactReader.MARKET_INDEX, batch.shard, market, fact.sequence, fact.validUntil);
        _marketIndex[_key(FactReader.MARKET_INDEX, batch.shard, market)] = fact;
    }

    function _storeSnapshot(Batch memory batch, bytes memory statement) private returns (bytes32) {
        (bytes16 account, SnapshotView memory fact) = _readSnapshot(batch, statement);
        SnapshotView storage stored = _snapshot[_key(FactReader.SNAPSHOT, batch.shard, account)];
        _requireNewer(FactReader.SNAPSHOT, batch, account, stored.sequence, stored.validUntil);
        _requireReadable(FactReader.SNAPSHOT, batch.shard, account, fact.sequence, fact.validUntil);
        _snapshot[_key(FactReader.SNAPSHOT, batch.shard, account)] = fact;
        return account;
    }

    function _storeChainStatus(Batch memory batch, bytes memory statement) private returns (bytes32 chain) {
        ChainStatusView memory fact;
        (chain, fact) = _readChainStatus(batch, statement);
        ChainStatusView storage stored = _chainStatus[_key(FactReader.CHAIN_STATUS, batch.shard, chain)];
        _requireNewer(FactReader.CHAIN_STATUS, batch, chain, stored.sequence, stored.validUntil);
        _requireReadable(FactReader.CHAIN_STATUS, batch.shard, chain, fact.sequence, fact.validUntil);
        _chainStatus[_key(FactReader.CHAIN_STATUS, batch.shard, chain)] = fact;
    }

    /// @dev A repeated or lower one changes nothing and does no harm: whoever brings a retraction cannot know what came before.
    function _retract(bytes memory statement) private {
        (bytes16 shard, bytes32 subject, uint64 floor) = FactReader.retraction(statement);
        uint256 first = uint256(floor) + 1;
        if (first <= _firstRead[shard][subject]) return;
        _firstRead[shard][subject] = first;
        if (first > _firstSnapshot[shard]) _firstSnapshot[shard] = first;
        emit FloorRaised(shard, subject, floor);
    }

    // --- rules that all kinds share ---

    function _open(bytes calldata posting) private view returns (Batch memory batch, bytes memory statement) {
        (bytes16 shard, uint64 sequence, uint64 observedAt,, bytes memory opened) = hub.openStatement(posting, msg.sender);
        return (_batch(shard, sequence, observedAt), opened);
    }

    function _batch(bytes16 shard, uint64 sequence, uint64 observedAt) private pure returns (Batch memory) {
        if (sequence >= SEQUENCES) revert IOracleHub.SequenceTooLarge(sequence);
        return Batch(shard, sequence, observedAt);
    }

    function _key(uint256 kind, bytes16 shard, bytes32 subject) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(kind), shard, subject));
    }

    function _floor(uint256 first) private pure returns (bool exists, uint64 sequence) {
        return first == 0 ? (false, 0) : (true, uint64(first - 1));
    }

    function _requireNewer(uint256 kind, Batch memory batch, bytes32 subject, uint64 stored, uint64 storedUntil) private pure {
        if (storedUntil == 0 || batch.sequence > stored) return;
        bytes32 key = _key(kind, batch.shard, subject);
        if (batch.sequence == stored) revert IOracleHub.Replay(key, stored);
        revert IOracleHub.OlderSequence(key, batch.sequence, stored);
    }

    /// @dev Stored (its end is never 0), above its floor, not ended.
    function _requireReadable(uint256 kind, bytes16 shard, bytes32 subject, uint64 sequence, uint64 validUntil) private view {
        bytes32 key = _key(kind, shard, subject);
        if (validUntil == 0) revert IOracleHub.NothingStored(key);
        if (kind == FactReader.SNAPSHOT) {
            uint256 first = _firstSnapshot[shard];
            if (sequence < first) revert Retracted(bytes16(subject), sequence, uint64(first - 1));
        } else if (kind != FactReader.CHAIN_STATUS) {
            uint256 first = _firstRead[shard][subject];
            if (sequence < first) revert BelowFloor(subject, sequence, uint64(first - 1));
        }
        uint256 nowMs = block.timestamp * 1000;
        if (nowMs > validUntil) revert IOracleHub.Expired(key, validUntil, nowMs);
    }
}
