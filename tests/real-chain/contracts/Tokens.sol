// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ERC20 as OpenZeppelin} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {ERC20 as Solady} from "solady/src/tokens/ERC20.sol";

/// Balances in the first slot.
contract PlainToken is OpenZeppelin {
    constructor() OpenZeppelin("Plain", "PLAIN") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

contract Before {
    uint256[7] internal before;
}

/// Balances behind another contract's variables.
contract DeepToken is Before, OpenZeppelin {
    constructor() OpenZeppelin("Deep", "DEEP") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Balances in an ERC-7201 namespace.
contract UpgradeableToken is ERC20Upgradeable {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Balances in slots of the library's own making.
contract SoladyToken is Solady {
    function name() public pure override returns (string memory) {
        return "Solady";
    }

    function symbol() public pure override returns (string memory) {
        return "SOLADY";
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
