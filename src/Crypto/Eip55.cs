using CrossChainOracle.Domain;

namespace CrossChainOracle.Crypto;

/// <summary>Address text with the checksum of EIP-55.</summary>
public static class Eip55
{
    /// <summary><c>0x</c> and 40 hex digits; a letter is upper case where the same digit of the Keccak-256 of the lower-case text is 8 or more.</summary>
    public static string ToChecksum(EvmAddress address)
    {
        Span<byte> bytes = stackalloc byte[EvmAddress.Size];
        address.CopyTo(bytes);
        Span<byte> digits = stackalloc byte[2 * EvmAddress.Size];
        Convert.TryToHexStringLower(bytes, digits, out _);

        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Hash(digits).CopyTo(hash);
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xF;
            if (digits[i] >= 'a' && nibble >= 8) digits[i] -= 'a' - 'A';
        }

        return "0x" + System.Text.Encoding.ASCII.GetString(digits);
    }
}
