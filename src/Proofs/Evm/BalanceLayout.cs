using System.Buffers.Binary;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Where a token keeps its balances: one slot per owner, found by hashing.</summary>
/// <param name="Kind">How owner and base make the slot.</param>
/// <param name="Base">Slot of the mapping; for Solady its seed.</param>
public readonly record struct BalanceLayout(BalanceLayoutKind Kind, Hash256 Base)
{
    /// <summary>
    /// <c>openzeppelin.storage.ERC20</c> by ERC-7201, keccak256(keccak256(name) − 1) with the last byte zero: OpenZeppelin's upgradeable tokens from version 5 on,
    /// which keep their balances in the first slot of it.
    /// </summary>
    public static readonly BalanceLayout OpenZeppelinUpgradeable =
        new(BalanceLayoutKind.Solidity, Hash256.Parse("0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00"));

    /// <summary>Solady's ERC20 with its <c>_BALANCE_SLOT_SEED</c>.</summary>
    public static readonly BalanceLayout Solady = new(BalanceLayoutKind.Solady, EvmWord.From(0x87a211a2).Bytes);

    /// <summary>A Solidity mapping at a slot of a contract's own.</summary>
    public static BalanceLayout Solidity(uint slot) => new(BalanceLayoutKind.Solidity, EvmWord.From(slot).Bytes);

    /// <summary>A Vyper hash map at a slot of a contract's own.</summary>
    public static BalanceLayout Vyper(uint slot) => new(BalanceLayoutKind.Vyper, EvmWord.From(slot).Bytes);

    /// <summary>The slot of the owner's balance: what <c>eth_getProof</c> and <c>eth_getStorageAt</c> are asked for.</summary>
    public Hash256 SlotOf(EvmAddress owner)
    {
        Span<byte> words = stackalloc byte[2 * Hash256.Size];
        words.Clear();
        if (Kind == BalanceLayoutKind.Solady)
        {
            // The owner's 20 bytes, eight of zero, the seed's four.
            Span<byte> seed = stackalloc byte[Hash256.Size];
            Base.CopyTo(seed);
            owner.CopyTo(words);
            seed[^4..].CopyTo(words[28..]);
            return Keccak256.Hash(words[..Hash256.Size]);
        }

        var (ownerAt, baseAt) = Kind == BalanceLayoutKind.Solidity ? (0, Hash256.Size) : (Hash256.Size, 0);
        owner.CopyTo(words[(ownerAt + Hash256.Size - EvmAddress.Size)..]);
        Base.CopyTo(words[baseAt..]);
        return Keccak256.Hash(words);
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        Base.CopyTo(bytes);
        var slot = bytes[..^4].ContainsAnyExcept((byte)0) ? Base.ToString() : $"{BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..])}";
        return $"{Kind} {slot}";
    }
}

/// <summary>How a balance's slot is made of the owner and a base.</summary>
public enum BalanceLayoutKind
{
    /// <summary>keccak256(owner ‖ base), both as 32 bytes (Solidity, "Layout of State Variables in Storage"); also within an ERC-7201 namespace.</summary>
    Solidity = 0,

    /// <summary>keccak256(base ‖ owner), both as 32 bytes (Vyper's hash maps).</summary>
    Vyper = 1,

    /// <summary>keccak256(owner ‖ 8 zero bytes ‖ seed), 20 + 8 + 4 bytes (Solady's hand-written ERC20).</summary>
    Solady = 2,
}
