// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AggregatorAdapter, PairedAggregator, SlotAggregator} from "../src/adapters/AggregatorAdapter.sol";
import {IFactHub} from "../src/interfaces/IFactHub.sol";
import {IOracleHub} from "../src/interfaces/IOracleHub.sol";
import {FactStatements} from "./support/FactStatements.sol";
import {SoleAttester} from "./support/SoleAttester.sol";
import {PriceFields, Statements} from "./support/Statements.sol";
import {TestBase} from "./support/TestBase.sol";

/// @notice Facts, retractions, prices and repetitions of them in whatever order, and what the hub must have of them: a model of a few lines.
/// @dev Every call that the model says must fail is checked to fail as it says; any other failure fails the run.
contract FactHandler is SoleAttester {
    uint256 public constant SUBJECTS = 3;
    uint64 private constant SEQUENCES = 40;
    bytes16 private constant FEED = "ETH/USD";

    IFactHub public facts;
    AggregatorAdapter public slot;
    AggregatorAdapter public paired;

    /// @dev By kind and subject: 4 positions, 5 markets, 6 snapshots, 7 chains. One more than the sequence; 0: none.
    mapping(uint256 kind => mapping(uint256 subject => uint256)) public stored;
    mapping(uint256 subject => uint256) public floors;
    uint256 public highestFloor;

    /// @dev Seconds, by sequence.
    mapping(uint256 sequence => uint256) public publishTimes;
    uint256 public price;

    bytes[] private _sent;

    constructor() {
        setUp();
        facts = hub.facts();
        bytes16[] memory feeds = new bytes16[](1);
        feeds[0] = FEED;
        (slot, paired) = (new SlotAggregator(hub, SHARD, FEED, 18, 0), new PairedAggregator(hub, SHARD, feeds, FEED, 18, 0));
    }

    function subjectOf(uint256 subject) public pure returns (bytes32) {
        return bytes16(abi.encodePacked("subject", bytes1(uint8(49 + subject))));
    }

    function postFact(uint256 kind, uint256 subject, uint256 sequence) external {
        (kind, subject, sequence) = (within(kind, 4, 7), within(subject, 0, SUBJECTS - 1), within(sequence, 0, SEQUENCES));
        bytes memory posting = one(batch(uint64(sequence)), _statement(kind, subjectOf(subject)));
        bytes4 expected = _refusal(kind, subject, sequence);
        _post(posting, expected);
        if (expected == 0) stored[kind][subject] = sequence + 1;
    }

    function retract(uint256 subject, uint256 floor, uint256 sequence) external {
        (subject, floor) = (within(subject, 0, SUBJECTS - 1), within(floor, 0, SEQUENCES));
        _post(one(batch(uint64(within(sequence, 0, SEQUENCES))), FactStatements.retraction(SHARD, subjectOf(subject), uint64(floor))), 0);
        if (floor + 1 > floors[subject]) floors[subject] = floor + 1;
        if (floor + 1 > highestFloor) highestFloor = floor + 1;
    }

    /// @dev Anything that was posted before, accepted or not: a fact is refused, a retraction changes nothing.
    function repeat(uint256 index) external {
        if (_sent.length == 0) return;
        bytes memory posting = _sent[index % _sent.length];
        try hub.postFact(posting) {
            check(uint8(posting[_statementOffset()]) == 9, "a fact was stored twice");
        } catch (bytes memory reason) {
            bytes4 refusal = bytes4(reason);
            bool known = refusal == IOracleHub.Replay.selector || refusal == IOracleHub.OlderSequence.selector || refusal == IOracleHub.Expired.selector
                || refusal == IFactHub.BelowFloor.selector || refusal == IFactHub.Retracted.selector;
            check(known, "refused for another reason");
        }
    }

    function postPrice(uint256 sequence, uint256 age) external {
        sequence = within(sequence, 0, SEQUENCES);
        PriceFields memory fields = priceOf(FEED, 4_000e18, 1e18);
        fields.publishedAt -= uint48(within(age, 0, 10_000));
        fields.validFor = 3_600_000;
        bytes[] memory statements = new bytes[](1);
        statements[0] = Statements.price(fields);
        bytes memory posting = all(batch(uint64(sequence)), statements);
        if (sequence + 1 > price) {
            (price, publishTimes[sequence]) = (sequence + 1, fields.publishedAt / 1000);
            hub.post(posting);
            hub.postPaired(posting);
        } else {
            bytes4 expected = sequence + 1 == price ? IOracleHub.Replay.selector : IOracleHub.OlderSequence.selector;
            _mustRefuse(abi.encodeCall(IOracleHub.post, (posting)), expected);
            _mustRefuse(abi.encodeCall(IOracleHub.postPaired, (posting)), expected);
        }
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + within(time, 0, 60));
    }

    /// @return The sequence that is read of the subject plus one; 0 where the hub refuses.
    function read(uint256 kind, uint256 subject) public view returns (uint256) {
        bytes32 name = subjectOf(subject);
        bytes memory call = kind == 4
            ? abi.encodeCall(IFactHub.collateral, (SHARD, name))
            : kind == 5
                ? abi.encodeCall(IFactHub.marketIndex, (SHARD, name))
                : kind == 6 ? abi.encodeCall(IFactHub.snapshot, (SHARD, bytes16(name))) : abi.encodeCall(IFactHub.chainStatus, (SHARD, name));
        (bool done, bytes memory answer) = address(facts).staticcall(call);
        return done ? uint256(bytes32(answer)) + 1 : 0;
    }

    /// @return Of the subject and kind, plus one.
    function floorOf(uint256 kind, uint256 subject) public view returns (uint256) {
        return kind == 6 ? highestFloor : kind == 7 ? 0 : floors[subject];
    }

    function pulled(uint256 index) external view returns (bool done, uint256 kind, uint256 sequence, bytes32 subject) {
        bytes memory posting = _sent[index % _sent.length];
        kind = uint8(posting[_statementOffset()]);
        bytes4 selector = kind == 4
            ? IFactHub.verifyCollateral.selector
            : kind == 5 ? IFactHub.verifyMarketIndex.selector : kind == 6 ? IFactHub.verifySnapshot.selector : IFactHub.verifyChainStatus.selector;
        bytes memory answer;
        (done, answer) = address(facts).staticcall(abi.encodeWithSelector(selector, posting));
        if (done) (, subject, sequence) = abi.decode(answer, (bytes32, bytes32, uint256));
    }

    function sent() external view returns (uint256) {
        return _sent.length;
    }

    function _refusal(uint256 kind, uint256 subject, uint256 sequence) private view returns (bytes4) {
        uint256 last = stored[kind][subject];
        if (last == sequence + 1) return IOracleHub.Replay.selector;
        if (last > sequence + 1) return IOracleHub.OlderSequence.selector;
        if (sequence + 1 > floorOf(kind, subject)) return 0;
        return kind == 6 ? IFactHub.Retracted.selector : IFactHub.BelowFloor.selector;
    }

    function _post(bytes memory posting, bytes4 expected) private {
        _sent.push(posting);
        if (expected == 0) hub.postFact(posting);
        else _mustRefuse(abi.encodeCall(IOracleHub.postFact, (posting)), expected);
    }

    function _mustRefuse(bytes memory call, bytes4 expected) private {
        (bool done, bytes memory reason) = address(hub).call(call);
        check(!done && bytes4(reason) == expected, "not refused as the model says");
    }

    /// @dev One signature and no proof.
    function _statementOffset() private pure returns (uint256) {
        return 149 + 66 + 1;
    }

    function _statement(uint256 kind, bytes32 subject) private pure returns (bytes memory) {
        uint32 validFor = 600_000;
        if (kind == 4) return FactStatements.collateral(subject, validFor, 5);
        if (kind == 5) return FactStatements.marketIndex(subject, validFor);
        if (kind == 6) return FactStatements.snapshot(bytes16(subject), validFor, 5);
        return FactStatements.chainStatus(subject, validFor, 9);
    }
}

contract FactInvariantsTest is TestBase {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    FactHandler private _handler;
    mapping(uint256 kind => mapping(uint256 subject => uint256)) private _lastRead;
    uint256 private _lastRound;

    function setUp() external {
        _handler = new FactHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), new bytes4[](5));
        bytes4[5] memory selectors = [FactHandler.postFact.selector, FactHandler.retract.selector, FactHandler.repeat.selector, FactHandler.postPrice.selector, FactHandler.wait_.selector];
        for (uint256 i = 0; i < 5; ++i) targets[0].selectors[i] = selectors[i];
    }

    /// @dev One campaign for three laws: each takes as long as the calls that lead to it.
    function invariant_nothingAtOrBelowAFloor_isEverRead_floorsNeverFall_andSequencesNeverGoBack() external {
        _nothingAtOrBelowAFloorIsRead();
        _floorsAreTheHighestRetractions();
        _sequencesAreTheHighestTaken();
    }

    function _nothingAtOrBelowAFloorIsRead() private view {
        for (uint256 kind = 4; kind < 7; ++kind) {
            for (uint256 subject = 0; subject < _handler.SUBJECTS(); ++subject) {
                uint256 read = _handler.read(kind, subject);
                check(read == 0 || read > _handler.floorOf(kind, subject), "stored");
            }
        }
        uint256 sent = _handler.sent();
        for (uint256 i = sent > 8 ? sent - 8 : 0; i < sent; ++i) {
            (bool done, uint256 kind, uint256 sequence, bytes32 subject) = _handler.pulled(i);
            if (done) check(sequence + 1 > _handler.floorOf(kind, _indexOf(subject)), "pulled");
        }
    }

    function _floorsAreTheHighestRetractions() private view {
        IFactHub facts = _handler.facts();
        for (uint256 subject = 0; subject < _handler.SUBJECTS(); ++subject) {
            (bool exists, uint64 floor) = facts.floorOf("prices", _handler.subjectOf(subject));
            same(exists ? uint256(floor) + 1 : 0, _handler.floors(subject), "floor");
        }
        (bool any, uint64 highest) = facts.snapshotFloorOf("prices");
        same(any ? uint256(highest) + 1 : 0, _handler.highestFloor(), "snapshot floor");
    }

    function _sequencesAreTheHighestTaken() private {
        for (uint256 kind = 4; kind < 8; ++kind) {
            for (uint256 subject = 0; subject < _handler.SUBJECTS(); ++subject) {
                uint256 read = _handler.read(kind, subject);
                if (read == 0) continue;
                same(read, _handler.stored(kind, subject), "sequence");
                check(read >= _lastRead[kind][subject], "went back");
                _lastRead[kind][subject] = read;
            }
        }
    }

    function invariant_updatedAt_isThePublishTimeOfTheNewestRound_neverTheBlocks() external {
        if (_handler.price() == 0) return;
        AggregatorAdapter[2] memory feeds = [_handler.slot(), _handler.paired()];
        for (uint256 i = 0; i < 2; ++i) {
            try feeds[i].latestRoundData() returns (uint80 id, int256, uint256 startedAt, uint256 updatedAt, uint80) {
                same(uint256(id) + 1, _handler.price(), "round");
                same(updatedAt, _handler.publishTimes(id), "updatedAt");
                check(updatedAt < block.timestamp && startedAt < block.timestamp, "block time");
                check(id >= _lastRound, "a round went back");
                _lastRound = id;
            } catch (bytes memory reason) {
                check(bytes4(reason) == IOracleHub.Expired.selector, "refused for another reason");
            }
        }
    }

    function _indexOf(bytes32 subject) private view returns (uint256) {
        for (uint256 i = 0; i < _handler.SUBJECTS(); ++i) if (_handler.subjectOf(i) == subject) return i;
        revert("no subject of the handler");
    }
}
