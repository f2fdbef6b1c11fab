using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Whether an L2's sequencer is up, as its chain says at a block; flags other than the sequencer's are not looked at.</summary>
public delegate Task<ChainFlags> SequencerCheck(PinnedBlock block, CancellationToken cancellation);

/// <summary>Accounts on one EVM chain, block by block: what logs tell of is read where they tell it, what has only a view in every block.</summary>
/// <remarks>
/// Every block between the finalized one and the head is looked at, in order, by its hash. A block that cannot be looked at now holds up those above it: <c>scannedTo</c> stays
/// below it, and nothing that might have happened there is passed over.
/// </remarks>
public sealed class EvmWatcher : IChainWatcher
{
    private readonly EvmReader _reader;
    private readonly EvmHeads _heads;
    private readonly SequencerCheck? _sequencer;
    private readonly EvmBlocks _blocks;
    private readonly Dictionary<AccountId, List<EvmCell>> _accounts;
    private readonly StatedAccounts _stated = new();
    private ChainReading? _last;

    /// <param name="reader">The chain's endpoints.</param>
    /// <param name="heads">Follows the same endpoints.</param>
    /// <param name="protocols">What is read of every owner.</param>
    /// <param name="owners">Addresses of this chain.</param>
    /// <param name="poll">How long to wait between two looks.</param>
    /// <param name="sequencer">On L2s with an uptime feed.</param>
    /// <param name="prover">Null: balances are believed because k of n endpoints say them.</param>
    public EvmWatcher(EvmReader reader, EvmHeads heads, IReadOnlyList<IEvmProtocol> protocols, IReadOnlyList<LinkedOwner> owners, TimeSpan poll, SequencerCheck? sequencer = null, EvmProver? prover = null)
    {
        (_reader, _heads, Poll, _sequencer) = (reader, heads, poll, sequencer);
        List<EvmCell> cells = [.. owners.SelectMany(_ => protocols, static (owner, protocol) => new EvmCell(owner, EvmOf(owner.Address), protocol))];
        _accounts = cells.GroupBy(static cell => cell.Owner.Account).ToDictionary(static group => group.Key, static group => group.ToList());
        _blocks = new(reader, prover, protocols, cells);
    }

    public ChainId Chain => _reader.Chain;

    public TimeSpan Poll { get; }

    public async Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        switch (await _heads.PollAsync(cancellation).ConfigureAwait(false))
        {
            case HeadsOutcome.Followed followed:
                return await FollowAsync(followed, open, cancellation).ConfigureAwait(false);
            case HeadsOutcome.Faulted faulted:
                return Fault(faulted.Fault);
            case HeadsOutcome.Stuck stuck:
                return ChainLook.Failed(RejectionCode.ProviderFault, $"the chain cannot be followed: {stuck.Reason}");
            case HeadsOutcome.Failed failed:
                return ChainLook.Failed(failed.Failure.Code, failed.Failure.Detail);
            case var other:
                throw new InvalidOperationException($"No such case: {other}");
        }
    }

    private async Task<ChainLook> FollowAsync(HeadsOutcome.Followed followed, IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        var view = followed.View;
        var touched = await _blocks.FollowAsync(view, cancellation).ConfigureAwait(false);
        var lost = await LostAsync(view, followed.Updates, open, cancellation).ConfigureAwait(false);
        var flags = followed.IsStalled ? ChainFlags.Stalled : ChainFlags.None;
        if (_sequencer is not null) flags |= await _sequencer(new(view.Head.Number, view.Head.Hash, view.Head.Timestamp), cancellation).ConfigureAwait(false);
        _last = new()
        {
            Chain = Chain,
            Flags = flags,
            Head = At(view.Head),
            Safe = At(view.Safe),
            Finalized = At(view.Finalized),
            ScannedTo = _blocks.ScannedTo,
            BaseFee = followed.BaseFee,
            ReorgDepth = (uint)followed.Updates.Select(static update => update.Head).OfType<HeadOutcome.Reorganised>().Select(static reorg => reorg.Depth).DefaultIfEmpty(0).Max(),
            Lost = lost,
            Note = _blocks.Note,
        };
        return new(_last, Accounts(view, touched), [.. _blocks.Markets.Readings(_reader.Authenticity, PinKind.Hash)], null);
    }

    /// <summary>Those of the given accounts of which something is to be stated anew, each as a whole.</summary>
    private List<AccountLook> Accounts(ChainView view, IReadOnlySet<AccountId> touched)
    {
        List<EvmCell> cells = [.. touched.SelectMany(account => _accounts[account])];
        var sources = cells.Select(cell => new SourceLook(cell.Owner.Account, [.. cell.Readings(view, _blocks.Markets, _reader.Authenticity, PinKind.Hash)], cell.Last?.Problems ?? [])).ToList();
        foreach (var cell in cells) cell.Rest(view);
        return _stated.Changed(sources, (at, _) => view.StageOf(at.Height, at.Hash, _heads.Profile) ?? Stage.Finalized);
    }

    /// <summary>Which of the open blocks the chain no longer has. Where a block is too old to be remembered, the chain is asked.</summary>
    private async Task<List<LostBlock>> LostAsync(ChainView view, IReadOnlyList<HeadUpdate> updates, IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        var lost = new List<LostBlock>();
        var gone = updates.Select(static update => update.Head).OfType<HeadOutcome.Reorganised>().SelectMany(static reorg => reorg.Lost).Select(static block => (block.Number, block.Hash)).ToHashSet();
        foreach (var block in open.Distinct().Where(block => !view.Contains(block.Height, block.Hash)).OrderBy(static block => block.Height).ThenBy(static block => block.Hash))
        {
            Hash256? now = view.BlockAt(block.Height)?.Hash;
            if (now is null && block.Height > view.Head.Number && !gone.Contains((block.Height, block.Hash))) continue;
            if (now is null && block.Height <= view.Head.Number)
            {
                if (await _reader.BlockAsync(block.Height, cancellation).ConfigureAwait(false) is not BlockOutcome.Found found) continue;
                now = found.Block.Place.Hash;
            }

            if (now != block.Hash) lost.Add(new(block.Height, block.Hash, now ?? Hash256.Zero));
        }

        return lost;
    }

    private ChainLook Fault(FinalizedChanged fault)
    {
        var note = $"finalized block {fault.Number} was {fault.Ours} and is {fault.Theirs}";
        if (_last is not { } last) return ChainLook.Failed(RejectionCode.ProviderFault, note);
        return new(last with { Flags = last.Flags | ChainFlags.Fault, Lost = [], ReorgDepth = 0, Note = note }, [], [], null);
    }

    private static Anchor At(BlockRef block) => new(block.Number, block.Hash, block.Timestamp);

    private static EvmAddress EvmOf(AccountAddress address) =>
        address.TryGetEvm(out var evm) ? evm : throw new ArgumentException($"{address} is not on an EVM chain.", nameof(address));
}
