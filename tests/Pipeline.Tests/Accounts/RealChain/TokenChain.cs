using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Proofs.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests.Accounts.RealChain;

/// <summary>A real node with OpenZeppelin's token and vault, where everyone has coins. Every transaction is a block of its own.</summary>
internal sealed class TokenChain : IDisposable
{
    /// <summary>The node calls safe what is so many blocks below its head, and final what is twice as many.</summary>
    public const int Epoch = 8;

    public const byte Decimals = 18;

    private const string Transfer = "transfer(address,uint256)";

    private readonly Anvil _anvil;
    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private readonly EvmAddress[] _people;
    private int _known;

    private TokenChain(Anvil anvil, ChainId chain, EvmAddress[] people, EvmAddress multicall, EvmAddress token, EvmAddress vault) =>
        (_anvil, Chain, _people, Multicall, Token, Vault) = (anvil, chain, people, multicall, token, vault);

    public ChainId Chain { get; }

    public EvmAddress Multicall { get; }

    public EvmAddress Token { get; }

    /// <summary>Of <see cref="Token"/>.</summary>
    public EvmAddress Vault { get; }

    public Uri Address => new($"http://127.0.0.1:{_anvil.Port}");

    /// <summary>Nobody's account.</summary>
    public EvmAddress Stranger => _people[0];

    public IEvmProtocol Tokens => new Erc20Reader(new(Chain, Erc20Balances.Transferred, [new(Token, Decimals)]));

    public AssetId Asset => AssetId.Erc20(Chain, Token);

    public static async Task<TokenChain> StartAsync(ulong id)
    {
        var anvil = await Anvil.StartAsync("--slots-in-an-epoch", $"{Epoch}", "--chain-id", $"{id}", "--accounts", "20", "--timestamp", $"{Samples.StartedAt / 1000}");
        var people = (await anvil.RpcAsync("eth_accounts"))!.AsArray().Select(account => EvmAddress.Parse((string)account!)).ToArray();
        var token = await anvil.DeployAsync("PlainToken");
        return new(anvil, ChainId.Eip155(id), people, await anvil.DeployAsync("Multicall"), token, await anvil.DeployAsync("Vault", new AbiWriter().Address(token)));
    }

    public Task<EvmAddress> DeployAsync(string contract, AbiWriter? arguments = null) => _anvil.DeployAsync(contract, arguments);

    /// <summary>Somebody whom no test has met, who has so many tokens, finally.</summary>
    public async Task<EvmAddress> MeetAsync(ulong tokens)
    {
        var owner = _people[++_known];
        await MintAsync(owner, tokens);
        await MineAsync((2 * Epoch) + 1);
        return owner;
    }

    public AccountAddress AddressOf(EvmAddress owner) => AccountAddress.Of(Chain, owner);

    /// <summary>Of the owner's tokens.</summary>
    public PositionKey KeyOf(EvmAddress owner) => new(Erc20Markets.Member, string.Empty, Asset, PositionSide.Collateral, AddressOf(owner));

    public Task MintAsync(EvmAddress to, ulong tokens) => SendAsync(Stranger, Token, "mint(address,uint256)", new AbiWriter().Address(to).UInt(tokens));

    public Task TransferAsync(EvmAddress from, EvmAddress to, ulong tokens) => SendAsync(from, Token, Transfer, Moved(to, tokens));

    public Task MineAsync(int blocks) => _anvil.RpcAsync("anvil_mine", $"0x{blocks:x}", "0x1");

    /// <summary>The newest blocks give way to as many empty ones.</summary>
    public Task ReorganiseAsync(int depth) => _anvil.RpcAsync("anvil_reorg", depth, new JsonArray());

    /// <summary>The newest blocks give way to as many, in the first of which is this transfer and nothing else in any.</summary>
    public Task ReorganiseAsync(int depth, EvmAddress from, EvmAddress to, ulong tokens)
    {
        var transaction = Transaction(from, Token, Transfer, Moved(to, tokens));
        transaction["gas"] = Anvil.Gas;
        return _anvil.RpcAsync("anvil_reorg", depth, new JsonArray(new JsonArray(transaction, 0)));
    }

    /// <summary>The node forgets everything and makes another chain, as long as the one before.</summary>
    public async Task BeginAnewAsync()
    {
        var blocks = Convert.ToInt32((string)(await _anvil.RpcAsync("eth_blockNumber"))!, 16);
        await _anvil.RpcAsync("anvil_reset");
        await _anvil.RpcAsync("anvil_mine", $"0x{blocks + 1:x}", "0x7");
    }

    public Task SendAsync(EvmAddress from, EvmAddress to, string signature, AbiWriter arguments) => _anvil.SendAsync(signature, Transaction(from, to, signature, arguments));

    /// <param name="agreement">Of the endpoints; those are by default this node under two names.</param>
    /// <param name="incidents">Told of what the endpoints do.</param>
    public EvmReader Reader(int agreement = 2, Action<EndpointIncident>? incidents = null, params Uri[] endpoints) => new(
        new()
        {
            Chain = Chain,
            Endpoints = endpoints.Length > 0 ? endpoints : [Address, new(Address, "/?second")],
            Agreement = agreement,
            Multicall = Multicall,
            Limits = new() { Timeout = TimeSpan.FromSeconds(30) },
        },
        _http,
        TimeProvider.System,
        incidents);

    /// <summary>Knows where the token keeps its balances.</summary>
    public EvmProver Prover(EvmReader reader) => new(reader, new Dictionary<EvmAddress, BalanceLayout> { [Token] = BalanceLayout.Solidity(0) });

    public void Dispose()
    {
        _anvil.Dispose();
        _http.Dispose();
    }

    private static AbiWriter Moved(EvmAddress to, ulong tokens) => new AbiWriter().Address(to).UInt(tokens);

    private static JsonObject Transaction(EvmAddress from, EvmAddress to, string signature, AbiWriter arguments) =>
        new() { ["from"] = from.ToString(), ["to"] = to.ToString(), ["data"] = Hex.Encode(arguments.ToCall(AbiSelector.Of(signature))) };
}
