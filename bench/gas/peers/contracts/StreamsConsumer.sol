// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVerifierProxy} from "@chainlink/contracts/src/v0.8/llo-feeds/v0.5.0/interfaces/IVerifierProxy.sol";

/// @notice The least that takes a Chainlink Data Streams report (schema 3): verified, then one packed slot per feed.
contract StreamsConsumer {
    struct Report {
        bytes32 feed;
        uint32 validFrom;
        uint32 observedAt;
        uint192 nativeFee;
        uint192 linkFee;
        uint32 expiresAt;
        int192 price;
        int192 bid;
        int192 ask;
    }

    error Expired(uint32 expiresAt);

    IVerifierProxy private immutable verifier;

    /// Time of observation above the price.
    mapping(bytes32 feed => uint256) public prices;

    constructor(IVerifierProxy verifier_) {
        verifier = verifier_;
    }

    function take(bytes calldata report) external {
        Report memory verified = abi.decode(verifier.verify(report, ""), (Report));
        if (verified.expiresAt < block.timestamp) revert Expired(verified.expiresAt);
        prices[verified.feed] = (uint256(verified.observedAt) << 192) | uint192(verified.price);
    }
}
