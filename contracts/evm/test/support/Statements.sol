// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

struct PriceFields {
    uint8 flags;
    uint32 sigma;
    uint48 publishedAt;
    uint32 validFor;
    bytes16 feed;
    uint128 value;
    uint128 confidence;
    bytes32 context;
}

/// @notice Statements in the bytes of docs/spec/attestation-v1.md, section 4.
library Statements {
    uint8 internal constant ALL = 31;

    function price(PriceFields memory p) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), p.flags, p.sigma, p.publishedAt, p.validFor, p.feed, p.value, p.confidence, p.context);
    }

    function gap(bytes16 feed, uint8 flags, uint48 from, uint48 to) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(2), flags, uint8(1), uint8(3), from, to, feed, keccak256(abi.encode(feed, to)));
    }

    function set(uint32 epoch, uint8 threshold, uint48 validFrom, uint48 expiresAt, address[] memory members) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(uint8(3), uint8(0), threshold, uint8(members.length), epoch, validFrom, expiresAt);
        for (uint256 i = 0; i < members.length; ++i) packed = abi.encodePacked(packed, members[i]);
    }
}
