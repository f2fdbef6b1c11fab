using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Watching;

/// <summary>A chain with a token, a vault and its own coin behind two endpoints: each block's state and logs follow from what happened in it.</summary>
internal sealed class EvmLedger : IDisposable
{
    public static readonly ChainId Chain = ChainId.Eip155(1);
    public static readonly EvmAddress Token = FakeContracts.Address(0x10);
    public static readonly EvmAddress Vault = FakeContracts.Address(0x11);
    public static readonly EvmAddress Stranger = FakeContracts.Address(0x99);
    public static readonly LinkedOwner Alice = new(AccountId.Parse("alice"), AccountAddress.Of(Chain, FakeContracts.Address(1)));
    public static readonly LinkedOwner AliceToo = new(AccountId.Parse("alice"), AccountAddress.Of(Chain, FakeContracts.Address(2)));
    public static readonly LinkedOwner Bob = new(AccountId.Parse("bob"), AccountAddress.Of(Chain, FakeContracts.Address(3)));

    private const byte Decimals = 6;
    private const long Start = 1_700_000_000;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly List<State> _states = [];
    private readonly Dictionary<Hash256, JsonArray> _logs = [];
    private string _fork = "main";

    public EvmLedger()
    {
        foreach (var node in Nodes) node.LogsOf = hash => (JsonArray)_logs[hash].DeepClone();
        Reader = new(new() { Chain = Chain, Endpoints = [.. Nodes.Select(node => node.Address)], Agreement = 2, Limits = new() { Timeout = TimeSpan.FromSeconds(30) } }, _http, Time);
    }

    public ManualTime Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(Start));

    public FakeEvm[] Nodes { get; } = [new(), new()];

    public EvmReader Reader { get; }

    public FakeBlock Head => Nodes[0].Blocks[^1];

    public static IEvmProtocol Tokens { get; } = new Erc20Reader(new(Chain, Erc20Balances.Transferred, [new(Token, Decimals)]));

    public static IEvmProtocol Coin { get; } = new EvmNativeReader(new(Chain, EvmNativeMarkets.Ether, FakeEvm.Multicall));

    public static IEvmProtocol Vaults { get; } = new Erc4626Reader(new(Chain, Erc4626Redemption.Immediate, [new(Vault, Decimals, Token, Decimals)]));

    public EvmWatcher Watch(IReadOnlyList<IEvmProtocol> protocols, params LinkedOwner[] owners) => new(Reader, new(Reader, Profile(), Time), protocols, owners, TimeSpan.FromSeconds(12));

    public static EvmAddress AddressOf(LinkedOwner owner) => owner.Address.TryGetEvm(out var address) ? address : throw new InvalidOperationException();

    public static Hash256 Transaction(int number) => Keccak256.Hash([(byte)number]);

    /// <summary>Makes a block in which that happens.</summary>
    public FakeBlock Mine(Action<Happening>? act = null)
    {
        var number = 100 + (ulong)_states.Count;
        var happening = new Happening(_states.Count == 0 ? State.Empty : _states[^1]);
        act?.Invoke(happening);
        var block = FakeBlock.Of(number, Start + (12 * (number - 100)), _fork, Contracts(happening.State));
        _states.Add(happening.State);
        _logs[block.Hash] = [.. happening.Logs.Select((log, i) => Show(log, i, block))];
        foreach (var node in Nodes) node.Blocks.Add(block);
        Time.Advance(TimeSpan.FromSeconds(12));
        return block;
    }

    /// <summary>The newest blocks are gone; those that are made now are of another branch.</summary>
    public void Drop(int blocks)
    {
        _fork += "'";
        _states.RemoveRange(_states.Count - blocks, blocks);
        foreach (var node in Nodes) node.Blocks.RemoveRange(node.Blocks.Count - blocks, blocks);
    }

    public void Finalize(ulong number)
    {
        foreach (var node in Nodes) (node.Safe, node.Finalized) = (number, number);
    }

    public void Dispose()
    {
        foreach (var node in Nodes) node.Dispose();
        _http.Dispose();
    }

    public static ChainProfile Profile() => new()
    {
        Chain = Chain,
        Pin = PinKind.Hash,
        Finality = FinalityKind.EthereumPos,
        ConfirmedDepth = 2,
        UnfinalizedTtlMs = 60_000,
        FinalizedValidForMs = 600_000,
        HeartbeatMs = 300_000,
        MaximumWindow = 64,
        MaximumHeadAgeMs = 3_600_000,
    };

    private static Dictionary<EvmAddress, FakeContract> Contracts(State state) => new()
    {
        [Token] = data => Ask(data, (Erc20Layout.BalanceOf, owner => Balance(state, Token, owner)), (Erc20Layout.Decimals, _ => FakeContracts.Word(state.Decimals))),
        [Vault] = data => Ask(
            data, (Erc20Layout.BalanceOf, owner => Balance(state, Vault, owner)), (Erc20Layout.Decimals, _ => FakeContracts.Word(Decimals)), (Erc4626Layout.Asset, _ => new AbiWriter().Address(Token).ToArray()),
            (Erc4626Layout.ConvertToAssets, _ => FakeContracts.Word(state.Index)), (Erc4626Layout.PreviewRedeem, _ => FakeContracts.Word(state.Index))),
        [FakeEvm.Multicall] = data => Ask(data, (EvmNativeLayout.GetEthBalance, owner => Balance(state, default, owner))),
    };

    private static byte[]? Balance(State state, EvmAddress contract, EvmAddress owner) => state.Reverting.Contains(owner) ? null : FakeContracts.Word(state.Balances.GetValueOrDefault((contract, owner)));

    private static MulticallResult Ask(ReadOnlyMemory<byte> data, params (uint Selector, Func<EvmAddress, byte[]?> Answer)[] functions)
    {
        if (!AbiSelector.TrySplit(data.Span, out var selector, out var arguments)) throw new FormatException("no selector");
        var owner = arguments.Length == 32 ? EvmAddress.From(arguments[12..]) : default;
        return functions.Single(function => function.Selector == selector).Answer(owner) is { } answer ? new(true, answer) : new(false, default);
    }

    private static JsonNode Show(Log log, int index, FakeBlock block) => new JsonObject
    {
        ["blockHash"] = block.Hash.ToString(),
        ["blockNumber"] = "0x" + block.Number.ToString("x", CultureInfo.InvariantCulture),
        ["transactionHash"] = log.Transaction.ToString(),
        ["logIndex"] = "0x" + index.ToString("x", CultureInfo.InvariantCulture),
        ["address"] = log.Contract.ToString(),
        ["topics"] = new JsonArray(Erc20Layout.Transfer.ToString(), Topic(log.From), Topic(log.To)),
        ["data"] = Hex.Encode(FakeContracts.Word(log.Amount)),
        ["removed"] = false,
    };

    private static string Topic(EvmAddress address) => Hex.Encode(new AbiWriter().Address(address).ToArray());

    internal sealed record Log(EvmAddress Contract, Hash256 Transaction, EvmAddress From, EvmAddress To, UInt128 Amount);

    internal sealed record State(ImmutableDictionary<(EvmAddress Contract, EvmAddress Owner), UInt128> Balances, UInt128 Index, UInt128 Decimals, ImmutableHashSet<EvmAddress> Reverting)
    {
        public static State Empty { get; } = new(ImmutableDictionary<(EvmAddress Contract, EvmAddress Owner), UInt128>.Empty, (UInt128)FixedPoint.PowerOfTen(24), EvmLedger.Decimals, []);
    }

    /// <summary>What happens in one block.</summary>
    internal sealed class Happening(State before)
    {
        public State State { get; private set; } = before with { Reverting = [] };

        public List<Log> Logs { get; } = [];

        public Happening Transfer(int transaction, EvmAddress contract, EvmAddress from, EvmAddress to, UInt128 amount)
        {
            Logs.Add(new(contract, Transaction(transaction), from, to, amount));
            if (from != Stranger) Set(contract, from, State.Balances.GetValueOrDefault((contract, from)) - amount);
            if (to != Stranger) Set(contract, to, State.Balances.GetValueOrDefault((contract, to)) + amount);
            return this;
        }

        /// <summary>Without a log.</summary>
        public Happening Set(EvmAddress contract, EvmAddress owner, UInt128 balance)
        {
            State = State with { Balances = State.Balances.SetItem((contract, owner), balance) };
            return this;
        }

        /// <summary>Assets for 10^18 whole shares, in millionths of one for one.</summary>
        public void Index(uint millionths) => State = State with { Index = (UInt128)FixedPoint.PowerOfTen(18) * millionths };

        public void SayDecimals(byte decimals) => State = State with { Decimals = decimals };

        /// <summary>Only in this block.</summary>
        public void Revert(EvmAddress owner) => State = State with { Reverting = State.Reverting.Add(owner) };
    }
}
