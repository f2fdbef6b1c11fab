using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>How one account posts to one hub on one chain.</summary>
public sealed record EvmSenderOptions
{
    /// <summary>The chain that every endpoint must be of (<c>eth_chainId</c>).</summary>
    public required ChainId Chain { get; init; }

    /// <summary>Whom the postings call.</summary>
    public required EvmAddress Hub { get; init; }

    /// <summary>Transactions go to all of them; a step reads from one.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    public JsonRpcLimits Limits { get; init; } = new();

    public FeeOptions Fees { get; init; } = new();

    /// <summary>Transactions that wait for inclusion at the same time, 1 to 64.</summary>
    public int MaximumWaiting { get; init; } = 4;

    /// <summary>Blocks behind the head that count as final; null: what the chain calls finalized.</summary>
    public uint? FinalDepth { get; init; }

    /// <summary>Gas beyond the estimate, in thousandths of it: the state may be another one when the transaction is executed.</summary>
    public int GasMarginPermille { get; init; } = 250;

    /// <summary>The balance is low when it pays for fewer postings than this at today's fees.</summary>
    public int LowBalancePostings { get; init; } = 20;

    /// <summary>Gas that a posting is taken to need before one was made.</summary>
    public ulong TypicalGas { get; init; } = 150_000;

    /// <summary>A posting that failed in a block this often is not sent again until those blocks are final.</summary>
    public int MaximumReverts { get; init; } = 3;

    /// <summary>What has less than this to live when its transaction is made is left alone, in milliseconds: many postings in one step take longer than their planner knew.</summary>
    public long MarginMs { get; init; } = 2_000;

    /// <summary>Milliseconds before the same bytes go to endpoints again that answered and do not have them: a foreign transaction may stand at the nonce.</summary>
    public long ResendMs { get; init; } = 10_000;

    /// <summary>Every rule that the options break; empty when they are sound. Endpoints are named by their place: their text may be a secret.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(Chain.TryGetEip155(out _), $"chain: an eip155 chain id, not '{Chain}'");
        Check(!Hub.IsZero, "hub: must not be the zero address");
        Check(Endpoints.Count is >= 1 and <= EvmReaderOptions.MaximumEndpoints, $"endpoints: 1 to {EvmReaderOptions.MaximumEndpoints}, not {Endpoints.Count}");
        for (var i = 0; i < Endpoints.Count; i++) Check(Endpoints[i].IsAbsoluteUri && Endpoints[i].Scheme is "http" or "https", $"endpoints[{i}]: must be an absolute http or https address");
        Check(MaximumWaiting is >= 1 and <= 64, $"maximumWaiting: 1 to 64, not {MaximumWaiting}");
        Check(GasMarginPermille is >= 0 and <= 10_000, $"gasMarginPermille: 0 to 10000, not {GasMarginPermille}");
        Check(LowBalancePostings is >= 0 and <= 1_000_000, $"lowBalancePostings: 0 to 1000000, not {LowBalancePostings}");
        Check(TypicalGas is > 0 and <= SenderNode.MaximumGas, $"typicalGas: 1 to {SenderNode.MaximumGas}, not {TypicalGas}");
        Check(MaximumReverts >= 1, $"maximumReverts: at least 1, not {MaximumReverts}");
        Check(MarginMs >= 0, $"marginMs: at least 0, not {MarginMs}");
        Check(ResendMs >= 0, $"resendMs: at least 0, not {ResendMs}");
        problems.AddRange(Fees.Problems());
        problems.AddRange(Limits.Problems());
        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds) problems.Add(problem);
        }
    }
}
