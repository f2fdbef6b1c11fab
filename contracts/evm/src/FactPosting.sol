// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttestationVerifier} from "./AttestationVerifier.sol";
import {FactHub} from "./FactHub.sol";
import {Head} from "./Head.sol";
import {IFactHub} from "./interfaces/IFactHub.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";

/// @notice The hub's side of facts: it verifies them and hands them to the contract that keeps them, which it makes itself.
abstract contract FactPosting is AttestationVerifier {
    /// @inheritdoc IOracleHub
    IFactHub public immutable override facts = new FactHub(this);

    /// @inheritdoc IOracleHub
    function postFact(bytes calldata posting) external override {
        (Head head, bytes16 shard,, bytes calldata statement) = _openStatement(posting, Use.Push, address(0));
        facts.take(shard, uint64(head.sequence()), uint64(head.observedAt()), statement);
    }

    /// @inheritdoc IOracleHub
    function openStatement(bytes calldata posting, address reader)
        external
        view
        override
        returns (bytes16 shard, uint64 sequence, uint64 observedAt, bytes32 digest, bytes memory statement)
    {
        Head head;
        (head, shard, digest, statement) = _openStatement(posting, Use.Pull, reader);
        (sequence, observedAt) = (uint64(head.sequence()), uint64(head.observedAt()));
    }
}
