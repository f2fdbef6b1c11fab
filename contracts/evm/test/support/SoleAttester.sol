// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch} from "./Batches.sol";
import {HubTest} from "./HubTest.sol";

/// @notice A hub with one attester, for tests of thousands of postings: what they look at does not depend on how many sign.
abstract contract SoleAttester is HubTest {
    function setUp() public virtual override {
        vm.warp(START / 1000 + 100);
        hub = deploy(set(EPOCH, 1, 1, START, EXPIRY), "");
    }

    function one(Batch memory b, bytes memory statement) internal returns (bytes memory) {
        bytes[] memory statements = new bytes[](1);
        statements[0] = statement;
        return statementPosting(b, statements, 0, keysOf(EPOCH, 1), firstSigners(1));
    }

    function all(Batch memory b, bytes[] memory statements) internal returns (bytes memory) {
        return batchPosting(b, statements, keysOf(EPOCH, 1), firstSigners(1));
    }
}
