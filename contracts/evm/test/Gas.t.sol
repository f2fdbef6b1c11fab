// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HubTest} from "./support/HubTest.sol";

/// @notice Whole transactions, with 2200 and calldata, from a value to another (`isolate` in foundry.toml makes a transaction of each call).
contract GasTest is HubTest {
    function test_OnePrice_OfThreeOfFive() public {
        hub.postPrice(statementPosting(batch(70_000), prices(1, 1), 0));
        hub.postPrice(statementPosting(batch(70_001), prices(1, 2), 0));
        limit("one price, 3 of 5", 50_000);
    }

    function test_OnePriceAsBatch_OfThreeOfFive() public {
        hub.post(batchPosting(batch(70_000), prices(1, 1)));
        hub.post(batchPosting(batch(70_001), prices(1, 2)));
        limit("one price as a batch, 3 of 5", 50_600);
    }

    function test_OnePriceOfTwoHundred_OfThreeOfFive() public {
        hub.postPrice(statementPosting(batch(70_000), prices(200, 1), 77));
        hub.postPrice(statementPosting(batch(70_001), prices(200, 2), 77));
        limit("one price of 200 with its proof, 3 of 5", 55_300);
    }

    function test_TenPaired_OfThreeOfFive() public {
        hub.postPaired(batchPosting(batch(70_000), prices(10, 1)));
        hub.postPaired(batchPosting(batch(70_001), prices(10, 2)));
        limit("ten prices in pairs, 3 of 5", 88_000);
    }

    function test_FiftyPaired_OfThreeOfFive() public {
        hub.postPaired(batchPosting(batch(70_000), prices(50, 1)));
        hub.postPaired(batchPosting(batch(70_001), prices(50, 2)));
        limit("fifty prices in pairs, 3 of 5", 260_000);
    }

    function test_Ten_OfThreeOfFive() public {
        hub.post(batchPosting(batch(70_000), prices(10, 1)));
        hub.post(batchPosting(batch(70_001), prices(10, 2)));
        limit("ten prices, 3 of 5", 117_000);
    }

    function test_OnePrice_OfThirteenOfNineteen() public {
        hub = deploy(set(EPOCH, 13, 19, START, EXPIRY), "");
        uint256[] memory keys = keysOf(EPOCH, 19);
        hub.postPrice(statementPosting(batch(70_000), prices(1, 1), 0, keys, firstSigners(13)));
        hub.postPrice(statementPosting(batch(70_001), prices(1, 2), 0, keys, firstSigners(13)));
        limit("one price, 13 of 19", 100_000);
    }

    function test_OnePriceAsBatch_OfThirteenOfNineteen() public {
        hub = deploy(set(EPOCH, 13, 19, START, EXPIRY), "");
        uint256[] memory keys = keysOf(EPOCH, 19);
        hub.post(batchPosting(batch(70_000), prices(1, 1), keys, firstSigners(13)));
        hub.post(batchPosting(batch(70_001), prices(1, 2), keys, firstSigners(13)));
        limit("one price as a batch, 13 of 19", 100_000);
    }

    function limit(string memory name, uint256 most) private {
        uint256 gas = vm.snapshotGasLastCall("hub", name);
        check(gas <= most, string.concat(name, " takes ", vm.toString(gas)));
    }
}
