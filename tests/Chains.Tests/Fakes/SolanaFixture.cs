using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Chains.Tests.Fakes;

/// <summary>n fake nodes of one cluster and a reader over them.</summary>
public sealed class SolanaFixture : IDisposable
{
    public static readonly ChainId Mainnet = ChainId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp");

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public SolanaFixture(int nodes, int agreement, Func<SolanaReaderOptions, SolanaReaderOptions>? change = null)
    {
        Nodes = [.. Enumerable.Range(0, nodes).Select(_ => new FakeSolana())];
        var options = new SolanaReaderOptions
        {
            Chain = Mainnet,
            Endpoints = [.. Nodes.Select(node => node.Address)],
            Agreement = agreement,
            RoundDelay = TimeSpan.Zero,
            Limits = new() { Timeout = TimeSpan.FromSeconds(30) },
        };
        Reader = new(change?.Invoke(options) ?? options, _http, Time, incident =>
        {
            lock (Incidents) Incidents.Add(incident);
        });
    }

    public ManualTime Time { get; } = new(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000));

    public FakeSolana[] Nodes { get; }

    public SolanaReader Reader { get; }

    public List<SolanaIncident> Incidents { get; } = [];

    public static SolanaKey Key(int number) => SolanaKey.From([.. Enumerable.Range(0, 32).Select(i => (byte)(i < 28 ? 0x5a : (number >> (8 * (31 - i))) & 0xff))]);

    /// <summary>An account of some program with eight bytes that say its value.</summary>
    public static SolanaAccount Account(SolanaKey key, ulong value) => new(key, Key(9_999), 1_000_000, false, BitConverter.GetBytes(value));

    public void PutEverywhere(SolanaAccount account)
    {
        foreach (var node in Nodes) node.PutEverywhere(account);
    }

    public void Dispose()
    {
        foreach (var node in Nodes) node.Dispose();
        _http.Dispose();
    }
}
