// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PriceView} from "../src/interfaces/IOracleHub.sol";
import {Batch, Batches} from "./support/Batches.sol";
import {HubTest} from "./support/HubTest.sol";

/// @notice Posts what attesters sign and what they do not, old and new, in any order, and keeps the book of it.
contract HubHandler is HubTest {
    using Batches for Batch;

    uint256 private constant FEEDS = 3;

    /// @dev Seconds. forge sets its own time before a call.
    uint256 private _clock = START / 1000 + 100;

    bytes[] private _signed;
    uint64 private _next = 1;
    uint32 private _epoch = EPOCH;

    /// @notice keccak256 of what was signed for a feed: its sequence, time and value.
    mapping(bytes32 stored => bool) public signed;

    uint256 public accepted;
    uint64 public newest;

    mapping(uint256 feed => PriceView) private _slots;
    mapping(uint256 feed => PriceView) private _halves;

    constructor() {
        setUp();
    }

    modifier onTime() {
        vm.warp(_clock);
        _;
    }

    function post(uint256 seed, bool paired, uint8 signers) external onTime {
        bytes memory posting = sign(seed, 3 + signers % 3);
        _signed.push(posting);
        check(send(paired, posting), "what a quorum signed last is taken");
    }

    function replay(uint256 which, bool paired) external onTime {
        if (_signed.length != 0) send(paired, _signed[which % _signed.length]);
    }

    /// @dev Signed and not posted: it may come later.
    function hold(uint256 seed) external onTime {
        _signed.push(sign(seed, 3));
    }

    function mutate(uint256 which, uint256 place, uint8 with, bool paired) external onTime {
        if (_signed.length == 0) return;
        bytes memory posting = _signed[which % _signed.length];
        place %= posting.length;
        if (uint8(posting[place]) == with) return;
        posting[place] = bytes1(with);
        check(!send(paired, posting), "a changed posting is refused");
    }

    function foreign(uint256 seed, uint8 signers, bool paired) external onTime {
        Batch memory b = batch(_next + 1000);
        b.epoch = _epoch;
        bytes memory posting = signers % 2 == 0
            ? batchPosting(b, prices(FEEDS, seed % 1e9), keysOf(99, 5), firstSigners(5))
            : batchPosting(b, prices(FEEDS, seed % 1e9), keysOf(_epoch, 5), firstSigners(2));
        check(!send(paired, posting), "without quorum it is refused");
    }

    function rotate(uint256 seed) external onTime {
        if (seed % 8 != 0) return;
        uint48 from = uint48(time() * 1000);
        Batch memory b = batch(_next);
        b.epoch = _epoch;
        bytes[] memory statements = new bytes[](1);
        statements[0] = set(_epoch + 1, 3, 5, from, from + 30 days * 1000);
        hub.rotate(statementPosting(b, statements, 0, keysOf(_epoch, 5), firstSigners(3)));
        ++_epoch;
    }

    function warp(uint16 by) external {
        _clock += within(by, 1, 90);
    }

    function layoutKey() public pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(2), SHARD, feedOf(0), feedOf(1), feedOf(2)));
    }

    function id(uint256 i, bool paired, uint256 sequence, uint256 observedAt, uint256 value) public pure returns (bytes32) {
        return keccak256(abi.encode(i, paired, sequence, observedAt, value));
    }

    function sign(uint256 seed, uint256 signers) private returns (bytes memory) {
        // A batch a second at least: the times of a shard rise with its sequences.
        vm.warp(++_clock);
        Batch memory b = batch(_next++);
        b.epoch = _epoch;
        bytes[] memory statements = prices(FEEDS, seed % 1e9);
        for (uint256 i = 0; i < FEEDS; ++i) {
            uint256 value = value_(statements[i]);
            signed[id(i, false, b.sequence, b.observedAt, value / 1e6 * 1e6)] = true;
            signed[id(i, true, b.sequence, b.observedAt / 1000 * 1000, value / 1e9 * 1e9)] = true;
            // Posted after its end.
            signed[id(i, true, b.sequence, b.observedAt / 1000 * 1000, 0)] = true;
        }
        return batchPosting(b, statements, keysOf(_epoch, 5), firstSigners(signers));
    }

    function value_(bytes memory statement) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(128, mload(add(statement, 0x40)))
        }
    }

    function send(bool paired, bytes memory posting) private returns (bool done) {
        (done,) = address(hub).call(abi.encodeWithSelector(paired ? hub.postPaired.selector : hub.post.selector, posting));
        if (done) ++accepted;
        for (uint256 i = 0; i < FEEDS; ++i) {
            try hub.price(SHARD, feedOf(i)) returns (PriceView memory got) {
                look(_slots[i], id(i, false, got.sequence, got.observedAt, got.value), got);
            } catch {
                check(_slots[i].sequence == 0, "what was stored stays readable");
            }
            try hub.pairedPrice(layoutKey(), i) returns (PriceView memory got) {
                look(_halves[i], id(i, true, got.sequence, got.observedAt, got.value), got);
            } catch {
                check(_halves[i].sequence == 0, "what was stored stays readable");
            }
        }
    }

    function look(PriceView storage last, bytes32 key, PriceView memory got) private {
        check(got.sequence >= last.sequence, "the sequence never goes back");
        check(got.observedAt >= last.observedAt, "the time never goes back");
        check(signed[key], "a quorum signed it");
        (last.sequence, last.observedAt) = (got.sequence, got.observedAt);
        newest = got.sequence > newest ? got.sequence : newest;
    }
}

/// @notice Stored sequences and times never go back, and nothing is stored that a quorum did not sign: looked at after every call (`HubHandler.look`).
contract HubInvariantsTest is HubTest {
    /// @dev What forge asks for: the functions that it calls.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    HubHandler private _handler;

    function setUp() public override {
        _handler = new HubHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), new bytes4[](7));
        bytes4[7] memory selectors = [
            HubHandler.post.selector, HubHandler.replay.selector, HubHandler.hold.selector, HubHandler.mutate.selector,
            HubHandler.foreign.selector, HubHandler.rotate.selector, HubHandler.warp.selector
        ];
        for (uint256 i = 0; i < 7; ++i) targets[0].selectors[i] = selectors[i];
    }

    function invariant_stored_neverGoesBack_andIsSigned() public view {
        check(_handler.accepted() == 0 || _handler.newest() != 0, "what was taken is read");
    }
}
