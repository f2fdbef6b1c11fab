// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttestationVerifier} from "./AttestationVerifier.sol";
import {FactPosting} from "./FactPosting.sol";
import {PriceStore} from "./PriceStore.sol";

/// @notice One deployment's statements on one chain: prices here, facts in the contract that it makes (`facts`).
contract OracleHub is PriceStore, FactPosting {
    /// @param deployment_ keccak256 of the deployment's name.
    /// @param firstSet Statement of the attester set that is trusted to begin with (docs/spec/attestation-v1.md, section 4.3).
    /// @param recoverySet Statement of the set that may rotate after expiry, with epoch 2^32 - 1; empty: nobody may.
    /// @param recoveryDelay_ Milliseconds.
    /// @param grace_ Milliseconds, at most one hour.
    /// @param maxAhead_ Milliseconds.
    constructor(bytes32 deployment_, bytes memory firstSet, bytes memory recoverySet, uint256 recoveryDelay_, uint256 grace_, uint256 maxAhead_)
        AttestationVerifier(deployment_, firstSet, recoverySet, recoveryDelay_, grace_, maxAhead_)
    {}
}
