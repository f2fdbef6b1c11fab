using System.Buffers.Binary;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>A block with its state. Its header is a London header (EIP-1559) that commits to everything in it, so that its hash and proofs can be checked. Immutable.</summary>
internal sealed class LedgerBlock : IEthereumBlock
{
    /// <summary>Wei per gas.</summary>
    public const ulong BaseFee = 1_000_000_000;

    private static readonly Hash256 NoOmmers = Keccak256.Hash([0xc0]);

    private LedgerBlock(EvmHeader header, LedgerState state, LedgerTrie trie, IReadOnlyList<LedgerReceipt> receipts)
    {
        (Header, State, Trie, Receipts) = (header, state, trie, receipts);
        Hash = header.ComputeHash();
    }

    public EvmHeader Header { get; }

    public Hash256 Hash { get; }

    public LedgerState State { get; }

    public LedgerTrie Trie { get; }

    /// <summary>In the order of the transactions.</summary>
    public IReadOnlyList<LedgerReceipt> Receipts { get; }

    public ulong Number => Header.Number;

    public long Seconds => Header.Timestamp / 1_000;

    /// <summary>The first block, of number 0.</summary>
    public static LedgerBlock First(LedgerState state, long time) => Make(null, state, time, 0, []);

    /// <summary>The block after <paramref name="parent"/>.</summary>
    /// <param name="parent">On what it stands.</param>
    /// <param name="time">Unix milliseconds; the header has whole seconds.</param>
    /// <param name="branch">Number of the branch: it stands in the header's randomness, so that no two branches have a block in common.</param>
    /// <param name="transactions">In their order.</param>
    public static LedgerBlock After(LedgerBlock parent, long time, ulong branch, IReadOnlyList<LedgerTransaction> transactions) => Make(parent, parent.State, time, branch, transactions);

    private static LedgerBlock Make(LedgerBlock? parent, LedgerState state, long time, ulong branch, IReadOnlyList<LedgerTransaction> transactions)
    {
        var receipts = new List<LedgerReceipt>(transactions.Count);
        foreach (var transaction in transactions) receipts.Add(LedgerMachine.Run(transaction, Wire.Seconds(time), ref state));
        var trie = ReferenceEquals(parent?.State, state) ? parent!.Trie : new LedgerTrie(state, EvmReaderOptions.CanonicalMulticall);
        Span<byte> randomness = stackalloc byte[Hash256.Size];
        randomness.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(randomness[24..], branch);
        return new(
            new()
            {
                ParentHash = parent?.Hash ?? Hash256.Zero,
                OmmersHash = NoOmmers,
                Beneficiary = default,
                StateRoot = trie.Root,
                TransactionsRoot = RootOf(transactions.Select(static transaction => transaction.Bytes)),
                ReceiptsRoot = RootOf(receipts.Select(static (receipt, i) => Encode(receipt, i))),
                LogsBloom = LedgerEvents.Bloom(receipts.SelectMany(static receipt => receipt.Logs)),
                Difficulty = 0,
                Number = parent is null ? 0 : parent.Number + 1,
                GasLimit = EthereumMethods.GasLimit,
                GasUsed = LedgerTransaction.Gas * (ulong)transactions.Count,
                Timestamp = Wire.Seconds(time) * 1_000,
                ExtraData = ReadOnlyMemory<byte>.Empty,
                MixHash = Hash256.From(randomness),
                Nonce = 0,
                BaseFee = BaseFee,
            },
            state,
            trie,
            receipts);
    }

    private static byte[] Encode(LedgerReceipt receipt, int index) => EvmReceiptCodec.Encode(new()
    {
        Type = 0,
        Succeeded = receipt.Succeeded,
        CumulativeGas = LedgerTransaction.Gas * (ulong)(index + 1),
        Bloom = LedgerEvents.Bloom(receipt.Logs),
        Logs = receipt.Logs,
    });

    // Keyed by their RLP-encoded index (Yellow Paper 4.4).
    private static Hash256 RootOf(IEnumerable<byte[]> items) => new PatriciaTrie(items.Select(static (item, i) => (new RlpWriter().Number((UInt128)i).ToArray(), item))).Root;
}
