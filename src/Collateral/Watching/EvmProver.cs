using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Proofs;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Proves balances against the state root of a block whose header is hashed here: native ones always, a token's where the layout of its storage is known.</summary>
/// <remarks>A proof that cannot be had leaves what was read as it was read. A proof that holds and says otherwise is a problem: whoever was asked lied, or the layout changed.</remarks>
/// <param name="reader">The chain's endpoints; any one of them may give the proof.</param>
/// <param name="layouts">By token; see <see cref="BalanceSlots"/> for how they are found.</param>
public sealed class EvmProver(EvmReader reader, IReadOnlyDictionary<EvmAddress, BalanceLayout> layouts)
{
    /// <summary>The answer without what is disproven, and the positions that are proven.</summary>
    internal async Task<(ProtocolAnswer Answer, IReadOnlySet<PositionKey> Proven)> ProveAsync(PinnedBlock block, ProtocolAnswer answer, CancellationToken cancellation)
    {
        var provable = answer.Positions.Where(IsProvable).ToList();
        var proven = new HashSet<PositionKey>();
        if (provable.Count == 0 || await HeaderAsync(block, cancellation).ConfigureAwait(false) is not { } header) return (answer, proven);
        var problems = new List<ReadingProblem>();
        var disproven = new HashSet<PositionKey>();
        foreach (var position in provable)
        {
            if (await BalanceAsync(header, block, position, cancellation).ConfigureAwait(false) is not { } balance) continue;
            if (balance == position.Shares)
            {
                proven.Add(position.Key);
                continue;
            }

            disproven.Add(position.Key);
            problems.Add(new(RejectionCode.BadProof, position.Key.Source, position.Key.Market, $"{position.Key.Asset} of {position.Key.Owner.Address} was read as {position.Shares} and is proven as {balance} in block {block.Number}"));
        }

        if (problems.Count == 0) return (answer, proven);
        return (answer with { Positions = [.. answer.Positions.Where(position => !disproven.Contains(position.Key))], Problems = [.. answer.Problems, .. problems] }, proven);
    }

    /// <summary>What a protocol holds of a token for somebody stands in the protocol's storage and not in the token's, also where it is worth one for one.</summary>
    private bool IsProvable(Position position) =>
        position.Key.Source == EvmNativeMarkets.Source
        || (position.Key.Source == Erc20Markets.Member && position.Key.Asset.TryGetToken(out var token) && layouts.ContainsKey(token));

    private async Task<EvmHeader?> HeaderAsync(PinnedBlock block, CancellationToken cancellation)
    {
        if (await reader.HeaderAsync(block.Hash, cancellation).ConfigureAwait(false) is not EvidenceOutcome.Answered answered) return null;
        foreach (var answer in answered.Answers)
        {
            if (EvmHeaderJson.TryParse(answer.Result, out var header, out _) && header.ComputeHash() == block.Hash) return header;
        }

        return null;
    }

    /// <summary>The first balance that an endpoint proves; null where none does.</summary>
    private async Task<UInt128?> BalanceAsync(EvmHeader header, PinnedBlock block, Position position, CancellationToken cancellation)
    {
        if (!position.Key.Owner.TryGetEvm(out var owner)) return null;
        var isToken = position.Key.Asset.TryGetToken(out var token);
        IReadOnlyList<Hash256> slots = isToken ? [layouts[token].SlotOf(owner)] : [];
        var address = isToken ? token : owner;
        if (await reader.ProofAsync(block, address, slots, cancellation).ConfigureAwait(false) is not EvidenceOutcome.Answered answered) return null;
        foreach (var answer in answered.Answers)
        {
            if (!EvmProofAnswer.TryParse(answer.Result, out var stated, out _)) continue;
            if (!EvmStateProof.TryVerify(header, block.Hash, stated, address, slots, out var account, out _)) continue;
            var word = isToken ? account.Slots[slots[0]] : account.Account.Balance;
            if (word.TryToUInt128("balance", out var balance, out _)) return balance;
        }

        return null;
    }
}
