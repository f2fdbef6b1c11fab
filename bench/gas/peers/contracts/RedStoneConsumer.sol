// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RedstoneConsumerNumericBase} from "@redstone-finance/evm-connector/contracts/core/RedstoneConsumerNumericBase.sol";

/// @notice The least that takes RedStone prices: five signers in the code, as its data services have them, and one packed slot per feed.
contract RedStoneConsumer is RedstoneConsumerNumericBase {
    address private immutable signer0;
    address private immutable signer1;
    address private immutable signer2;
    address private immutable signer3;
    address private immutable signer4;
    uint8 private immutable threshold;

    /// Timestamp (ms) above the value.
    mapping(bytes32 feed => uint256) public prices;

    constructor(address[] memory signers, uint8 threshold_) {
        (signer0, signer1, signer2, signer3, signer4) = (signers[0], signers[1], signers[2], signers[3], signers[4]);
        threshold = threshold_;
    }

    function update(bytes32[] calldata feeds) external {
        (uint256[] memory values, uint256 timestamp) = getOracleNumericValuesAndTimestampFromTxMsg(feeds);
        validateTimestamp(timestamp);
        for (uint256 i = 0; i < feeds.length; ++i) prices[feeds[i]] = (timestamp << 208) | values[i];
    }

    function getUniqueSignersThreshold() public view override returns (uint8) {
        return threshold;
    }

    function getAuthorisedSignerIndex(address signer) public view override returns (uint8) {
        if (signer == signer0) return 0;
        if (signer == signer1) return 1;
        if (signer == signer2) return 2;
        if (signer == signer3) return 3;
        if (signer == signer4) return 4;
        revert SignerNotAuthorised(signer);
    }
}
