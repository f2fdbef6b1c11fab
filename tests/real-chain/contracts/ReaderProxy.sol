// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Answers as an API3 reader proxy does, from a value that anyone may set.
contract ReaderProxy {
    bytes32 public immutable dapiName;
    int224 private value;
    uint32 private timestamp;

    constructor(bytes32 dapiName_) {
        dapiName = dapiName_;
    }

    function set(int224 value_, uint32 timestamp_) external {
        value = value_;
        timestamp = timestamp_;
    }

    function read() external view returns (int224, uint32) {
        require(timestamp > 0, "Data feed not initialized");
        return (value, timestamp);
    }
}
