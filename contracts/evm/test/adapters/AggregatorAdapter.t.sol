// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AggregatorAdapter, PairedAggregator, SlotAggregator} from "../../src/adapters/AggregatorAdapter.sol";
import {PriceUse} from "../../src/adapters/PriceUse.sol";
import {IOracleHub, PriceView} from "../../src/interfaces/IOracleHub.sol";
import {Batch} from "../support/Batches.sol";
import {SoleAttester} from "../support/SoleAttester.sol";
import {PriceFields, Statements} from "../support/Statements.sol";

/// @notice Feeds as Chainlink's readers see them.
contract AggregatorAdapterTest is SoleAttester {
    bytes16 private constant BTC = "BTC/USD";
    bytes16 private constant ETH = "ETH/USD";
    bytes16 private constant SOL = "SOL/USD";
    uint128 private constant VALUE = 4_317_250_000_009_999_999_999;

    function test_latestRoundData_isTheStoredBatch() external {
        Batch memory b = _post(7, _fields(VALUE));
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound) = _slot(8, 0).latestRoundData();
        same(id, 7, "roundId");
        same(uint256(answer), 431_725_000_000, "answer");
        same(startedAt, b.observedAt / 1000, "startedAt");
        same(updatedAt, _publishedAt(), "updatedAt");
        same(answeredInRound, 7, "answeredInRound");
        check(updatedAt != block.timestamp && startedAt != block.timestamp, "block time");
    }

    function test_pairedFeed_isReadAtItsPositionInTheLayout() external {
        Batch memory b = _post(7, _fields(VALUE));
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt,) = _paired(18, 0).latestRoundData();
        same(id, 7, "roundId");
        (uint256 stored,) = _storedPaired();
        same(uint256(answer), stored, "answer");
        check(stored <= VALUE && VALUE - stored < VALUE >> 38, "not rounded down to a grid of 48 bits");
        same(startedAt, b.observedAt / 1000, "startedAt");
        same(updatedAt, _publishedAt(), "updatedAt");
    }

    function test_olderInterface_saysTheSame() external {
        _post(7, _fields(VALUE));
        AggregatorAdapter feed = _slot(18, 0);
        same(uint256(feed.latestAnswer()), VALUE / 1000 * 1000, "latestAnswer");
        same(feed.latestTimestamp(), _publishedAt(), "latestTimestamp");
        same(feed.latestRound(), 7, "latestRound");
    }

    function test_getRoundData_hasTheStoredRoundAndNoOther() external {
        _post(7, _fields(VALUE));
        AggregatorAdapter feed = _slot(8, 0);
        (uint80 id, int256 answer,,,) = feed.getRoundData(7);
        check(id == 7 && answer == 431_725_000_000, "the stored round");
        for (uint80 other = 6; other < 9; other += 2) {
            vm.expectRevert(abi.encodeWithSelector(AggregatorAdapter.NoSuchRound.selector, other, 7));
            feed.getRoundData(other);
        }
    }

    function test_describesItself() external {
        AggregatorAdapter feed = _slot(18, 4);
        same(bytes(feed.description()), "ETH/USD", "description");
        same(bytes(new SlotAggregator(hub, SHARD, "SIXTEEN-LONG/USD", 8, 0).description()), "SIXTEEN-LONG/USD", "sixteen characters");
        same(abi.encode(feed.decimals(), feed.version(), feed.feed(), feed.needed()), abi.encode(18, 1, ETH, 4), "constants");
    }

    function test_openBreaker_reverts_andHalfOpenDoesNot() external {
        PriceFields memory fields = _fields(VALUE);
        fields.flags = Statements.ALL | 1 << 5;
        _post(7, fields);
        check(_slot(8, 0).latestAnswer() > 0 && _paired(8, 0).latestAnswer() > 0, "half open");
        fields.flags = Statements.ALL | 2 << 5;
        _post(8, fields);
        _everyReadReverts(_slot(8, 0), abi.encodeWithSelector(PriceUse.BreakerOpen.selector, ETH));
        _everyReadReverts(_paired(8, 0), abi.encodeWithSelector(PriceUse.BreakerOpen.selector, ETH));
    }

    function test_passedValidity_reverts() external {
        Batch memory b = _post(7, _fields(VALUE));
        uint256 validUntil = b.observedAt + 60_000;
        vm.warp(validUntil / 1000);
        check(_slot(8, 0).latestAnswer() > 0, "the last second");
        vm.warp(validUntil / 1000 + 1);
        _everyReadReverts(_slot(8, 0), abi.encodeWithSelector(IOracleHub.Expired.selector, ETH, validUntil, block.timestamp * 1000));
        _everyReadReverts(_paired(8, 0), abi.encodeWithSelector(IOracleHub.Expired.selector, ETH, (b.observedAt / 1000 + 60) * 1000, block.timestamp * 1000));
    }

    function test_gap_reverts() external {
        _post(7, _fields(VALUE));
        bytes[] memory statements = new bytes[](3);
        uint48 to = uint48(block.timestamp * 1000 - 900);
        (statements[0], statements[1]) = (Statements.price(_fieldsOf(BTC, VALUE)), Statements.price(_fieldsOf(SOL, VALUE)));
        statements[2] = Statements.gap(ETH, 0, to - 1_000, to);
        hub.post(all(batch(8), statements));
        hub.postPaired(all(batch(8), statements));
        _everyReadReverts(_slot(8, 0), abi.encodeWithSelector(IOracleHub.NoPrice.selector, ETH));
        _everyReadReverts(_paired(8, 0), abi.encodeWithSelector(IOracleHub.NoPrice.selector, ETH));
    }

    function test_nothingStored_reverts() external {
        _everyReadReverts(_slot(8, 0), abi.encodeWithSelector(IOracleHub.NoPrice.selector, ETH));
        PairedAggregator paired = _paired(8, 0);
        _everyReadReverts(paired, abi.encodeWithSelector(IOracleHub.NothingStored.selector, paired.layoutKey()));
    }

    function test_verdictThatIsNeeded_isInsistedOn() external {
        PriceFields memory fields = _fields(VALUE);
        fields.flags = 16 | 2;
        _post(7, fields);
        check(_slot(8, 2).latestAnswer() > 0 && _paired(8, 18).latestAnswer() > 0, "borrow");
        _everyReadReverts(_slot(8, 3), abi.encodeWithSelector(PriceUse.VerdictMissing.selector, ETH, 18, 3));
        _everyReadReverts(_paired(8, 8), abi.encodeWithSelector(PriceUse.VerdictMissing.selector, ETH, 18, 8));
    }

    function test_answerOfZero_reverts() external {
        _post(7, _fields(9_999_999_999));
        bytes memory refusal = abi.encodeWithSelector(PriceUse.DoesNotFit.selector, ETH, 9_999_999_999, -8);
        AggregatorAdapter feed = _slot(8, 0);
        vm.expectRevert(refusal);
        feed.latestRoundData();
        vm.expectRevert(refusal);
        feed.latestAnswer();
        same(uint256(_slot(18, 0).latestAnswer()), 9_999_999_999, "with 18 decimals");
    }

    function test_deployment_refusesWhatCannotBeRead() external {
        vm.expectRevert(abi.encodeWithSelector(AggregatorAdapter.WrongDecimals.selector, 9));
        new SlotAggregator(hub, SHARD, ETH, 9, 0);
        vm.expectRevert(abi.encodeWithSelector(PriceUse.UnknownVerdict.selector, 32));
        new SlotAggregator(hub, SHARD, ETH, 8, 32);
        bytes16[] memory feeds = _feeds();
        vm.expectRevert(abi.encodeWithSelector(PriceUse.NotInLayout.selector, bytes16("XRP/USD")));
        new PairedAggregator(hub, SHARD, feeds, "XRP/USD", 8, 0);
        (feeds[0], feeds[1]) = (feeds[1], feeds[0]);
        vm.expectRevert(abi.encodeWithSelector(PriceUse.NotInLayout.selector, BTC));
        new PairedAggregator(hub, SHARD, feeds, ETH, 8, 0);
        feeds[1] = feeds[0];
        vm.expectRevert(abi.encodeWithSelector(PriceUse.NotInLayout.selector, ETH));
        new PairedAggregator(hub, SHARD, feeds, ETH, 8, 0);
    }

    function testFuzz_answer_isRoundedDown(uint128 value, uint128 confidence, bool wide) external {
        value = uint128(within(value, 1e10, 1e36));
        PriceFields memory fields = _fields(value);
        fields.confidence = uint128(within(confidence, 0, value));
        hub.postPrice(one(batch(7), Statements.price(fields)));
        PriceView memory stored = hub.price(SHARD, ETH);
        uint256 unit = wide ? 1 : 1e10;
        uint256 answer = uint256(_slot(wide ? 18 : 8, 0).latestAnswer());
        check(answer * unit <= stored.value && stored.value <= value, "above what was signed");
        check((answer + 1) * unit > stored.value, "rounded by more than a unit");
        check(value - stored.value < value / (1 << 53) + 1, "stored with fewer than 53 bits");
    }

    /// forge-config: default.fuzz.runs = 1000
    function testFuzz_updatedAt_isWhenTheSourcesPublished(uint32 age, uint32 later) external {
        PriceFields memory fields = _fields(VALUE);
        fields.publishedAt -= uint48(within(age, 0, 100_000_000));
        fields.validFor = type(uint32).max;
        hub.postPrice(one(batch(7), Statements.price(fields)));
        vm.warp(block.timestamp + within(later, 0, 4_000_000));
        (,,, uint256 updatedAt,) = _slot(8, 0).latestRoundData();
        same(updatedAt, fields.publishedAt / 1000, "updatedAt");
        check(updatedAt < block.timestamp, "block time");
    }

    function _everyReadReverts(AggregatorAdapter feed, bytes memory refusal) private {
        vm.expectRevert(refusal);
        feed.latestRoundData();
        vm.expectRevert(refusal);
        feed.getRoundData(7);
        vm.expectRevert(refusal);
        feed.latestAnswer();
        vm.expectRevert(refusal);
        feed.latestTimestamp();
        vm.expectRevert(refusal);
        feed.latestRound();
    }

    /// @dev ETH/USD between two others, in slots of their own and in pairs.
    function _post(uint64 sequence, PriceFields memory eth) private returns (Batch memory b) {
        bytes[] memory statements = new bytes[](3);
        statements[0] = Statements.price(_fieldsOf(BTC, 60_000e18));
        statements[1] = Statements.price(eth);
        statements[2] = Statements.price(_fieldsOf(SOL, 150e18));
        b = batch(sequence);
        hub.post(all(b, statements));
        hub.postPaired(all(b, statements));
    }

    function _fields(uint128 value) private view returns (PriceFields memory) {
        return _fieldsOf(ETH, value);
    }

    function _fieldsOf(bytes16 feed, uint128 value) private view returns (PriceFields memory) {
        return priceOf(feed, value, value / 2_000);
    }

    function _publishedAt() private view returns (uint256) {
        return (block.timestamp * 1000 - 1_234) / 1000;
    }

    function _storedPaired() private returns (uint256 value, uint256 confidence) {
        PriceView memory stored = hub.pairedPrice(_paired(8, 0).layoutKey(), 1);
        return (stored.value, stored.confidence);
    }

    function _feeds() private pure returns (bytes16[] memory feeds) {
        feeds = new bytes16[](3);
        (feeds[0], feeds[1], feeds[2]) = (BTC, ETH, SOL);
    }

    function _slot(uint8 decimals, uint8 needed) private returns (SlotAggregator) {
        return new SlotAggregator(hub, SHARD, ETH, decimals, needed);
    }

    function _paired(uint8 decimals, uint8 needed) private returns (PairedAggregator) {
        return new PairedAggregator(hub, SHARD, _feeds(), ETH, decimals, needed);
    }
}
