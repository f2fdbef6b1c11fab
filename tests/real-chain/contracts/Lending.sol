// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {Morpho} from "@morpho-org/morpho-blue/src/Morpho.sol";
import {IrmMock} from "@morpho-org/morpho-blue/src/mocks/IrmMock.sol";
import {OracleMock} from "@morpho-org/morpho-blue/src/mocks/OracleMock.sol";
import {IMorpho, MarketParams} from "@morpho-org/morpho-blue/src/interfaces/IMorpho.sol";
import {MorphoBalancesLib} from "@morpho-org/morpho-blue/src/libraries/periphery/MorphoBalancesLib.sol";

contract MorphoBlue is Morpho {
    constructor(address owner) Morpho(owner) {}
}

/// Interest by use of the market: all of it lent is 100 % a year.
contract MorphoRates is IrmMock {}

contract MorphoOracle is OracleMock {}

/// Morpho's own view of what is owed and lent, with interest up to the block.
contract MorphoView {
    using MorphoBalancesLib for IMorpho;

    function owed(IMorpho morpho, MarketParams memory market, address user) external view returns (uint256) {
        return morpho.expectedBorrowAssets(market, user);
    }

    function lent(IMorpho morpho, MarketParams memory market, address user) external view returns (uint256) {
        return morpho.expectedSupplyAssets(market, user);
    }
}
