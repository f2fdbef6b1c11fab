// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A value and its half-width in fewer bits (docs/spec/attestation-v1.md, section 15.3): the value is rounded down, the half-width up and by what
/// the value lost, so that the rounded band contains the band.
library Band {
    /// @param value Above 0, below 2^127.
    /// @param confidence Below 2^127.
    /// @param valueBits Width of the value's mantissa.
    /// @param confidenceBits Width of the half-width's mantissa.
    /// @param base The least shift of the half-width.
    /// @return mantissa Of the value: value / 1000^grid, rounded down.
    /// @return grid The smallest for which the mantissa has valueBits; above 7 where 1000^7 is too small.
    /// @return width Mantissa of the half-width: half-width / (2^(base + shift) * 1000^grid), rounded up.
    /// @return shift The smallest for which the width has confidenceBits.
    function round(uint256 value, uint256 confidence, uint256 valueBits, uint256 confidenceBits, uint256 base)
        internal
        pure
        returns (uint256 mantissa, uint256 grid, uint256 width, uint256 shift)
    {
        unchecked {
            uint256 unit = 1;
            while (value >> valueBits >= unit) {
                unit *= 1000;
                ++grid;
            }
            mantissa = value / unit;
            width = (value + confidence + unit - 1) / unit - mantissa;
            uint256 length = bitLength(width);
            if (length > base + confidenceBits) shift = length - base - confidenceBits;
            width = ceilShift(width, base + shift);
            // All ones rounded up: one bit more.
            if (width >> confidenceBits != 0) (width, shift) = (width >> 1, shift + 1);
        }
    }

    /// @return value mantissa * 1000^grid.
    /// @return confidence width * 2^shift * 1000^grid.
    function read(uint256 mantissa, uint256 grid, uint256 width, uint256 shift) internal pure returns (uint128 value, uint128 confidence) {
        unchecked {
            uint256 unit = 1000 ** grid;
            return (uint128(mantissa * unit), uint128((width << shift) * unit));
        }
    }

    function ceilShift(uint256 value, uint256 shift) private pure returns (uint256) {
        unchecked {
            uint256 unit = uint256(1) << shift;
            return (value + unit - 1) >> shift;
        }
    }

    /// @dev Bits up to the highest that is set, of a number below 2^128. Without branches: a search costs four times as much.
    function bitLength(uint256 value) internal pure returns (uint256 length) {
        assembly ("memory-safe") {
            length := shl(6, lt(0xffffffffffffffff, value))
            length := or(length, shl(5, lt(0xffffffff, shr(length, value))))
            length := or(length, shl(4, lt(0xffff, shr(length, value))))
            length := or(length, shl(3, lt(0xff, shr(length, value))))
            length := or(length, shl(2, lt(0xf, shr(length, value))))
            length := or(length, shl(1, lt(0x3, shr(length, value))))
            length := add(or(length, lt(0x1, shr(length, value))), iszero(iszero(value)))
        }
    }
}
