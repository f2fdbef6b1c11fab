// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Several calls in one, for chains of a developer's own that have no Multicall3 at its usual address. The one function of it that is asked here, with its meaning.
contract Aggregate3 {
    error CallFailed(uint256 index);

    struct Call {
        address target;
        bool allowFailure;
        bytes callData;
    }

    struct Result {
        bool success;
        bytes returnData;
    }

    function aggregate3(Call[] calldata calls) external payable returns (Result[] memory results) {
        results = new Result[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool success, bytes memory returnData) = calls[i].target.call(calls[i].callData);
            if (!success && !calls[i].allowFailure) revert CallFailed(i);
            results[i] = Result(success, returnData);
        }
    }
}
