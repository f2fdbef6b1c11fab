// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PythErrors} from "@pythnetwork/pyth-sdk-solidity/PythErrors.sol";
import {PythStructs} from "@pythnetwork/pyth-sdk-solidity/PythStructs.sol";
import {PriceUse} from "../../src/adapters/PriceUse.sol";
import {PythAdapter} from "../../src/adapters/PythAdapter.sol";
import {IOracleHub, PriceView} from "../../src/interfaces/IOracleHub.sol";
import {Batch} from "../support/Batches.sol";
import {SoleAttester} from "../support/SoleAttester.sol";
import {PriceFields, Statements} from "../support/Statements.sol";

/// @notice Feeds as Pyth's readers see them.
contract PythAdapterTest is SoleAttester {
    bytes16 private constant BTC = "BTC/USD";
    bytes16 private constant ETH = "ETH/USD";
    bytes32 private constant ETH_ID = keccak256("ETH/USD, a slot of its own");
    bytes32 private constant ETH_PAIRED = keccak256("ETH/USD, paired");
    bytes32 private constant BTC_FINE = keccak256("BTC/USD, eighteen decimals");
    uint128 private constant VALUE = 4_317_250_000_009_999_999_999;

    PythAdapter private _pyth;

    function setUp() public override {
        super.setUp();
        PythAdapter.FeedConfig[] memory feeds = new PythAdapter.FeedConfig[](3);
        feeds[0] = _config(ETH_ID, ETH, -8);
        feeds[1] = _config(ETH_PAIRED, ETH, -5);
        feeds[1].layoutFeeds = _feeds();
        feeds[2] = _config(BTC_FINE, BTC, -18);
        _pyth = new PythAdapter(hub, 0, feeds);
    }

    function test_getPriceUnsafe_isTheStoredPrice_inItsExponent() external {
        _store(7, VALUE);
        PythStructs.Price memory price = _pyth.getPriceUnsafe(ETH_ID);
        same(uint64(price.price), 431_725_000_000, "price");
        check(price.expo == -8, "expo");
        same(price.publishTime, _publishTime(), "publishTime");
        PriceView memory stored = hub.price(SHARD, ETH);
        same(price.conf, (stored.confidence + stored.value % 1e10 + 1e10 - 1) / 1e10, "conf");
    }

    function test_pairedFeed_isReadInItsLayout() external {
        _store(7, VALUE);
        PythStructs.Price memory price = _pyth.getPriceUnsafe(ETH_PAIRED);
        same(uint64(price.price), 431_725_000, "price");
        check(price.expo == -5, "expo");
        same(price.publishTime, _publishTime(), "publishTime");
    }

    function test_getPriceNoOlderThan_isPythsOwnRule() external {
        _store(7, VALUE);
        uint256 age = block.timestamp - _publishTime();
        same(_pyth.getPriceNoOlderThan(ETH_ID, age).publishTime, _publishTime(), "publishTime");
        vm.expectRevert(PythErrors.StalePrice.selector);
        _pyth.getPriceNoOlderThan(ETH_ID, age - 1);
    }

    /// @dev Block clocks lag: a publish time ahead of them is as far away as one behind.
    function test_getPriceNoOlderThan_countsTimeAhead() external {
        PriceFields memory fields = priceOf(ETH, VALUE, 0);
        fields.publishedAt = uint48((block.timestamp + 2) * 1000);
        hub.postPrice(one(batch(7), Statements.price(fields)));
        same(_pyth.getPriceNoOlderThan(ETH_ID, 2).publishTime, block.timestamp + 2, "publishTime");
        vm.expectRevert(PythErrors.StalePrice.selector);
        _pyth.getPriceNoOlderThan(ETH_ID, 1);
    }

    function test_unknownId_isPythsError() external {
        bytes32[] memory ids = new bytes32[](1);
        vm.expectRevert(PythErrors.PriceFeedNotFound.selector);
        _pyth.getPriceUnsafe(0);
        vm.expectRevert(PythErrors.PriceFeedNotFound.selector);
        _pyth.getPriceNoOlderThan(keccak256("?"), 1);
        vm.expectRevert(PythErrors.PriceFeedNotFound.selector);
        _pyth.updatePriceFeedsIfNecessary(new bytes[](0), ids, new uint64[](1));
        vm.expectRevert(PythErrors.PriceFeedNotFound.selector);
        _pyth.parsePriceFeedUpdates(_updates(3, one(batch(7), Statements.price(priceOf(ETH, VALUE, 0)))), ids, 0, type(uint64).max);
    }

    function test_openBreaker_andPassedValidity_revert_alsoWherePythSaysUnsafe() external {
        Batch memory b = _store(7, VALUE);
        vm.warp((b.observedAt + 60_000) / 1000 + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.Expired.selector, ETH, b.observedAt + 60_000, block.timestamp * 1000));
        _pyth.getPriceUnsafe(ETH_ID);
        PriceFields memory fields = priceOf(ETH, VALUE, 0);
        fields.flags = Statements.ALL | 2 << 5;
        hub.postPrice(one(batch(8), Statements.price(fields)));
        vm.expectRevert(abi.encodeWithSelector(PriceUse.BreakerOpen.selector, ETH));
        _pyth.getPriceUnsafe(ETH_ID);
        vm.expectRevert(abi.encodeWithSelector(PriceUse.BreakerOpen.selector, ETH));
        _pyth.getPriceNoOlderThan(ETH_ID, 1_000);
    }

    function test_verdictThatIsNeeded_isInsistedOn() external {
        PythAdapter.FeedConfig[] memory feeds = new PythAdapter.FeedConfig[](1);
        feeds[0] = _config(ETH_ID, ETH, -8);
        PythAdapter strict = new PythAdapter(hub, 8, feeds);
        PriceFields memory fields = priceOf(ETH, VALUE, 0);
        fields.flags = 16 | 1;
        hub.postPrice(one(batch(7), Statements.price(fields)));
        vm.expectRevert(abi.encodeWithSelector(PriceUse.VerdictMissing.selector, ETH, 17, 8));
        strict.getPriceUnsafe(ETH_ID);
    }

    function test_priceThatDoesNotFit_reverts() external {
        // 2^63 units of 10^-18 are 9.22.
        hub.postPrice(one(batch(7), Statements.price(priceOf(BTC, 1 << 63, 0))));
        vm.expectRevert(abi.encodeWithSelector(PriceUse.DoesNotFit.selector, BTC, 1 << 63, -18));
        _pyth.getPriceUnsafe(BTC_FINE);
        hub.postPrice(one(batch(8), Statements.price(priceOf(BTC, (1 << 63) - 1, 0))));
        same(uint64(_pyth.getPriceUnsafe(BTC_FINE).price), (1 << 63) - 1, "the largest");
        hub.postPrice(one(batch(7), Statements.price(priceOf(ETH, 9_999_999_999, 0))));
        vm.expectRevert(abi.encodeWithSelector(PriceUse.DoesNotFit.selector, ETH, 9_999_999_999, -8));
        _pyth.getPriceUnsafe(ETH_ID);
    }

    function test_confidenceThatDoesNotFit_reverts() external {
        hub.postPrice(one(batch(7), Statements.price(priceOf(BTC, 8e18, 1 << 64))));
        PriceView memory stored = hub.price(SHARD, BTC);
        vm.expectRevert(abi.encodeWithSelector(PriceUse.DoesNotFit.selector, BTC, stored.confidence, -18));
        _pyth.getPriceUnsafe(BTC_FINE);
    }

    /// @dev Price down, conf up, the band that is read around the band that is stored, neither by more than a unit.
    function testFuzz_band_containsTheStoredBand(uint128 value, uint128 confidence, uint8 decimals) external {
        uint256 unit = 10 ** within(decimals, 0, 18);
        value = uint128(within(value, unit, unit * (uint64(type(int64).max) - 1)));
        if (value > 1e36) value = 1e36;
        confidence = uint128(within(confidence, 0, value));
        PythAdapter.FeedConfig[] memory feeds = new PythAdapter.FeedConfig[](1);
        feeds[0] = _config(ETH_ID, ETH, int32(int256(within(decimals, 0, 18))) - 18);
        PythAdapter pyth = new PythAdapter(hub, 0, feeds);
        hub.postPrice(one(batch(7), Statements.price(priceOf(ETH, value, confidence))));
        PriceView memory stored = hub.price(SHARD, ETH);
        if (stored.value < unit) return;
        PythStructs.Price memory read = pyth.getPriceUnsafe(ETH_ID);
        (uint256 price, uint256 conf) = (uint64(read.price) * unit, read.conf * unit);
        check(price <= stored.value && stored.value < price + unit, "price");
        check(price + conf >= uint256(stored.value) + stored.confidence, "upper edge");
        check(stored.value <= stored.confidence || price <= conf || price - conf <= stored.value - stored.confidence, "lower edge");
        check(conf < uint256(stored.confidence) + (stored.value - price) + unit, "conf by more than a unit");
        check(price + conf >= uint256(value) + confidence && (value <= confidence || price <= conf || price - conf <= value - confidence), "the band that was signed");
    }

    // --- postings ---

    function test_updatePriceFeeds_storesEveryForm() external {
        bytes[] memory updates = new bytes[](3);
        bytes[] memory statements = _statements(VALUE);
        updates[0] = bytes.concat(hex"01", all(batch(7), statements));
        updates[1] = bytes.concat(hex"02", all(batch(7), statements));
        updates[2] = bytes.concat(hex"03", one(batch(8), Statements.price(priceOf(ETH, VALUE + 1e18, 0))));
        same(_pyth.getUpdateFee(updates), 0, "fee");
        _pyth.updatePriceFeeds{value: 0}(updates);
        same(uint64(_pyth.getPriceUnsafe(ETH_ID).price), 431_825_000_000, "the statement's");
        check(_pyth.getPriceUnsafe(ETH_PAIRED).price > 0, "in pairs");
    }

    function test_updatesThatAreNotNewer_arePassedOver() external {
        _store(7, VALUE);
        bytes[] memory updates = new bytes[](3);
        updates[0] = bytes.concat(hex"01", all(batch(7), _statements(VALUE)));
        updates[1] = bytes.concat(hex"02", all(batch(6), _statements(VALUE)));
        updates[2] = bytes.concat(hex"03", one(batch(8), Statements.price(priceOf(ETH, VALUE + 1e18, 0))));
        _pyth.updatePriceFeeds(updates);
        same(hub.price(SHARD, ETH).sequence, 8, "sequence");
    }

    function test_updatesThatAreWrong_revertWithTheHubsOwnError() external {
        bytes memory posting = one(batch(7), Statements.price(priceOf(ETH, VALUE, 0)));
        posting[0] ^= 0xff;
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongDeployment.selector, bytes4(posting), bytes4(DEPLOYMENT)));
        _pyth.updatePriceFeeds(_updates(3, posting));
        vm.expectRevert(abi.encodeWithSelector(PythAdapter.UnknownForm.selector, 0, 4));
        _pyth.updatePriceFeeds(_updates(4, posting));
        vm.expectRevert(abi.encodeWithSelector(PythAdapter.UnknownForm.selector, 0, 0));
        _pyth.updatePriceFeeds(new bytes[](1));
        vm.expectRevert(abi.encodeWithSelector(PythAdapter.UnknownForm.selector, 0, 0));
        _pyth.parsePriceFeedUpdates(new bytes[](1), new bytes32[](0), 0, 1);
    }

    function test_value_isRefused() external {
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = ETH_ID;
        uint64[] memory times = new uint64[](1);
        times[0] = 1;
        bytes memory refusal = abi.encodeWithSelector(PythAdapter.UnexpectedValue.selector, 1);
        vm.expectRevert(refusal);
        _pyth.updatePriceFeeds{value: 1}(new bytes[](0));
        vm.expectRevert(refusal);
        _pyth.updatePriceFeedsIfNecessary{value: 1}(new bytes[](0), ids, times);
        vm.expectRevert(refusal);
        _pyth.parsePriceFeedUpdates{value: 1}(new bytes[](0), ids, 0, 1);
    }

    function test_updatePriceFeedsIfNecessary_asksForPublishTimes() external {
        bytes32[] memory ids = new bytes32[](2);
        (ids[0], ids[1]) = (ETH_ID, ETH_PAIRED);
        uint64[] memory times = new uint64[](2);
        (times[0], times[1]) = (uint64(_publishTime()), uint64(_publishTime()));
        _pyth.updatePriceFeedsIfNecessary(_updates(1, all(batch(7), _statements(VALUE))), ids, times);
        same(hub.price(SHARD, ETH).sequence, 7, "nothing was stored");
        _pyth.updatePriceFeedsIfNecessary(_updates(2, all(batch(7), _statements(VALUE))), ids, times);
        bytes[] memory newer = _updates(1, all(batch(8), _statements(VALUE)));
        vm.expectRevert(PythErrors.NoFreshUpdate.selector);
        _pyth.updatePriceFeedsIfNecessary(newer, ids, times);
        ++times[1];
        _pyth.updatePriceFeedsIfNecessary(newer, ids, times);
        same(hub.price(SHARD, ETH).sequence, 8, "the second was older");
        vm.expectRevert(PythErrors.InvalidArgument.selector);
        _pyth.updatePriceFeedsIfNecessary(newer, ids, new uint64[](1));
    }

    function test_parse_verifiesAndStoresNothing() external {
        bytes[] memory updates = new bytes[](2);
        updates[0] = bytes.concat(hex"03", one(batch(8), Statements.price(priceOf(BTC, 5e18, 1e15))));
        updates[1] = bytes.concat(hex"02", all(batch(7), _statements(VALUE)));
        bytes32[] memory ids = new bytes32[](3);
        (ids[0], ids[1], ids[2]) = (ETH_PAIRED, BTC_FINE, ETH_ID);
        PythStructs.PriceFeed[] memory feeds = _pyth.parsePriceFeedUpdates(updates, ids, uint64(_publishTime()), uint64(_publishTime()));
        check(feeds[0].id == ETH_PAIRED && feeds[1].id == BTC_FINE && feeds[2].id == ETH_ID, "ids");
        same(uint64(feeds[0].price.price), 431_725_000, "not rounded by a slot");
        same(uint64(feeds[1].price.price), 5e18, "from the first that has it");
        same(uint64(feeds[2].price.price), 431_725_000_000, "of the same feed");
        same(abi.encode(feeds[0].emaPrice), abi.encode(0, 0, 0, 0), "emaPrice");
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.NoPrice.selector, ETH));
        hub.price(SHARD, ETH);
    }

    function test_parse_reverts_whereAPriceIsNotInTheRange() external {
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = ETH_ID;
        bytes[] memory updates = _updates(3, one(batch(7), Statements.price(priceOf(ETH, VALUE, 0))));
        uint64 time = uint64(_publishTime());
        vm.expectRevert(PythErrors.PriceFeedNotFoundWithinRange.selector);
        _pyth.parsePriceFeedUpdates(updates, ids, time + 1, time + 2);
        vm.expectRevert(PythErrors.PriceFeedNotFoundWithinRange.selector);
        _pyth.parsePriceFeedUpdates(updates, ids, time - 2, time - 1);
        Batch memory b = batch(7);
        b.shard = "other";
        vm.expectRevert(PythErrors.PriceFeedNotFoundWithinRange.selector);
        _pyth.parsePriceFeedUpdates(_updates(3, one(b, Statements.price(priceOf(ETH, VALUE, 0)))), ids, 0, type(uint64).max);
        uint48 to = uint48(block.timestamp * 1000 - 900);
        vm.expectRevert(PythErrors.PriceFeedNotFoundWithinRange.selector);
        _pyth.parsePriceFeedUpdates(_updates(3, one(batch(7), Statements.gap(ETH, 0, to - 1, to))), ids, 0, type(uint64).max);
    }

    // --- what nobody signs, and deployment ---

    function test_whatNobodySigns_isUnsupported() external {
        bytes[] memory none = new bytes[](0);
        bytes32[] memory ids = new bytes32[](0);
        _expectUnsupported(PythAdapter.getEmaPriceUnsafe.selector);
        _pyth.getEmaPriceUnsafe(ETH_ID);
        _expectUnsupported(PythAdapter.getEmaPriceNoOlderThan.selector);
        _pyth.getEmaPriceNoOlderThan(ETH_ID, 1);
        _expectUnsupported(PythAdapter.getTwapUpdateFee.selector);
        _pyth.getTwapUpdateFee(none);
        _expectUnsupported(PythAdapter.parseTwapPriceFeedUpdates.selector);
        _pyth.parseTwapPriceFeedUpdates(none, ids);
        _expectUnsupported(PythAdapter.parsePriceFeedUpdatesUnique.selector);
        _pyth.parsePriceFeedUpdatesUnique(none, ids, 0, 1);
        _expectUnsupported(PythAdapter.parsePriceFeedUpdatesWithConfig.selector);
        _pyth.parsePriceFeedUpdatesWithConfig(none, ids, 0, 1, false, false, false);
    }

    function test_deployment_refusesATableThatCannotBeRead() external {
        PythAdapter.FeedConfig[] memory feeds = new PythAdapter.FeedConfig[](2);
        (feeds[0], feeds[1]) = (_config(ETH_ID, ETH, -8), _config(ETH_ID, BTC, -8));
        vm.expectRevert(abi.encodeWithSelector(PythAdapter.DuplicateId.selector, ETH_ID));
        new PythAdapter(hub, 0, feeds);
        feeds[1].id = 0;
        vm.expectRevert(abi.encodeWithSelector(PythAdapter.DuplicateId.selector, 0));
        new PythAdapter(hub, 0, feeds);
        feeds[1] = _config(BTC_FINE, BTC, 1);
        vm.expectRevert(abi.encodeWithSelector(PythAdapter.WrongExponent.selector, BTC_FINE, 1));
        new PythAdapter(hub, 0, feeds);
        feeds[1].exponent = -19;
        vm.expectRevert(abi.encodeWithSelector(PythAdapter.WrongExponent.selector, BTC_FINE, -19));
        new PythAdapter(hub, 0, feeds);
        feeds[1] = _config(BTC_FINE, "SOL/USD", -8);
        feeds[1].layoutFeeds = _feeds();
        vm.expectRevert(abi.encodeWithSelector(PriceUse.NotInLayout.selector, bytes16("SOL/USD")));
        new PythAdapter(hub, 0, feeds);
        vm.expectRevert(abi.encodeWithSelector(PriceUse.UnknownVerdict.selector, 32));
        new PythAdapter(hub, 32, feeds);
    }

    function _expectUnsupported(bytes4 selector) private {
        vm.expectRevert(abi.encodeWithSelector(PythAdapter.Unsupported.selector, selector));
    }

    function _store(uint64 sequence, uint128 value) private returns (Batch memory b) {
        b = batch(sequence);
        hub.post(all(b, _statements(value)));
        hub.postPaired(all(b, _statements(value)));
    }

    function _statements(uint128 value) private view returns (bytes[] memory statements) {
        statements = new bytes[](2);
        statements[0] = Statements.price(priceOf(BTC, 60_000e18, 30e18));
        statements[1] = Statements.price(priceOf(ETH, value, value / 2_000));
    }

    function _updates(uint8 form, bytes memory posting) private pure returns (bytes[] memory updates) {
        updates = new bytes[](1);
        updates[0] = bytes.concat(bytes1(form), posting);
    }

    function _config(bytes32 id, bytes16 feed, int32 exponent) private pure returns (PythAdapter.FeedConfig memory) {
        return PythAdapter.FeedConfig(id, SHARD, feed, new bytes16[](0), exponent);
    }

    function _feeds() private pure returns (bytes16[] memory feeds) {
        feeds = new bytes16[](2);
        (feeds[0], feeds[1]) = (BTC, ETH);
    }

    function _publishTime() private view returns (uint256) {
        return (block.timestamp * 1000 - 1_234) / 1000;
    }
}
