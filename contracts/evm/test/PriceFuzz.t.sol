// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PriceView} from "../src/interfaces/IOracleHub.sol";
import {Batch, Batches} from "./support/Batches.sol";
import {HubTest} from "./support/HubTest.sol";
import {PriceFields, Statements} from "./support/Statements.sol";

/// @notice What is read of a price never says more than what was signed (docs/spec/attestation-v1.md, section 15.3).
contract PriceFuzzTest is HubTest {
    using Batches for Batch;

    bytes private _posting;
    bytes private _paired;

    function setUp() public override {
        super.setUp();
        hub.post(batchPosting(batch(1), prices(2, 1)));
        hub.postPaired(batchPosting(batch(1), prices(2, 1)));
        _posting = batchPosting(batch(2), prices(2, 2));
    }

    function testFuzz_slot_containsWhatWasSigned(uint128 value, uint128 confidence, uint32 age, uint32 validFor, uint8 bits, uint8 flags) public {
        PriceFields memory p = fields(value, confidence, age, validFor, bits, flags);
        Batch memory b = batch(7);
        hub.postPrice(statementPosting(b, single(p), 0));
        PriceView memory got = hub.price(SHARD, p.feed);
        same(got.sequence, 7, "sequence");
        same(got.observedAt, b.observedAt, "observedAt");
        same(got.breaker, p.flags >> 5, "breaker");
        if (got.value == 0) {
            check(p.confidence >= uint256(p.value) * 39 / 10, "a half-width below four times the value fits");
            return;
        }
        same(got.publishedAt, p.publishedAt, "publishedAt");
        same(got.validUntil, b.observedAt + p.validFor, "validUntil");
        same(got.verdict, p.flags & 31, "verdict");
        contains(got, p, 54, 22);
    }

    function testFuzz_half_containsWhatWasSigned(uint128 value, uint128 confidence, uint32 age, uint32 validFor, uint8 bits, uint8 flags, bool lower) public {
        PriceFields memory p = fields(value, confidence, age, validFor, bits, flags);
        Batch memory b = batch(7);
        bytes[] memory statements = new bytes[](2);
        PriceFields memory other = priceOf(lower ? bytes16("A") : bytes16("Z"), 1e18, 1e14);
        (statements[0], statements[1]) = lower ? (Statements.price(other), Statements.price(p)) : (Statements.price(p), Statements.price(other));
        hub.postPaired(batchPosting(b, statements));
        bytes32 key = keccak256(lower ? abi.encodePacked(uint8(2), SHARD, other.feed, p.feed) : abi.encodePacked(uint8(2), SHARD, p.feed, other.feed));
        PriceView memory beside = hub.pairedPrice(key, lower ? 0 : 1);
        same(beside.value, 1e18, "what stands beside it");
        PriceView memory got = hub.pairedPrice(key, lower ? 1 : 0);
        same(got.sequence, 7, "sequence");
        same(got.observedAt, b.observedAt / 1000 * 1000, "observedAt");
        if (got.value == 0) {
            bool wide = p.confidence >= uint256(p.value) * 24 / 100;
            check(wide || p.value >= 2 ** 47 * 1e12 || age > 131_000_000, "what fits is stored");
            same(got.verdict, 0, "no verdict");
            return;
        }
        check(got.publishedAt <= p.publishedAt && got.publishedAt + 1000 > p.publishedAt, "publishedAt is rounded down to the second");
        check(got.validUntil <= b.observedAt + p.validFor, "validUntil is rounded down");
        check(got.validUntil + 2000 + uint256(p.validFor) / 16 > b.observedAt + p.validFor || p.validFor > 507_904_000, "by a sixteenth at most");
        same(got.verdict, p.flags & 31, "verdict");
        same(got.breaker, p.flags >> 5, "breaker");
        contains(got, p, 37, 14);
    }

    /// @dev Prices and gaps of any feeds: each is found at its place in the order of names.
    function testFuzz_layout_isInOrderOfName(uint256 seed) public {
        uint256 count = 1 + seed % 9;
        uint256 gaps = (seed >> 8) % (1 << count);
        bytes[] memory statements = new bytes[](count);
        bytes memory names = abi.encodePacked(uint8(2), SHARD);
        uint256 next = 0;
        for (uint256 i = 0; i < count; ++i) {
            names = bytes.concat(names, feedOf(i));
            if (gaps >> i & 1 == 0) statements[next++] = Statements.price(priceOf(feedOf(i), uint128(1e18 * (i + 1)), 1e14));
        }
        for (uint256 i = 0; i < count; ++i) if (gaps >> i & 1 == 1) statements[next++] = Statements.gap(feedOf(i), 64, START, START + 1);
        hub.postPaired(batchPosting(batch(3), statements));
        for (uint256 i = 0; i < count; ++i) {
            PriceView memory got = hub.pairedPrice(keccak256(names), i);
            same(got.sequence, 3, "sequence");
            same(got.value, gaps >> i & 1 == 1 ? 0 : 1e18 * (i + 1), "value");
        }
    }

    function testFuzz_pull_isAsSigned(uint128 value, uint128 confidence, uint32 age, uint32 validFor, uint8 bits, uint8 flags) public {
        PriceFields memory p = fields(value, confidence, age, validFor, bits, flags);
        Batch memory b = batch(7);
        (bytes16 shard, bytes16 feed, PriceView memory got) = hub.verifyPrice(statementPosting(b, single(p), 0));
        check(shard == SHARD && feed == p.feed, "names");
        same(got.value, p.value, "value");
        same(got.confidence, p.confidence, "confidence");
        same(got.validUntil, b.observedAt + p.validFor, "validUntil");
    }

    /// @dev Whatever is done to a posting, without the keys nothing of it is stored.
    function testFuzz_mutation_changesNothing(uint256 place, uint8 with, uint256 cut, uint8 how) public {
        bytes memory posting = _posting;
        if (how % 4 == 0) {
            posting = new bytes(cut % posting.length);
            for (uint256 i = 0; i < posting.length; ++i) posting[i] = _posting[i];
        } else if (how % 4 == 1) {
            posting = bytes.concat(posting, bytes1(with), bytes32(cut));
        } else {
            place %= posting.length;
            vm.assume(uint8(posting[place]) != with);
            posting[place] = bytes1(with);
        }
        (bool posted,) = address(hub).call(abi.encodeWithSelector(hub.post.selector, posting));
        (bool paired,) = address(hub).call(abi.encodeWithSelector(hub.postPaired.selector, posting));
        (bool priced,) = address(hub).call(abi.encodeWithSelector(hub.postPrice.selector, posting));
        (bool pulled,) = address(hub).call(abi.encodeWithSelector(hub.verifyPrices.selector, posting));
        check(!posted && !paired && !priced && !pulled, "refused");
        same(hub.price(SHARD, feedOf(0)).sequence, 1, "as it was");
    }

    function fields(uint128 value, uint128 confidence, uint32 age, uint32 validFor, uint8 bits, uint8 flags) private view returns (PriceFields memory p) {
        p = priceOf("FUZZ/USD", 0, 0);
        // Of every size: as many of the bits as chance says.
        p.value = uint128(within(value >> (bits % 128), 1, 1e36));
        p.confidence = uint128(within(confidence, 0, p.value > 1e35 ? p.value : uint256(p.value) * 5));
        p.publishedAt -= age;
        p.validFor = uint32(within(validFor, 2_000, type(uint32).max));
        p.flags = 16 | flags & 15 | uint8(flags % 3) << 5;
    }

    function contains(PriceView memory got, PriceFields memory p, uint256 valueBits, uint256 partBits) private pure {
        check(got.value <= p.value, "never above what was signed");
        uint256 lost = p.value - got.value;
        check(lost <= p.value >> valueBits, "the value loses little");
        check(got.confidence >= p.confidence + lost, "the band contains the signed one");
        check(got.confidence <= p.confidence + lost + (p.value >> partBits) + 1, "and is little wider");
    }

    function single(PriceFields memory p) private pure returns (bytes[] memory statements) {
        statements = new bytes[](1);
        statements[0] = Statements.price(p);
    }
}
