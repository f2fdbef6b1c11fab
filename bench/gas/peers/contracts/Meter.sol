// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What a read costs the contract that makes it: for the first time in a transaction, and once more.
contract Meter {
    /// @return cold Nothing of the target was touched before in this transaction.
    /// @return warm The same call again.
    function twice(address target, bytes calldata data) external view returns (uint256 cold, uint256 warm) {
        bytes memory call_ = data;
        (cold, warm) = (once(target, call_), once(target, call_));
    }

    function once(address target, bytes memory data) private view returns (uint256 used) {
        bool ok;
        assembly ("memory-safe") {
            let before := gas()
            ok := staticcall(gas(), target, add(data, 32), mload(data), 0, 0)
            used := sub(before, gas())
        }
        require(ok, "the read failed");
    }
}
