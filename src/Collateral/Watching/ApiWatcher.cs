using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Accounts of protocols that only one company's API tells of: one answer, nobody else to ask, no block to hang it from.</summary>
/// <remarks>The chain's height is 0 and its hash a constant: there is nothing that could be reorganised. A position's place is the digest and time of the answer since which it has been what it is.</remarks>
public sealed class ApiWatcher : IChainWatcher
{
    private const int MaximumSteps = 8;
    private const Authenticity Evidence = Authenticity.SingleRead;

    private readonly ApiClient _client;
    private readonly TimeProvider _clock;
    private readonly Hash256 _place;
    private readonly IReadOnlyList<(LinkedOwner Owner, IApiProtocol Protocol)> _cells;
    private readonly FinalReadings _readings = new(PinKind.Answer);
    private readonly StatedAccounts _stated = new();

    /// <param name="http">Shared; not disposed here.</param>
    /// <param name="endpoint">The API's address; its path and query may be credentials and are never shown.</param>
    /// <param name="limits">Of one request.</param>
    /// <param name="chain">What the addresses are of.</param>
    /// <param name="protocols">What is read of every owner; all of that chain.</param>
    /// <param name="owners">Addresses of that chain.</param>
    /// <param name="poll">How long to wait between two looks.</param>
    /// <param name="clock">For the time of answers, and their limit.</param>
    public ApiWatcher(HttpClient http, Uri endpoint, JsonRpcLimits limits, ChainId chain, IReadOnlyList<IApiProtocol> protocols, IReadOnlyList<LinkedOwner> owners, TimeSpan poll, TimeProvider clock)
    {
        (_client, Chain, Poll, _clock) = (new(http, endpoint, limits, clock), chain, poll, clock);
        _place = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"api {chain}"));
        _cells = [.. owners.SelectMany(_ => protocols, static (owner, protocol) => (owner, protocol))];
    }

    public ChainId Chain { get; }

    public TimeSpan Poll { get; }

    public async Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        var heard = await SideBySide.AskAsync(_cells, (cell, token) => ReadAsync(cell.Protocol, cell.Owner.Address.Address, token), cancellation).ConfigureAwait(false);
        if (heard.Count > 0 && heard.All(static one => one.Failure is not null)) return ChainLook.Failed(heard[0].Failure!.Code, heard[0].Failure!.Detail);
        List<SourceLook> sources = [.. _cells.Zip(heard, (cell, one) => _readings.Of(cell.Owner.Account, one.Answer, one.At, Evidence))];
        var now = new Anchor(0, _place, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        var reading = new ChainReading
        {
            Chain = Chain,
            Flags = ChainFlags.None,
            Head = now,
            Safe = now,
            Finalized = now,
            ScannedTo = 0,
            BaseFee = 0,
            ReorgDepth = 0,
            Lost = [],
            Note = string.Empty,
        };
        return new(reading, _stated.Changed(sources, static (_, _) => Stage.Seen), [.. _readings.Markets.Readings(Evidence, PinKind.Answer)], null);
    }

    /// <summary>One owner's conversation. What fails in the middle of it is the protocol's to judge.</summary>
    private async Task<Heard> ReadAsync(IApiProtocol protocol, string owner, CancellationToken cancellation)
    {
        var answers = new List<IReadOnlyList<ApiAnswer>>();
        for (var step = 0; step <= MaximumSteps; step++)
        {
            var next = protocol.Step(owner, answers);
            if (next is ApiStep.Done done) return Heard.Of(done.Answer, answers, _clock.GetUtcNow().ToUnixTimeMilliseconds());
            answers.Add(await Task.WhenAll(((ApiStep.Ask)next).Requests.Select(request => _client.AskAsync(request, cancellation))).ConfigureAwait(false));
        }

        throw new InvalidOperationException($"{protocol.Source} asks in more than {MaximumSteps} steps.");
    }

    /// <param name="Answer">What was read.</param>
    /// <param name="At">The digest of all answers behind it, and when they were there.</param>
    /// <param name="Failure">The first request's failure where every one failed: the API, and not the account.</param>
    private sealed record Heard(ProtocolAnswer Answer, Anchor At, ApiAnswer.Failed? Failure)
    {
        public static Heard Of(ProtocolAnswer answer, IReadOnlyList<IReadOnlyList<ApiAnswer>> answers, long time)
        {
            var digest = Hash256.Zero;
            var all = answers.SelectMany(static one => one).ToList();
            foreach (var one in all) digest = Keccak256.HashPair(digest, one is ApiAnswer.Ok ok ? Keccak256.Hash([1], ok.Body.Span) : Keccak256.Hash([0]));
            return new(answer, new(0, digest, time), all.Count > 0 && all.TrueForAll(static one => one is ApiAnswer.Failed) ? (ApiAnswer.Failed)all[0] : null);
        }
    }
}
