// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Accounts by their CAIP-10 text, `eip155:CHAIN:0xADDRESS` with the address in lower case.
library Caip10 {
    /// @return keccak256 of the text, of the chain that this is: also after a fork.
    function hash(address account) internal view returns (bytes32) {
        return keccak256(bytes.concat("eip155:", _decimal(block.chainid), ":0x", _hex(account)));
    }

    function _decimal(uint256 value) private pure returns (bytes memory digits) {
        do {
            digits = bytes.concat(bytes1(uint8(48 + value % 10)), digits);
            value /= 10;
        } while (value != 0);
    }

    function _hex(address account) private pure returns (bytes memory digits) {
        digits = new bytes(40);
        for (uint256 i = 0; i < 40; ++i) {
            digits[i] = bytes16("0123456789abcdef")[(uint160(account) >> (156 - 4 * i)) & 15];
        }
    }
}
