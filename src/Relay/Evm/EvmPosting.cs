namespace CrossChainOracle.Relay.Evm;

/// <summary>A posting as the call of a hub on one chain.</summary>
/// <param name="Posting">What it posts.</param>
/// <param name="Call">Selector and arguments.</param>
/// <param name="MaximumFeePerGas">What it is worth, in wei per gas, base fee and tip together: above it the posting waits.</param>
public sealed record EvmPosting(Posting Posting, ReadOnlyMemory<byte> Call, UInt128 MaximumFeePerGas)
{
    /// <summary>The name of its call's form.</summary>
    public string Form => FormOf(Call.Span);

    /// <summary>The name of a call's form; <c>Other</c> of one that is no posting.</summary>
    public static string FormOf(ReadOnlySpan<byte> call) => HubCalls.FormOf(call)?.ToString() ?? "Other";
}

/// <summary>A transaction of ours that is not final yet.</summary>
/// <param name="Posting">What it posts; null for one that only fills a nonce, and after a restart until the posting is wanted again.</param>
/// <param name="Nonce">Of the relayer's account.</param>
/// <param name="SubmittedAt">First time, Unix milliseconds.</param>
/// <param name="Included">The block that it is in, or null.</param>
public sealed record InFlight(EvmPosting? Posting, ulong Nonce, long SubmittedAt, InclusionBlock? Included)
{
    /// <summary>Of what it posts, also after a restart; null for one that only fills a nonce.</summary>
    public string? PostingId { get; init; } = Posting?.Posting.Id;
}

/// <param name="GasUsed">Of the transaction.</param>
/// <param name="FeePerGas">Wei, as paid.</param>
public sealed record InclusionBlock(ulong Number, Domain.Hash256 Hash, long Time, ulong GasUsed, UInt128 FeePerGas)
{
    public PostedBlock ToPosted() => new(Number, $"{Hash}", Time, new PostingCost.Gas(GasUsed, FeePerGas));
}
