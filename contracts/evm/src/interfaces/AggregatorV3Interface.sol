// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What readers of Chainlink's feeds call (docs.chain.link, "Data Feeds API Reference").
interface AggregatorV3Interface {
    function decimals() external view returns (uint8);

    function description() external view returns (string memory);

    function version() external view returns (uint256);

    function getRoundData(uint80 roundId)
        external
        view
        returns (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    function latestRoundData()
        external
        view
        returns (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

/// @notice The part of Chainlink's first interface that is still read: Aave's oracle and the lenders made after it call `latestAnswer`.
interface AggregatorInterface {
    function latestAnswer() external view returns (int256);

    function latestTimestamp() external view returns (uint256);

    function latestRound() external view returns (uint256);
}
