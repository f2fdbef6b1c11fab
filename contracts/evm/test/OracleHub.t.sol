// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOracleHub, AttesterSetView, PriceView} from "../src/interfaces/IOracleHub.sol";
import {Batch, Batches} from "./support/Batches.sol";
import {HubTest} from "./support/HubTest.sol";
import {Statements} from "./support/Statements.sol";

/// @notice Each refusal of docs/spec/attestation-v1.md, section 15.2, by its name and operands, and rotations (section 9).
contract OracleHubTest is HubTest {
    using Batches for Batch;

    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_truncated_saysWhatIsNeeded() public {
        bytes memory posting = statementPosting(batch(1), prices(3, 1), 1);
        refuse(abi.encodeWithSelector(IOracleHub.Truncated.selector, 0, 150), new bytes(0));
        refuse(abi.encodeWithSelector(IOracleHub.Truncated.selector, 148, 150), cut(posting, 148));
        refuse(abi.encodeWithSelector(IOracleHub.Truncated.selector, 300, 150 + 3 * 66), cut(posting, 300));
        refuse(abi.encodeWithSelector(IOracleHub.Truncated.selector, 356, 150 + 3 * 66 + 64), cut(posting, 356));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.Truncated.selector, 300, 149 + 3 * 66));
        hub.post(cut(batchPosting(batch(1), prices(1, 1)), 300));
    }

    function test_otherDeployment_isRefused() public {
        Batch memory b = batch(1);
        b.deployment = keccak256("crosschainoracle:other");
        refuse(abi.encodeWithSelector(IOracleHub.WrongDeployment.selector, bytes4(b.deployment), bytes4(DEPLOYMENT)), one(b));
    }

    function test_otherSchema_isRefused() public {
        Batch memory b = batch(1);
        b.schema = 2;
        refuse(abi.encodeWithSelector(IOracleHub.UnsupportedVersion.selector, uint16(2)), one(b));
    }

    function test_otherAlgorithm_isRefused() public {
        Batch memory b = batch(1);
        b.algorithm = 4;
        refuse(abi.encodeWithSelector(IOracleHub.UnknownAlgorithm.selector, uint16(4)), one(b));
        b.algorithm = 0;
        refuse(abi.encodeWithSelector(IOracleHub.UnknownAlgorithm.selector, uint16(0)), one(b));
        b.algorithm = 3;
        hub.postPrice(one(b));
    }

    function test_ahead_isRefused_fromTheFirstMillisecond() public {
        Batch memory b = batch(1);
        uint256 latest = time() * 1000 + MAX_AHEAD;
        b.observedAt = uint48(latest + 1);
        refuse(abi.encodeWithSelector(IOracleHub.Ahead.selector, latest + 1, latest), one(b));
        b.observedAt = uint48(latest);
        hub.postPrice(one(b));
    }

    function test_audience_mayBeTheHub_andForPullsTheCaller() public {
        vm.chainId(8453);
        bytes32 own = caip10(address(hub));
        Batch memory b = batch(1);
        b.audience = caip10(address(this));
        bytes memory mine = one(b);
        refuse(abi.encodeWithSelector(IOracleHub.WrongAudience.selector, b.audience, own), mine);
        hub.verifyPrice(mine);
        vm.prank(address(1));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongAudience.selector, b.audience, own));
        hub.verifyPrice(mine);
        b.audience = own;
        hub.postPrice(one(b));
        vm.chainId(1);
        refuse(abi.encodeWithSelector(IOracleHub.WrongAudience.selector, own, caip10(address(hub))), one(b));
    }

    function test_epochs_outsideTheirTime_areRefused() public {
        Batch memory b = batch(1);
        b.epoch = EPOCH + 1;
        refuse(abi.encodeWithSelector(IOracleHub.UnknownEpoch.selector, EPOCH + 1, EPOCH), one(b));
        b.epoch = EPOCH - 1;
        refuse(abi.encodeWithSelector(IOracleHub.UnknownEpoch.selector, EPOCH - 1, EPOCH), one(b));
        b.epoch = RECOVERY;
        refuse(abi.encodeWithSelector(IOracleHub.UnknownEpoch.selector, RECOVERY, EPOCH), one(b));
        b.epoch = EPOCH;
        vm.warp(EXPIRY / 1000);
        refuse(abi.encodeWithSelector(IOracleHub.EpochExpired.selector, EPOCH, EXPIRY, EXPIRY), one(b));
        vm.warp(START / 1000 - 1);
        b.observedAt = START - 2000;
        refuse(abi.encodeWithSelector(IOracleHub.EpochNotYetValid.selector, EPOCH, START, START - 1000), one(b));
    }

    function test_tooFewSignatures_areRefused() public {
        uint256[] memory keys = keysOf(EPOCH, 5);
        refuse(abi.encodeWithSelector(IOracleHub.TooFewSignatures.selector, 2, 3), statementPosting(batch(1), prices(1, 1), 0, keys, firstSigners(2)));
        refuse(abi.encodeWithSelector(IOracleHub.TooFewSignatures.selector, 0, 3), statementPosting(batch(1), prices(1, 1), 0, keys, firstSigners(0)));
    }

    function test_signers_mustAscendAndBeMembers() public {
        uint8[] memory signers = firstSigners(3);
        (signers[0], signers[1], signers[2]) = (0, 2, 1);
        refuse(abi.encodeWithSelector(IOracleHub.SignerOrder.selector, 2, 1, 5), by(signers));
        (signers[0], signers[1], signers[2]) = (1, 1, 2);
        refuse(abi.encodeWithSelector(IOracleHub.SignerOrder.selector, 1, 1, 5), by(signers));
        bytes memory posting = one(batch(1));
        posting[149 + 2 * 66] = bytes1(uint8(5));
        refuse(abi.encodeWithSelector(IOracleHub.SignerOrder.selector, 2, 5, 5), posting);
    }

    function test_signatureOfAnother_isRefused_alsoBeyondTheThreshold() public {
        uint256[] memory keys = keysOf(EPOCH, 5);
        uint256[] memory wrong = new uint256[](5);
        for (uint256 i = 0; i < 5; ++i) wrong[i] = keys[i];
        wrong[3] = 12345;
        bytes memory posting = statementPosting(batch(1), prices(1, 1), 0, wrong, firstSigners(4));
        refuse(abi.encodeWithSelector(IOracleHub.BadSignature.selector, 3, 3, vm.addr(12345)), posting);
    }

    function test_signature_mustHaveALowS() public {
        bytes memory posting = one(batch(1));
        uint256 second = 149 + 66;
        uint256 s = load(posting, second + 33);
        put(posting, second + 33, CURVE_ORDER - s);
        posting[second + 65] = posting[second + 65] == bytes1(uint8(27)) ? bytes1(uint8(28)) : bytes1(uint8(27));
        refuse(abi.encodeWithSelector(IOracleHub.BadSignature.selector, 1, 1, address(0)), posting);
    }

    function test_signature_mustHaveAVOf27Or28() public {
        uint8[4] memory none = [uint8(0), 1, 26, 29];
        for (uint256 i = 0; i < none.length; ++i) {
            bytes memory posting = one(batch(1));
            posting[149 + 65] = bytes1(none[i]);
            refuse(abi.encodeWithSelector(IOracleHub.BadSignature.selector, 0, 0, address(0)), posting);
        }
    }

    function test_statement_mustBeAPriceOrAGap() public {
        bytes[] memory statements = new bytes[](1);
        statements[0] = set(EPOCH + 1, 3, 5, START, EXPIRY);
        refuse(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 3, 120), statementPosting(batch(1), statements, 0));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 3, 120));
        hub.post(batchPosting(batch(1), statements));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 3, 120));
        hub.postPaired(batchPosting(batch(1), statements));
        statements[0] = cut(prices(1, 1)[0], 95);
        refuse(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 1, 95), statementPosting(batch(1), statements, 0));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 1, 95));
        hub.post(batchPosting(batch(1), statements));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.WrongStatement.selector, 1, 95));
        hub.postPaired(batchPosting(batch(1), statements));
    }

    function test_priceOutsideItsRules_isRefused() public {
        bytes4 wrong = IOracleHub.WrongStatement.selector;
        bytes[] memory statements = new bytes[](1);
        statements[0] = Statements.price(priceOf("A", 0, 1));
        refuse(abi.encodeWithSelector(wrong, 1, 96), statementPosting(batch(1), statements, 0));
        statements[0] = Statements.price(priceOf("A", 1e36 + 1, 1));
        refuse(abi.encodeWithSelector(wrong, 1, 96), statementPosting(batch(1), statements, 0));
        statements[0] = Statements.price(priceOf("A", 1, 1 << 127));
        refuse(abi.encodeWithSelector(wrong, 1, 96), statementPosting(batch(1), statements, 0));
        statements[0] = prices(1, 1)[0];
        statements[0][1] = bytes1(uint8(0x7f));
        refuse(abi.encodeWithSelector(wrong, 1, 96), statementPosting(batch(1), statements, 0));
        vm.expectRevert(abi.encodeWithSelector(wrong, 1, 96));
        hub.post(batchPosting(batch(1), statements));
    }

    function test_sequence_isBelow2To36() public {
        refuse(abi.encodeWithSelector(IOracleHub.SequenceTooLarge.selector, uint64(1 << 36)), one(batch(1 << 36)));
        hub.postPrice(one(batch((1 << 36) - 1)));
    }

    function test_sequence_onlyRises() public {
        bytes32 key = keccak256(abi.encodePacked(uint8(1), SHARD, feedOf(0)));
        hub.postPrice(one(batch(5)));
        refuse(abi.encodeWithSelector(IOracleHub.Replay.selector, key, uint64(5)), one(batch(5)));
        refuse(abi.encodeWithSelector(IOracleHub.OlderSequence.selector, key, uint64(4), uint64(5)), one(batch(4)));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.Replay.selector, key, uint64(5)));
        hub.post(batchPosting(batch(5), prices(1, 1)));
    }

    function test_sequenceZero_isStored_andThenAReplay() public {
        hub.postPrice(one(batch(0)));
        refuse(abi.encodeWithSelector(IOracleHub.Replay.selector, keccak256(abi.encodePacked(uint8(1), SHARD, feedOf(0))), uint64(0)), one(batch(0)));
    }

    function test_pairs_haveASequenceOfTheirOwn() public {
        bytes memory names = abi.encodePacked(uint8(2), SHARD);
        for (uint256 i = 0; i < 3; ++i) names = bytes.concat(names, feedOf(i));
        bytes32 key = keccak256(names);
        hub.postPaired(batchPosting(batch(5), prices(3, 1)));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.Replay.selector, key, uint64(5)));
        hub.postPaired(batchPosting(batch(5), prices(3, 1)));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.OlderSequence.selector, key, uint64(4), uint64(5)));
        hub.postPaired(batchPosting(batch(4), prices(3, 1)));
    }

    function test_batch_passesOverWhatIsNotNewer_andStoresTheRest() public {
        hub.postPrice(one(batch(9)));
        hub.post(batchPosting(batch(8), prices(3, 1)));
        same(hub.price(SHARD, feedOf(0)).sequence, 9, "passed over");
        same(hub.price(SHARD, feedOf(1)).sequence, 8, "stored");
    }

    function test_ended_isNotStored() public {
        bytes memory posting = one(batch(1));
        uint256 until = uint256(batch(1).observedAt) + 60_000;
        vm.warp(until / 1000 + 1);
        bytes32 key = keccak256(abi.encodePacked(uint8(1), SHARD, feedOf(0)));
        refuse(abi.encodeWithSelector(IOracleHub.Expired.selector, key, until, time() * 1000), posting);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.Expired.selector, key, until, time() * 1000));
        hub.verifyPrice(posting);
    }

    function test_withoutTheRelayBit_nothingIsStored() public {
        bytes[] memory statements = prices(1, 1);
        statements[0][1] = bytes1(uint8(15));
        refuse(abi.encodeWithSelector(IOracleHub.NoPrice.selector, feedOf(0)), statementPosting(batch(1), statements, 0));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.NoPrice.selector, feedOf(0)));
        hub.price(SHARD, feedOf(0));
    }

    function test_rotations_applyInOrder_andTheSetBeforeHasItsGrace() public {
        hub.rotate(rotation(EPOCH, 5, 3, set(EPOCH + 1, 3, 5, START + 200_000, EXPIRY + 1)));
        same(hub.currentEpoch(), EPOCH + 1, "current");
        Batch memory b = batch(1);
        b.epoch = EPOCH + 1;
        bytes memory early = statementPosting(b, prices(1, 1), 0, keysOf(EPOCH + 1, 5), firstSigners(3));
        refuse(abi.encodeWithSelector(IOracleHub.EpochNotYetValid.selector, EPOCH + 1, START + 200_000, START + 100_000), early);
        hub.postPrice(one(batch(1)));
        vm.warp((START + 200_000 + GRACE) / 1000 - 1);
        hub.postPrice(one(batch(2)));
        vm.warp((START + 200_000 + GRACE) / 1000);
        uint256 until = START + 200_000 + GRACE;
        refuse(abi.encodeWithSelector(IOracleHub.EpochExpired.selector, EPOCH, until, until), one(batch(3)));
        same(hub.attesterSet(EPOCH).acceptedUntil, until, "until");
        bytes memory again = rotation(EPOCH + 1, 5, 3, set(EPOCH + 1, 3, 5, START, EXPIRY));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.BadRotation.selector, EPOCH + 1, EPOCH + 1, START));
        hub.rotate(again);
        bytes memory ahead = rotation(EPOCH + 1, 5, 3, set(EPOCH + 3, 3, 5, START, EXPIRY));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.BadRotation.selector, EPOCH + 3, EPOCH + 1, START));
        hub.rotate(ahead);
    }

    function test_rotation_isSignedByTheCurrentSet_notTheOneBefore() public {
        hub.rotate(rotation(EPOCH, 5, 3, set(EPOCH + 1, 3, 5, START, EXPIRY)));
        bytes memory old = rotation(EPOCH, 5, 3, set(EPOCH + 2, 3, 5, START, EXPIRY));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.BadRotation.selector, EPOCH + 2, EPOCH + 1, START));
        hub.rotate(old);
    }

    function test_recovery_waitsForExpiry_andThenForItsDelay() public {
        bytes memory next = set(EPOCH + 1, 3, 5, EXPIRY + uint48(RECOVERY_DELAY) + 60_000, EXPIRY + 90 days * 1000);
        bytes memory early = rotation(RECOVERY, 3, 2, next);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.EpochNotYetValid.selector, RECOVERY, EXPIRY, time() * 1000));
        hub.rotate(early);
        vm.warp(EXPIRY / 1000 + 10);
        uint48 soon = uint48(EXPIRY + RECOVERY_DELAY);
        bytes memory tooSoon = rotation(RECOVERY, 3, 2, set(EPOCH + 1, 3, 5, soon, EXPIRY + 90 days * 1000));
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.BadRotation.selector, EPOCH + 1, EPOCH, soon));
        hub.rotate(tooSoon);
        vm.warp(EXPIRY / 1000 + 50);
        bytes memory late = rotation(RECOVERY, 3, 2, next);
        vm.warp(EXPIRY / 1000 + 5000);
        hub.rotate(late);
        // The block's time counts, not what the recovery set says of its own.
        uint256 from = time() * 1000 + RECOVERY_DELAY;
        same(hub.attesterSet(EPOCH + 1).acceptedFrom, from, "from");
        Batch memory b = batch(1);
        b.epoch = EPOCH + 1;
        bytes memory posting = statementPosting(b, prices(1, 1), 0, keysOf(EPOCH + 1, 5), firstSigners(3));
        refuse(abi.encodeWithSelector(IOracleHub.EpochNotYetValid.selector, EPOCH + 1, from, time() * 1000), posting);
        vm.warp(from / 1000);
        b = batch(1);
        b.epoch = EPOCH + 1;
        hub.postPrice(statementPosting(b, prices(1, 1), 0, keysOf(EPOCH + 1, 5), firstSigners(3)));
    }

    function test_recovery_thatWouldBeginAfterItsEnd_isNeverAccepted() public {
        vm.warp(EXPIRY / 1000 + 50);
        uint48 from = uint48(time() * 1000 + RECOVERY_DELAY);
        bytes memory posting = rotation(RECOVERY, 3, 2, set(EPOCH + 1, 3, 5, from, from + 1000));
        vm.warp(EXPIRY / 1000 + 5000);
        hub.rotate(posting);
        for (uint256 i = 0; i < 4; ++i) {
            Batch memory b = batch(1);
            b.epoch = EPOCH + 1;
            bytes memory price = statementPosting(b, prices(1, 1), 0, keysOf(EPOCH + 1, 5), firstSigners(3));
            vm.expectRevert();
            hub.postPrice(price);
            vm.warp(time() + RECOVERY_DELAY / 2000);
        }
    }

    function test_recovery_signsNoPrices() public {
        vm.warp(EXPIRY / 1000);
        Batch memory b = batch(1);
        b.epoch = RECOVERY;
        refuse(abi.encodeWithSelector(IOracleHub.UnknownEpoch.selector, RECOVERY, EPOCH), statementPosting(b, prices(1, 1), 0, keysOf(RECOVERY, 3), firstSigners(2)));
    }

    function test_setsOutsideTheirRules_areRefused() public {
        bytes memory good = set(EPOCH, 3, 5, START, EXPIRY);
        refuseSet(1, mutate(good, 1, 1));
        refuseSet(3, mutate(good, 2, 2));
        refuseSet(3, mutate(good, 2, 6));
        refuseSet(4, set(EPOCH, 3, 5, START, START));
        refuseSet(6, set(RECOVERY, 3, 5, START, EXPIRY));
        bytes memory swapped = set(EPOCH, 3, 5, START, EXPIRY);
        for (uint256 i = 20; i < 40; ++i) (swapped[i], swapped[i + 20]) = (swapped[i + 20], swapped[i]);
        refuseSet(5, swapped);
        address[] memory nobody = new address[](0);
        refuseSet(2, Statements.set(EPOCH, 0, START, EXPIRY, nobody));
    }

    function test_domain_isThatOfErc5267() public view {
        (bool done, bytes memory answer) = address(hub).staticcall(abi.encodeWithSignature("eip712Domain()"));
        check(done, "answers");
        (bytes1 fields, string memory name, string memory version,,, bytes32 salt,) = abi.decode(answer, (bytes1, string, string, uint256, address, bytes32, uint256[]));
        check(fields == 0x13, "fields");
        same(bytes(name), "CrossChainOracle", "name");
        same(bytes(version), "1", "version");
        same(salt, DEPLOYMENT, "salt");
    }

    function refuse(bytes memory why, bytes memory posting) private {
        vm.expectRevert(why);
        hub.postPrice(posting);
    }

    function refuseSet(uint256 rule, bytes memory first) private {
        try this.tryDeploy(first) {
            revert NotTrue("deployed");
        } catch (bytes memory why) {
            same(why, abi.encodeWithSelector(IOracleHub.BadAttesterSet.selector, rule), "rule");
        }
    }

    function tryDeploy(bytes memory first) external {
        deploy(first, "");
    }

    function rotation(uint32 epoch, uint256 members, uint256 signers, bytes memory next) private returns (bytes memory) {
        Batch memory b = batch(1);
        b.epoch = epoch;
        bytes[] memory statements = new bytes[](1);
        statements[0] = next;
        return statementPosting(b, statements, 0, keysOf(epoch, members), firstSigners(signers));
    }

    function one(Batch memory b) private returns (bytes memory) {
        return statementPosting(b, prices(1, 1), 0);
    }

    function by(uint8[] memory signers) private returns (bytes memory) {
        return statementPosting(batch(1), prices(1, 1), 0, keysOf(EPOCH, 5), signers);
    }

    function caip10(address account) private view returns (bytes32) {
        bytes memory text = bytes(vm.toString(account));
        for (uint256 i = 2; i < text.length; ++i) if (uint8(text[i]) >= 65 && uint8(text[i]) <= 70) text[i] = bytes1(uint8(text[i]) + 32);
        return keccak256(bytes.concat("eip155:", bytes(vm.toString(block.chainid)), ":", text));
    }

    function mutate(bytes memory data, uint256 place, uint8 value) private pure returns (bytes memory copy) {
        copy = bytes.concat(data);
        copy[place] = bytes1(value);
    }

    function cut(bytes memory data, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = data[i];
    }

    function load(bytes memory data, uint256 place) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), place))
        }
    }

    function put(bytes memory data, uint256 place, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x20), place), word)
        }
    }
}
