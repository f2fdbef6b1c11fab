using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>The events of ERC-20 and ERC-4626 as contracts emit them.</summary>
internal static class LedgerEvents
{
    private static readonly Hash256 DepositTopic = Keccak256.Hash("Deposit(address,address,uint256,uint256)"u8);
    private static readonly Hash256 WithdrawTopic = Keccak256.Hash("Withdraw(address,address,address,uint256,uint256)"u8);

    public static EvmLog Transfer(EvmAddress token, EvmAddress from, EvmAddress to, UInt128 amount) =>
        new(token, [Erc20Layout.Transfer, Word(from), Word(to)], new AbiWriter().UInt(amount).ToArray());

    public static EvmLog Deposit(EvmAddress vault, EvmAddress owner, UInt128 assets, UInt128 shares) =>
        new(vault, [DepositTopic, Word(owner), Word(owner)], new AbiWriter().UInt(assets).UInt(shares).ToArray());

    public static EvmLog Withdraw(EvmAddress vault, EvmAddress owner, UInt128 assets, UInt128 shares) =>
        new(vault, [WithdrawTopic, Word(owner), Word(owner), Word(owner)], new AbiWriter().UInt(assets).UInt(shares).ToArray());

    /// <summary>A header's or receipt's bloom filter: three bits of 2048 for every address and topic (Yellow Paper 4.4.3).</summary>
    public static byte[] Bloom(IEnumerable<EvmLog> logs)
    {
        var bloom = new byte[EvmHeader.BloomSize];
        foreach (var log in logs)
        {
            Add(bloom, log.Emitter.ToArray());
            foreach (var topic in log.Topics) Add(bloom, topic.ToArray());
        }

        return bloom;
    }

    private static void Add(byte[] bloom, byte[] item)
    {
        var hash = Keccak256.Hash(item).ToArray();
        for (var i = 0; i < 6; i += 2)
        {
            var bit = ((hash[i] << 8) | hash[i + 1]) & 2047;
            bloom[EvmHeader.BloomSize - 1 - (bit / 8)] |= (byte)(1 << (bit % 8));
        }
    }

    private static Hash256 Word(EvmAddress address) => Hash256.From(new AbiWriter().Address(address).ToArray());
}
