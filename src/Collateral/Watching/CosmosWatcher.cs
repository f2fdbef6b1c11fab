using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Accounts on one chain of CometBFT, whose blocks are final when they are committed: there is no window, and nothing is ever lost.</summary>
/// <remarks>State is read at the height that the newest header commits to; that header is the place of what was read.</remarks>
public sealed class CosmosWatcher : IChainWatcher
{
    private readonly CosmosStateReader _reader;
    private readonly ChainProfile _profile;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<(LinkedOwner Owner, ICosmosProtocol Protocol)> _cells;
    private readonly FinalReadings _readings = new(PinKind.Height);
    private readonly StatedAccounts _stated = new();
    private ChainReading? _last;
    private string? _fault;

    /// <param name="reader">The chain's endpoints, and what is trusted of them.</param>
    /// <param name="protocols">What is read of every owner.</param>
    /// <param name="owners">Addresses of this chain.</param>
    /// <param name="profile">Of this chain.</param>
    /// <param name="poll">How long to wait between two looks.</param>
    /// <param name="clock">For the age of the head.</param>
    public CosmosWatcher(CosmosStateReader reader, IReadOnlyList<ICosmosProtocol> protocols, IReadOnlyList<LinkedOwner> owners, ChainProfile profile, TimeSpan poll, TimeProvider clock)
    {
        (_reader, _profile, Poll, _clock) = (reader, profile, poll, clock);
        _cells = [.. owners.SelectMany(_ => protocols, static (owner, protocol) => (owner, protocol))];
    }

    public ChainId Chain => _profile.Chain;

    public TimeSpan Poll { get; }

    public async Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        // What was final and is not stays a fault, whatever the endpoints say later.
        if (_fault is { } fault) return Fault(fault);
        switch (await _reader.PinAsync(cancellation).ConfigureAwait(false))
        {
            case CosmosPinOutcome.Pinned(var pin):
                return await ReadAsync(pin, cancellation).ConfigureAwait(false);
            case CosmosPinOutcome.Failed(RejectionCode.ProviderFault, var conflict):
                return Fault(_fault = conflict);
            case CosmosPinOutcome.Failed(var code, var detail):
                return ChainLook.Failed(code, detail);
            case var other:
                throw new InvalidOperationException($"No such case: {other}");
        }
    }

    private async Task<ChainLook> ReadAsync(CosmosPin pin, CancellationToken cancellation)
    {
        var at = new Anchor((ulong)pin.Head.Height, pin.Head.Hash, pin.Head.Time);
        var answers = await SideBySide.AskAsync(_cells, (cell, token) => _reader.ReadAsync(pin, cell.Protocol, cell.Owner.Address.Address, token), cancellation).ConfigureAwait(false);
        List<SourceLook> sources = [.. _cells.Zip(answers, (cell, answer) => _readings.Of(cell.Owner.Account, answer, at, _reader.Authenticity))];
        _readings.Markets.Follow(at.Height, static _ => false);
        var nothing = answers.Count > 0 && answers.All(static answer => answer.Positions.Count == 0 && answer.Problems.Count > 0);
        var isOld = _clock.GetUtcNow().ToUnixTimeMilliseconds() - at.Time > _profile.MaximumHeadAgeMs;
        _last = new()
        {
            Chain = Chain,
            Flags = isOld ? ChainFlags.Stalled : ChainFlags.None,
            Head = at,
            Safe = at,
            Finalized = at,
            ScannedTo = nothing ? _last?.ScannedTo ?? 0 : at.Height,
            BaseFee = 0,
            ReorgDepth = 0,
            Lost = [],
            Note = nothing ? LookNote.Of($"height {at.Height}: {answers[0].Problems[0].Detail}") : string.Empty,
        };
        return new(_last, _stated.Changed(sources, static (_, _) => Stage.Finalized), [.. _readings.Markets.Readings(_reader.Authenticity, PinKind.Height)], null);
    }

    private ChainLook Fault(string conflict) => _last is { } last
        ? new(last with { Flags = last.Flags | ChainFlags.Fault, Note = LookNote.Of(conflict) }, [], [], null)
        : ChainLook.Failed(RejectionCode.ProviderFault, conflict);
}
