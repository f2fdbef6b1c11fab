// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// What a sender sees of a hub: it takes the newest of each key and refuses what is not newer.
contract PostBox {
    error Replay(bytes32 key, uint64 sequence);
    error OlderSequence(bytes32 key, uint64 sequence, uint64 stored);

    event Posted(bytes32 indexed key, uint64 indexed sequence, address by);

    mapping(bytes32 => uint64) public newest;

    function post(bytes32 key, uint64 sequence, bytes calldata) external {
        uint64 stored = newest[key];
        if (sequence == stored) revert Replay(key, sequence);
        if (sequence < stored) revert OlderSequence(key, sequence, stored);
        newest[key] = sequence;
        emit Posted(key, sequence, msg.sender);
    }
}
