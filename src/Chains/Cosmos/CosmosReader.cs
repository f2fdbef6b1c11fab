using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Cosmos;

/// <summary>Reads the state of one Cosmos chain at a height, with proofs, from n endpoints of which k must agree.</summary>
/// <remarks>
/// <para>Everything the endpoints may do is a typed outcome; the methods throw only when cancelled. Calls may overlap.</para>
/// <para>Nothing is verified here but hashes: proofs and votes are for whoever knows the chain's validators.</para>
/// </remarks>
public sealed class CosmosReader
{
    private readonly CosmosReaderOptions _options;
    private readonly Action<CosmosIncident> _report;
    private readonly CosmosNode[] _nodes;
    private readonly Lock _gate = new();
    private CosmosHead? _last;

    /// <exception cref="ArgumentException">The options break a rule; every broken one is named.</exception>
    /// <param name="options">The chain, its endpoints and how many of them must agree.</param>
    /// <param name="http">Shared; not disposed here. <see cref="JsonRpcClient.CreateHttp"/> makes a fitting one.</param>
    /// <param name="clock">For the endpoints' time limits.</param>
    /// <param name="report">Told of failing and dissenting endpoints, from several threads.</param>
    public CosmosReader(CosmosReaderOptions options, HttpClient http, TimeProvider clock, Action<CosmosIncident>? report = null)
    {
        if (options.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        _options = options;
        _report = report ?? (static _ => { });
        _nodes = [.. options.Endpoints.Select(address => new CosmosNode(new(http, new(address), options.Limits, clock), options.Network))];
    }

    public ChainId Chain => _options.Chain;

    /// <summary>The chain's own id, as headers have it.</summary>
    public string Network => _options.Network;

    /// <summary>What k equal answers are worth without a proof.</summary>
    public Authenticity Authenticity => _options.Agreement >= 2 ? Authenticity.QuorumRead : Authenticity.SingleRead;

    /// <summary>The newest block that k endpoints have. Never below, and never another at the height of, one that was kept.</summary>
    /// <remarks>Where k is 1 a single endpoint that claims a far head hides those of the others: nothing false is read then, but nothing else either.</remarks>
    public async Task<CosmosHeadOutcome> HeadAsync(CancellationToken cancellation)
    {
        var outcome = await HeadSelection.FindAsync(_nodes, _options.Agreement, _report, cancellation).ConfigureAwait(false);
        if (outcome is not CosmosHeadOutcome.Found(var head)) return outcome;
        lock (_gate)
        {
            if (_last is { } last && head.Height < last.Height) return new CosmosHeadOutcome.WentBack(head, last);
            if (_last is { } known && head.Height == known.Height && head != known) return new CosmosHeadOutcome.Conflicting(head, known);
        }

        return outcome;
    }

    /// <summary>Believes a head: from now on lower ones, and others at its height, are refused.</summary>
    /// <remarks>Where heads are verified, only after that; otherwise an endpoint that invents one would make every true head go back.</remarks>
    public void Keep(CosmosHead head)
    {
        lock (_gate)
        {
            if (_last is null || head.Height > _last.Value.Height) _last = head;
        }
    }

    /// <summary>The header of that head with its votes and validators, from the first endpoint that has them to hash as they must.</summary>
    public async Task<CosmosHeaderOutcome> HeaderAsync(CosmosHead head, CancellationToken cancellation)
    {
        var failures = new ReadFailure[_nodes.Length];
        for (var i = 0; i < _nodes.Length; i++)
        {
            var signed = await _nodes[i].CommitAsync(head.Height, cancellation).ConfigureAwait(false);
            var validators = signed.Failure is null ? await _nodes[i].ValidatorsAsync(head.Height, _options.MaximumValidators, cancellation).ConfigureAwait(false) : default;
            if ((signed.Failure ?? validators.Failure) is { } failure) failures[i] = failure;
            else if (signed.Value!.Header.ComputeHash() is var hash && hash != head.Hash) failures[i] = new(RejectionCode.BadProof, $"header {head.Height} hashes to {hash}, not {head.Hash}");
            else if (signed.Value.Header.ValidatorsHash != validators.Value!.Hash)
                failures[i] = new(RejectionCode.BadProof, $"validators of {head.Height} hash to {validators.Value.Hash}, not {signed.Value.Header.ValidatorsHash}");
            else return new CosmosHeaderOutcome.Found(signed.Value, validators.Value);
            _report(new CosmosIncident.Failed(_nodes[i].Name, failures[i]));
        }

        return new CosmosHeaderOutcome.Failed(Shortfall.Explain(0, 1, [.. _nodes.Select(node => node.Name)], failures, _ => string.Empty));
    }

    /// <summary>What each key held after the block of a height, in their order. One that fails costs no other.</summary>
    public async Task<IReadOnlyList<CosmosQueryOutcome>> QueryAsync(long height, IReadOnlyList<CosmosQuery> queries, CancellationToken cancellation)
    {
        var byNode = await Task.WhenAll(_nodes.Select(node => node.QueryAsync(height, queries, cancellation))).ConfigureAwait(false);
        return [.. queries.Select((query, q) => Decide(height, query, [.. byNode.Select(replies => replies[q])]))];
    }

    /// <summary>What each key held after the block of a height, by the first endpoint whose answer passes the check: for what proves itself one is enough.</summary>
    /// <param name="height">After which block.</param>
    /// <param name="queries">Which keys.</param>
    /// <param name="check">Null for an answer that is believed, else why not. Pure.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<CosmosQueryOutcome>> QueryAsync(long height, IReadOnlyList<CosmosQuery> queries, Func<CosmosQuery, AbciAnswer, ReadFailure?> check, CancellationToken cancellation)
    {
        var byNode = await Task.WhenAll(_nodes.Select(node => node.QueryAsync(height, queries, cancellation))).ConfigureAwait(false);
        return [.. queries.Select((query, q) => Choose(query, [.. byNode.Select(replies => replies[q])], check))];
    }

    private CosmosQueryOutcome Choose(CosmosQuery query, Reply<AbciAnswer>[] replies, Func<CosmosQuery, AbciAnswer, ReadFailure?> check)
    {
        AbciAnswer? chosen = null;
        var failures = new ReadFailure?[_nodes.Length];
        for (var i = 0; i < _nodes.Length; i++)
        {
            failures[i] = replies[i].Failure ?? check(query, replies[i].Value!);
            if (failures[i] is { } failure) _report(new CosmosIncident.Failed(_nodes[i].Name, failure));
            else chosen ??= replies[i].Value;
        }

        return chosen is not null
            ? new CosmosQueryOutcome.Answered(chosen.Value, [chosen.Steps])
            : new CosmosQueryOutcome.Failed(Shortfall.Explain(0, 1, [.. _nodes.Select(node => node.Name)], failures, _ => string.Empty));
    }

    private CosmosQueryOutcome Decide(long height, CosmosQuery query, Reply<AbciAnswer>[] replies)
    {
        Hash256?[] answers = [.. replies.Select(reply => reply.Value is { } answer ? Digest(answer) : (Hash256?)null)];
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (replies[i].Failure is { } failure) _report(new CosmosIncident.Failed(_nodes[i].Name, failure));
        }

        // Where k is no majority two answers may both reach it. At one height only one is true, so that with equal support neither is taken.
        var ranked = answers.Where(answer => answer is not null).GroupBy(answer => answer!.Value).OrderByDescending(group => group.Count()).Take(2).ToArray();
        var support = ranked.Length == 0 ? 0 : ranked[0].Count();
        if (support < _options.Agreement || (ranked.Length == 2 && ranked[1].Count() == support))
        {
            return new CosmosQueryOutcome.Failed(Shortfall.Explain(
                support, _options.Agreement, [.. _nodes.Select(node => node.Name)], [.. replies.Select(reply => reply.Failure)], i => $"answer {answers[i]}"));
        }

        var agreed = ranked[0].Key;
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (answers[i] is { } answer && answer != agreed) _report(new CosmosIncident.Dissent(_nodes[i].Name, height, query, answer, agreed));
        }

        AbciAnswer[] agreeing = [.. replies.Where((_, i) => answers[i] == agreed).Select(reply => reply.Value!)];
        return new CosmosQueryOutcome.Answered(agreeing[0].Value, [.. agreeing.Where(answer => answer.Steps.Count > 0).Select(answer => answer.Steps)]);
    }

    private static Hash256 Digest(AbciAnswer answer) => answer.Value is { } value ? Keccak256.Hash([1], value.Span) : Keccak256.Hash([0]);
}
