// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Caip10} from "../src/Caip10.sol";
import {FactReader} from "../src/FactReader.sol";
import {ChainStatusView, CollateralView, IFactHub, MarketIndexView, SnapshotView} from "../src/interfaces/IFactHub.sol";
import {IOracleHub} from "../src/interfaces/IOracleHub.sol";
import {Batch} from "./support/Batches.sol";
import {FactStatements} from "./support/FactStatements.sol";
import {HubTest} from "./support/HubTest.sol";

/// @notice Facts and floors (docs/spec/attestation-v1.md, sections 4.4 to 4.8, 10 and 15.2).
contract FactHubTest is HubTest {
    bytes32 private constant POSITION = keccak256("position");
    bytes32 private constant MARKET = keccak256("market");
    bytes32 private constant CHAIN = keccak256("eip155:1");
    bytes16 private constant ALICE = "alice";
    uint32 private constant VALID_FOR = 60_000;

    IFactHub private _facts;

    function setUp() public override {
        super.setUp();
        _facts = hub.facts();
    }

    // --- what is stored is what was signed ---

    function test_collateral_isReadAsItWasSigned() external {
        Batch memory b = batch(7);
        vm.expectEmit(true, true, true, true, address(_facts));
        emit IFactHub.FactStored(SHARD, POSITION, 4, 7);
        hub.postFact(_posting(b, FactStatements.collateral(POSITION, VALID_FOR, 1_000)));
        CollateralView memory fact = _facts.collateral(SHARD, POSITION);
        same(fact.sequence, 7, "sequence");
        same(fact.validUntil, b.observedAt + VALID_FOR, "validUntil");
        check(fact.proven && fact.partial_, "flags");
        same(abi.encode(fact.side, fact.stage, fact.evidence, fact.pin, fact.rule, fact.decimals), abi.encode(1, 4, 2, 1, 2, 6), "enumerations");
        same(fact.height, 1_000, "height");
        same(fact.account, ALICE, "account");
        same(fact.blockHash, keccak256("block"), "blockHash");
        same(abi.encode(fact.finalized, fact.seen, fact.credited, fact.amount), abi.encode(1_001, 1_002, 1_003, 1_000), "shares");
        same(fact.blockTime, 1_789_999_990_000, "blockTime");
    }

    function test_marketIndex_isReadAsItWasSigned() external {
        Batch memory b = batch(7);
        hub.postFact(_posting(b, FactStatements.marketIndex(MARKET, VALID_FOR)));
        MarketIndexView memory fact = _facts.marketIndex(SHARD, MARKET);
        same(fact.validUntil, b.observedAt + VALID_FOR, "validUntil");
        same(abi.encode(fact.side, fact.stage, fact.evidence, fact.pin, fact.decimals, fact.height), abi.encode(1, 3, 2, 1, 18, 1_000), "enumerations");
        same(abi.encode(fact.numerator, fact.denominator, fact.boundNumerator, fact.boundDenominator), abi.encode(3, 2, 4, 3), "indices");
    }

    function test_snapshot_isReadAsItWasSigned() external {
        Batch memory b = batch(7);
        hub.postFact(_posting(b, FactStatements.snapshot(ALICE, VALID_FOR, -5)));
        SnapshotView memory fact = _facts.snapshot(SHARD, ALICE);
        same(fact.validUntil, b.observedAt + VALID_FOR, "validUntil");
        same(abi.encode(fact.verdict, fact.breaker, fact.incomplete, fact.stage, fact.evidence, fact.rule), abi.encode(31, 1, true, 2, 3, 1), "flags");
        same(abi.encode(fact.positions, fact.skew), abi.encode(7, 1_500), "positions and skew");
        same(abi.encode(fact.equity, fact.confidence, fact.credited, fact.atRisk, fact.debt, fact.pending), abi.encode(-5, 11, 5, 12, 13, 14), "figures");
    }

    function test_chainStatus_isReadAsItWasSigned() external {
        Batch memory b = batch(7);
        hub.postFact(_posting(b, FactStatements.chainStatus(CHAIN, VALID_FOR, 900)));
        ChainStatusView memory fact = _facts.chainStatus(SHARD, CHAIN);
        same(fact.validUntil, b.observedAt + VALID_FOR, "validUntil");
        same(abi.encode(fact.flags, fact.head, fact.safe, fact.finalized, fact.scannedTo), abi.encode(4, 900, 899, 898, 900), "heights");
        same(abi.encode(fact.headTime, fact.baseFee), abi.encode(1_789_999_999_000, 7_000_000_000), "time and fee");
    }

    /// @dev A pull gives what a push keeps, and keeps nothing.
    /// forge-config: default.fuzz.runs = 500
    /// forge-config: quick.fuzz.runs = 30
    function testFuzz_pull_isWhatPushKeeps(uint128 amount, int128 equity, uint64 head, uint32 validFor) external {
        amount = uint128(within(amount, 0, type(uint128).max - 3));
        equity = equity == type(int128).min ? int128(0) : equity;
        head = uint64(within(head, 2, type(uint64).max));
        validFor = uint32(within(validFor, 1_000, type(uint32).max));
        bytes[4] memory postings = [
            _posting(batch(7), FactStatements.collateral(POSITION, validFor, amount)),
            _posting(batch(7), FactStatements.marketIndex(MARKET, validFor)),
            _posting(batch(7), FactStatements.snapshot(ALICE, validFor, equity)),
            _posting(batch(7), FactStatements.chainStatus(CHAIN, validFor, head))
        ];
        (,, CollateralView memory collateral) = _facts.verifyCollateral(postings[0]);
        (,, MarketIndexView memory index) = _facts.verifyMarketIndex(postings[1]);
        (,, SnapshotView memory snapshot) = _facts.verifySnapshot(postings[2]);
        (,, ChainStatusView memory status) = _facts.verifyChainStatus(postings[3]);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.NothingStored.selector, _key(4, POSITION)));
        _facts.collateral(SHARD, POSITION);
        for (uint256 i = 0; i < 4; ++i) hub.postFact(postings[i]);
        same(abi.encode(_facts.collateral(SHARD, POSITION)), abi.encode(collateral), "collateral");
        same(abi.encode(_facts.marketIndex(SHARD, MARKET)), abi.encode(index), "market index");
        same(abi.encode(_facts.snapshot(SHARD, ALICE)), abi.encode(snapshot), "snapshot");
        same(abi.encode(_facts.chainStatus(SHARD, CHAIN)), abi.encode(status), "chain status");
    }

    // --- sequences ---

    function test_sameSequence_isAReplay() external {
        bytes memory posting = _posting(batch(7), FactStatements.collateral(POSITION, VALID_FOR, 1));
        hub.postFact(posting);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.Replay.selector, _key(4, POSITION), 7));
        hub.postFact(posting);
    }

    function test_lowerSequence_isOlder() external {
        hub.postFact(_posting(batch(7), FactStatements.snapshot(ALICE, VALID_FOR, 1)));
        bytes memory older = _posting(batch(6), FactStatements.snapshot(ALICE, VALID_FOR, 2));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.OlderSequence.selector, _key(6, ALICE), 6, 7));
        hub.postFact(older);
    }

    function test_sequenceZero_isStoredAndNotReplayed() external {
        bytes memory posting = _posting(batch(0), FactStatements.chainStatus(CHAIN, VALID_FOR, 9));
        hub.postFact(posting);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.Replay.selector, _key(7, CHAIN), 0));
        hub.postFact(posting);
    }

    function test_newerSequence_replacesEveryField() external {
        hub.postFact(_posting(batch(7), FactStatements.collateral(POSITION, VALID_FOR, 1_000)));
        bytes memory other = FactStatements.collateral(POSITION, VALID_FOR, 0);
        other[1] = 0;
        hub.postFact(_posting(batch(9), other));
        (,, CollateralView memory expected) = _facts.verifyCollateral(_posting(batch(9), other));
        same(abi.encode(_facts.collateral(SHARD, POSITION)), abi.encode(expected), "collateral");
    }

    function test_oneSubjectOfTwoKinds_isTwoFacts() external {
        hub.postFact(_posting(batch(7), FactStatements.collateral(MARKET, VALID_FOR, 1)));
        hub.postFact(_posting(batch(7), FactStatements.marketIndex(MARKET, VALID_FOR)));
        hub.postFact(_posting(batch(7), FactStatements.chainStatus(MARKET, VALID_FOR, 9)));
        same(_facts.collateral(SHARD, MARKET).amount, 1, "amount");
        same(_facts.chainStatus(SHARD, MARKET).head, 9, "head");
    }

    function test_otherShard_isAnotherSubject() external {
        hub.postFact(_posting(batch(7), FactStatements.snapshot(ALICE, VALID_FOR, 1)));
        Batch memory b = batch(3);
        b.shard = "other";
        hub.postFact(_posting(b, FactStatements.snapshot(ALICE, VALID_FOR, 2)));
        same(uint128(_facts.snapshot(SHARD, ALICE).equity), 1, "of the shard");
        same(uint128(_facts.snapshot("other", ALICE).equity), 2, "of the other");
    }

    function test_sequenceOf2To36_isTooLarge() external {
        bytes memory posting = _posting(batch(1 << 36), FactStatements.collateral(POSITION, VALID_FOR, 1));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.SequenceTooLarge.selector, 1 << 36));
        hub.postFact(posting);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.SequenceTooLarge.selector, 1 << 36));
        _facts.verifyCollateral(posting);
    }

    // --- ends ---

    function test_fact_isReadUntilItsLastSecond_andNotAfter() external {
        Batch memory b = batch(7);
        bytes memory posting = _posting(b, FactStatements.collateral(POSITION, VALID_FOR, 1));
        hub.postFact(posting);
        uint256 validUntil = b.observedAt + VALID_FOR;
        vm.warp(validUntil / 1000);
        same(_facts.collateral(SHARD, POSITION).amount, 1, "amount");
        vm.warp(validUntil / 1000 + 1);
        bytes memory expired = abi.encodeWithSelector(IOracleHub.Expired.selector, _key(4, POSITION), validUntil, (validUntil / 1000 + 1) * 1000);
        vm.expectRevert(expired);
        _facts.collateral(SHARD, POSITION);
        vm.expectRevert(expired);
        _facts.verifyCollateral(posting);
    }

    function test_postingAfterItsEnd_isExpired() external {
        Batch memory b = batch(7);
        bytes memory posting = _posting(b, FactStatements.chainStatus(CHAIN, 1_000, 9));
        vm.warp(block.timestamp + 10);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.Expired.selector, _key(7, CHAIN), b.observedAt + 1_000, block.timestamp * 1000));
        hub.postFact(posting);
    }

    // --- floors ---

    function test_retraction_takesAPositionBack_pushedAndPulled() external {
        bytes memory posting = _posting(batch(7), FactStatements.collateral(POSITION, VALID_FOR, 1));
        hub.postFact(posting);
        bytes memory retraction = _posting(batch(9), FactStatements.retraction(SHARD, POSITION, 8));
        vm.expectEmit(true, true, true, true, address(_facts));
        emit IFactHub.FloorRaised(SHARD, POSITION, 8);
        hub.postFact(retraction);
        bytes memory below = abi.encodeWithSelector(IFactHub.BelowFloor.selector, POSITION, 7, 8);
        vm.expectRevert(below);
        _facts.collateral(SHARD, POSITION);
        vm.expectRevert(below);
        _facts.verifyCollateral(posting);
    }

    function test_retraction_mayComeBeforeWhatItRetracts() external {
        hub.postFact(_posting(batch(9), FactStatements.retraction(SHARD, POSITION, 7)));
        bytes memory posting = _posting(batch(7), FactStatements.collateral(POSITION, VALID_FOR, 1));
        vm.expectRevert(abi.encodeWithSelector(IFactHub.BelowFloor.selector, POSITION, 7, 7));
        hub.postFact(posting);
        hub.postFact(_posting(batch(8), FactStatements.collateral(POSITION, VALID_FOR, 2)));
        same(_facts.collateral(SHARD, POSITION).amount, 2, "amount");
    }

    function test_retraction_takesAMarketIndexBack() external {
        hub.postFact(_posting(batch(7), FactStatements.marketIndex(MARKET, VALID_FOR)));
        bytes memory retraction = FactStatements.retraction(SHARD, MARKET, 7);
        retraction[1] = bytes1(uint8(5));
        hub.postFact(_posting(batch(9), retraction));
        vm.expectRevert(abi.encodeWithSelector(IFactHub.BelowFloor.selector, MARKET, 7, 7));
        _facts.marketIndex(SHARD, MARKET);
    }

    function test_retractionOfAnything_takesBackTheSnapshotsOfItsShard() external {
        bytes memory posting = _posting(batch(7), FactStatements.snapshot(ALICE, VALID_FOR, 1));
        hub.postFact(posting);
        hub.postFact(_posting(batch(9), FactStatements.retraction(SHARD, POSITION, 6)));
        same(uint128(_facts.snapshot(SHARD, ALICE).equity), 1, "a floor below it");
        hub.postFact(_posting(batch(9), FactStatements.retraction(SHARD, MARKET, 7)));
        bytes memory retracted = abi.encodeWithSelector(IFactHub.Retracted.selector, ALICE, 7, 7);
        vm.expectRevert(retracted);
        _facts.snapshot(SHARD, ALICE);
        vm.expectRevert(retracted);
        _facts.verifySnapshot(posting);
        (bool exists, uint64 floor) = _facts.snapshotFloorOf(SHARD);
        check(exists && floor == 7, "snapshot floor");
        hub.postFact(_posting(batch(8), FactStatements.snapshot(ALICE, VALID_FOR, 2)));
        same(uint128(_facts.snapshot(SHARD, ALICE).equity), 2, "a snapshot above it");
    }

    function test_retraction_countsInTheShardThatItNames() external {
        hub.postFact(_posting(batch(7), FactStatements.collateral(POSITION, VALID_FOR, 1)));
        hub.postFact(_posting(batch(9), FactStatements.retraction("other", POSITION, 8)));
        same(_facts.collateral(SHARD, POSITION).amount, 1, "amount");
        (bool exists,) = _facts.floorOf(SHARD, POSITION);
        check(!exists, "a floor of the batch's own shard");
        (bool named, uint64 floor) = _facts.floorOf("other", POSITION);
        check(named && floor == 8, "a floor of the shard that is named");
    }

    function test_retractionOfSequenceZero_isAFloor() external {
        hub.postFact(_posting(batch(0), FactStatements.collateral(POSITION, VALID_FOR, 1)));
        hub.postFact(_posting(batch(1), FactStatements.retraction(SHARD, POSITION, 0)));
        vm.expectRevert(abi.encodeWithSelector(IFactHub.BelowFloor.selector, POSITION, 0, 0));
        _facts.collateral(SHARD, POSITION);
    }

    /// forge-config: default.fuzz.runs = 200
    /// forge-config: quick.fuzz.runs = 20
    function testFuzz_floor_isTheHighestRetraction_howeverOftenAndInWhateverOrder(uint64[8] calldata sequences) external {
        uint64 highest = 0;
        for (uint256 i = 0; i < sequences.length; ++i) {
            hub.postFact(_posting(batch(9), FactStatements.retraction(SHARD, POSITION, sequences[i])));
            hub.postFact(_posting(batch(8), FactStatements.retraction(SHARD, POSITION, sequences[i / 2])));
            if (sequences[i] > highest) highest = sequences[i];
            (bool exists, uint64 floor) = _facts.floorOf(SHARD, POSITION);
            check(exists && floor == highest, "floor");
        }
    }

    function test_chainStatus_hasNoFloor() external {
        hub.postFact(_posting(batch(7), FactStatements.chainStatus(CHAIN, VALID_FOR, 9)));
        hub.postFact(_posting(batch(9), FactStatements.retraction(SHARD, CHAIN, 8)));
        same(_facts.chainStatus(SHARD, CHAIN).head, 9, "head");
    }

    // --- who may ---

    function test_take_isForTheHubAlone() external {
        vm.expectRevert(abi.encodeWithSelector(IFactHub.NotTheHub.selector, address(this)));
        _facts.take(SHARD, 7, START, FactStatements.collateral(POSITION, VALID_FOR, 1));
    }

    function test_facts_areMadeByTheHub() external view {
        check(address(_facts.hub()) == address(hub), "hub");
    }

    function test_audience_mayBeWhoeverVerifies_andNobodyWhoPosts() external {
        Batch memory b = batch(7);
        vm.chainId(1);
        b.audience = keccak256("eip155:1:0x00000000000000000000000000000000000000c0");
        bytes memory posting = _posting(b, FactStatements.collateral(POSITION, VALID_FOR, 1));
        vm.prank(address(0xc0));
        (,, CollateralView memory fact) = _facts.verifyCollateral(posting);
        same(fact.amount, 1, "amount");
        bytes memory wrong = abi.encodeWithSelector(IOracleHub.WrongAudience.selector, b.audience, Caip10.hash(address(hub)));
        vm.expectRevert(wrong);
        _facts.verifyCollateral(posting);
        vm.prank(address(0xc0));
        vm.expectRevert(wrong);
        hub.postFact(posting);
    }

    // --- forms ---

    function test_otherKinds_areNoFacts() external {
        _refused(hex"", 0);
        _refused(abi.encodePacked(uint8(10), new bytes(95)), 10);
        _refused(abi.encodePacked(uint8(1), new bytes(95)), 1);
        bytes memory position = _posting(batch(7), FactStatements.collateral(POSITION, VALID_FOR, 1));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 4, 224));
        _facts.verifySnapshot(position);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 4, 224));
        _facts.verifyMarketIndex(position);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 4, 224));
        _facts.verifyChainStatus(position);
    }

    /// forge-config: default.fuzz.runs = 1000
    function testFuzz_otherLengths_areRefused(uint8 kind, uint16 length) external {
        uint256[10] memory sizes = [uint256(0), 0, 0, 0, 224, 192, 160, 256, 0, 224];
        kind = uint8(within(kind, 4, 9));
        bytes memory statement = abi.encodePacked(kind, new bytes(within(length, 0, 299)));
        if (statement.length != sizes[kind]) _refused(statement, kind);
    }

    /// @dev Random bytes are rarely printable: each becomes one that is or one beside the limits.
    function testFuzz_isName_isOneToSixteenPrintableCharactersThenZeros(uint128 seed, uint8 end) external pure {
        bytes memory characters = hex"21417e2153202f7f00";
        uint256 length = within(end, 0, 16);
        bytes memory text = new bytes(16);
        bool expected = length > 0;
        for (uint256 i = 0; i < length; ++i) {
            text[i] = characters[(seed >> (8 * i)) % (end > 128 ? 5 : 9)];
        }
        for (uint256 i = 0; i < length; ++i) {
            if (text[i] < 0x21 || text[i] > 0x7e) expected = expected && _isZeroFrom(text, i) && i > 0;
        }
        check(FactReader.isName(bytes16(text)) == expected, "name");
    }

    function _isZeroFrom(bytes memory text, uint256 from) private pure returns (bool) {
        for (uint256 i = from; i < 16; ++i) if (text[i] != 0) return false;
        return true;
    }

    function _refused(bytes memory statement, uint256 kind) private {
        bytes memory posting = _posting(batch(7), statement);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, kind, statement.length));
        hub.postFact(posting);
    }

    function _posting(Batch memory b, bytes memory statement) private returns (bytes memory) {
        bytes[] memory statements = new bytes[](3);
        (statements[0], statements[1], statements[2]) = (hex"08ff", statement, hex"0b");
        b.algorithm = 2;
        return statementPosting(b, statements, 1);
    }

    function _key(uint8 kind, bytes32 subject) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(kind, SHARD, subject));
    }
}
