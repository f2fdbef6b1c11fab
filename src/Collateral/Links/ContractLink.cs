using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Links;

/// <summary>What a contract wallet said about a link.</summary>
public abstract record ContractVerdict
{
    private ContractVerdict()
    {
    }

    /// <param name="Block">Where it said so. A wallet may say otherwise later, when its owners change.</param>
    public sealed record Proven(PinnedBlock Block) : ContractVerdict;

    public sealed record Refused(LinkRefusal Refusal) : ContractVerdict;

    /// <summary>Nobody could be asked: try again. It says nothing about the link.</summary>
    public sealed record Failed(ReadFailure Failure) : ContractVerdict;
}

/// <summary>Asks a contract wallet whether a signature is its own (ERC-1271), at one block that k of n endpoints agree on.</summary>
public static class ContractLink
{
    /// <param name="reader">Of the address's chain.</param>
    /// <param name="tag">Which block; a finalized one cannot be taken back.</param>
    /// <param name="claim">Whose verdict was <see cref="LinkVerdict.AsksContract"/>.</param>
    /// <param name="proof">Of scheme ERC-1271.</param>
    public static async Task<ContractVerdict> VerifyAsync(EvmReader reader, BlockTag tag, LinkClaim claim, LinkProof proof, CancellationToken cancellation)
    {
        if (!claim.Address.TryGetEvm(out var wallet) || claim.Address.Chain != reader.Chain) throw new ArgumentException($"{claim.Address} is not on {reader.Chain}.", nameof(claim));
        switch (await reader.PinAsync(tag, cancellation).ConfigureAwait(false))
        {
            case PinOutcome.Pinned pinned:
                var outcomes = await reader.CallAsync(pinned.Block, [new(wallet, EvmLink.ContractQuestion(claim, proof))], cancellation).ConfigureAwait(false);
                return Judge(pinned.Block, claim, outcomes[0]);
            case PinOutcome.Failed failed:
                return new ContractVerdict.Failed(failed.Failure);
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other}.");
        }
    }

    private static ContractVerdict Judge(PinnedBlock block, LinkClaim claim, CallOutcome outcome) => outcome switch
    {
        CallOutcome.Returned returned => EvmLink.ContractRefusal(claim, returned.Data.Span) is { } refusal ? new ContractVerdict.Refused(refusal) : new ContractVerdict.Proven(block),

        // Many wallets revert instead of answering otherwise, and what is no contract at all returns nothing.
        CallOutcome.Failed { Failure.Code: RejectionCode.CallFailed } failed => new ContractVerdict.Refused(new LinkRefusal.BadSignature($"{claim.Address} does not say that it is its own: {failed.Failure.Detail}")),
        CallOutcome.Failed failed => new ContractVerdict.Failed(failed.Failure),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };
}
