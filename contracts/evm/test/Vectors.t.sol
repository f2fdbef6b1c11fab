// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {OracleHub} from "../src/OracleHub.sol";
import {TestBase} from "./support/TestBase.sol";
import {Vm} from "./support/Vm.sol";

/// @notice Calls that the C# encoder and verifier made of tests/vectors, each with what it must answer (tests/Conformance.Tests/Contracts writes the files).
contract VectorsTest is TestBase {
    error Step(string file, string what, bytes answered, bytes expected);

    /// @dev Milliseconds: what the C# verifier allows unless told.
    uint256 private constant AHEAD = 2_000;
    uint256 private constant FILES = 25;

    function test_everyCall_answersAsTheVectorsSay() external {
        Vm.DirEntry[] memory files = vm.readDir("test/vectors");
        check(files.length >= FILES, "fewer files than there were");
        vm.chainId(1);
        for (uint256 i = 0; i < files.length; ++i) {
            // By a call of its own, which gives its memory back.
            this.replay(files[i].path);
        }
    }

    function replay(string calldata path) external {
        string memory json = vm.readFile(path);
        OracleHub hub = _deploy(json);
        string[] memory what = vm.parseJsonStringArray(json, ".what");
        uint256[] memory time = vm.parseJsonUintArray(json, ".now");
        string[] memory target = vm.parseJsonStringArray(json, ".target");
        address[] memory caller = vm.parseJsonAddressArray(json, ".caller");
        bytes[] memory call = vm.parseJsonBytesArray(json, ".call");
        string[] memory refusal = vm.parseJsonStringArray(json, ".error");
        bytes[] memory returns_ = vm.parseJsonBytesArray(json, ".returns");
        check(what.length > 0 && returns_.length == what.length, path);
        for (uint256 i = 0; i < what.length; ++i) {
            vm.warp(time[i]);
            address to = _same(target[i], "hub") ? address(hub) : address(hub.facts());
            vm.prank(caller[i]);
            (bool done, bytes memory answer) = to.call(call[i]);
            if (!_isExpected(done, answer, refusal[i], returns_[i])) revert Step(path, what[i], answer, bytes(refusal[i]).length == 0 ? returns_[i] : bytes(refusal[i]));
        }
    }

    function _deploy(string memory json) private returns (OracleHub) {
        return new OracleHub(
            vm.parseJsonBytes32(json, ".deployment"),
            vm.parseJsonBytes(json, ".firstSet"),
            vm.parseJsonBytes(json, ".recoverySet"),
            vm.parseJsonUint(json, ".recoveryDelay"),
            vm.parseJsonUint(json, ".grace"),
            AHEAD
        );
    }

    /// @param refusal Signature of an error, `*` for any, empty for none.
    function _isExpected(bool done, bytes memory answer, string memory refusal, bytes memory returns_) private pure returns (bool) {
        if (bytes(refusal).length == 0) return done && keccak256(answer) == keccak256(returns_);
        // Any, but one that says why: never a panic, and never nothing.
        if (_same(refusal, "*")) return !done && answer.length >= 4 && bytes4(answer) != bytes4(keccak256("Panic(uint256)"));
        return !done && bytes4(answer) == bytes4(keccak256(bytes(refusal)));
    }

    function _same(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
