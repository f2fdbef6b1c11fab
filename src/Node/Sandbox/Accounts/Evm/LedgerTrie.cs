using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>A state as Ethereum commits to it: the trie of accounts, and for every token the trie of its storage (Yellow Paper 4.1).</summary>
internal sealed class LedgerTrie
{
    /// <summary>Every token keeps its balances in a Solidity mapping at its first slot.</summary>
    public static readonly BalanceLayout Balances = BalanceLayout.Solidity(0);

    private static readonly Hash256 CodeHash = Keccak256.Hash(Convert.FromHexString(EthereumMethods.Code[2..]));

    private readonly LedgerState _state;
    private readonly Func<EvmAddress, bool> _hasCode;
    private readonly Dictionary<EvmAddress, PatriciaTrie> _storage = [];
    private readonly PatriciaTrie _accounts;

    public LedgerTrie(LedgerState state, EvmAddress multicall)
    {
        _state = state;
        _hasCode = address => address == multicall || state.Tokens.ContainsKey(address);
        foreach (var (address, token) in state.Tokens) _storage[address] = StorageOf(token);
        var addresses = state.Coins.Keys.Union(state.Nonces.Keys).Union(state.Tokens.Keys).Append(multicall).Distinct();
        _accounts = new(addresses.Select(address => (KeyOf(address), Encode(Account(address)))));
    }

    public Hash256 Root => _accounts.Root;

    /// <summary>What the state says of an address; an empty account where it holds none.</summary>
    public EvmAccount Account(EvmAddress address)
    {
        // A contract has the nonce 1 from its creation (EIP-161).
        var (nonce, wei) = (_state.Nonces.GetValueOrDefault(address), _state.Coins.GetValueOrDefault(address));
        return _hasCode(address)
            ? new(1, EvmWord.From(wei), _storage.TryGetValue(address, out var storage) ? storage.Root : MerklePatricia.EmptyRoot, CodeHash)
            : EvmAccount.Empty with { Nonce = nonce, Balance = EvmWord.From(wei) };
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Prove(EvmAddress address) => _accounts.Prove(KeyOf(address));

    /// <summary>A slot's value and its proof under the account's storage root.</summary>
    public (UInt128 Value, IReadOnlyList<ReadOnlyMemory<byte>> Nodes) Prove(EvmAddress address, Hash256 slot)
    {
        if (!_storage.TryGetValue(address, out var storage)) return (0, []);
        var token = _state.Tokens[address];
        var owner = token.Balances.Keys.Where(owner => Balances.SlotOf(owner) == slot).Take(1);
        return (owner.Select(token.BalanceOf).FirstOrDefault(), storage.Prove(Keccak256.Hash(slot.ToArray()).ToArray()));
    }

    private static PatriciaTrie StorageOf(LedgerToken token) => new(token.Balances.Select(static entry =>
        (Keccak256.Hash(Balances.SlotOf(entry.Key).ToArray()).ToArray(), new RlpWriter().Number(entry.Value).ToArray())));

    private static byte[] KeyOf(EvmAddress address) => Keccak256.Hash(address.ToArray()).ToArray();

    private static byte[] Encode(EvmAccount account) =>
        new RlpWriter().Number(account.Nonce).Bytes(account.Balance.Bytes.ToArray().AsSpan().TrimStart((byte)0)).Hash(account.StorageRoot).Hash(account.CodeHash).ToList();
}
