// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Answers as a Chainlink proxy does, from rounds that anyone may set.
contract Aggregator {
    struct Round {
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint80 answeredInRound;
    }

    string public description;
    uint8 public immutable decimals;
    uint80 public latest;
    mapping(uint80 => Round) private rounds;

    constructor(string memory description_, uint8 decimals_) {
        description = description_;
        decimals = decimals_;
    }

    function set(uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt) external {
        latest = id;
        rounds[id] = Round(answer, startedAt, updatedAt, id);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(latest);
    }

    function getRoundData(uint80 id) public view returns (uint80, int256, uint256, uint256, uint80) {
        Round storage round = rounds[id];
        require(round.updatedAt > 0, "No data present");
        return (id, round.answer, round.startedAt, round.updatedAt, round.answeredInRound);
    }
}

/// Uses all gas it is given.
contract GasBurner {
    fallback() external {
        assembly {
            invalid()
        }
    }
}
