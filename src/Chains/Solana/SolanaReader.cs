using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>Reads accounts and transactions of one Solana cluster from n endpoints of which k must agree.</summary>
/// <remarks>
/// <para>Everything the endpoints may do is a typed outcome; the methods throw only when cancelled. Calls may overlap.</para>
/// <para>Every endpoint is asked side by side, and the slowest is waited for, at most <see cref="JsonRpcLimits.Timeout"/> for each request.</para>
/// </remarks>
public sealed class SolanaReader
{
    private readonly SolanaReaderOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<SolanaIncident> _report;
    private readonly SolanaNode[] _nodes;

    /// <exception cref="ArgumentException">The options break a rule; every broken one is named.</exception>
    /// <param name="options">The chain, its endpoints and how many of them must agree.</param>
    /// <param name="http">Shared; not disposed here.</param>
    /// <param name="clock">For the endpoints' time limits and the pause between rounds.</param>
    /// <param name="report">Told of failing and dissenting endpoints, from several threads.</param>
    public SolanaReader(SolanaReaderOptions options, HttpClient http, TimeProvider clock, Action<SolanaIncident>? report = null)
        : this(options, endpoint => new JsonRpcClient(http, endpoint, options.Limits, clock), clock, report)
    {
    }

    /// <exception cref="ArgumentException">The options break a rule; every broken one is named.</exception>
    /// <param name="options">The chain, its endpoints and how many of them must agree.</param>
    /// <param name="connect">Carries the calls to an endpoint.</param>
    /// <param name="clock">For the pause between rounds.</param>
    /// <param name="report">Told of failing and dissenting endpoints, from several threads.</param>
    public SolanaReader(SolanaReaderOptions options, Func<Endpoint, IJsonRpc> connect, TimeProvider clock, Action<SolanaIncident>? report = null)
    {
        if (options.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        (_options, _clock) = (options, clock);
        _report = report ?? (static _ => { });
        _nodes = [.. options.Endpoints.Select(address => new SolanaNode(connect(new(address)), options))];
    }

    public ChainId Chain => _options.Chain;

    /// <summary>What k equal answers are worth.</summary>
    public Authenticity Authenticity => _options.Agreement >= 2 ? Authenticity.QuorumRead : Authenticity.SingleRead;

    /// <summary>The accounts as they stood together.</summary>
    /// <param name="keys">At least one, each once.</param>
    /// <param name="commitment">How settled.</param>
    /// <param name="minContextSlot">Older answers are refused.</param>
    /// <param name="cancellation">Of the caller.</param>
    public async Task<SolanaRead<SolanaSnapshot>> AccountsAsync(IReadOnlyList<SolanaKey> keys, Commitment commitment, ulong minContextSlot, CancellationToken cancellation)
    {
        if (keys.Count == 0 || keys.Distinct().Count() != keys.Count) throw new ArgumentException("At least one key, each once.", nameof(keys));
        var agreement = new SnapshotAgreement(_options.Agreement, _options.MaximumSlotSpread);
        var replies = new Reply<SolanaSnapshot>[_nodes.Length];
        for (var round = 0; round < _options.Rounds; round++)
        {
            if (round > 0) await Task.Delay(_options.RoundDelay, _clock, cancellation).ConfigureAwait(false);
            var least = Math.Max(minContextSlot, agreement.Reached());
            replies = await Task.WhenAll(_nodes.Select(node => node.AccountsAsync(keys, commitment, least, cancellation))).ConfigureAwait(false);
            for (var i = 0; i < _nodes.Length; i++)
            {
                if (replies[i].Failure is { } failure) _report(new SolanaIncident.Failed(_nodes[i].Name, failure));
                else agreement.Add(i, replies[i].Value!);
            }

            if (agreement.Decide() is not { } agreed) continue;
            foreach (var (node, other, account) in agreement.Dissenters(agreed))
            {
                _report(new SolanaIncident.Dissent(_nodes[node].Name, account.ToString(), other.Pin, agreed.Pin, DigestOf(other.Accounts[account]), DigestOf(agreed.Accounts[account])));
            }

            return new SolanaRead<SolanaSnapshot>.Ok(agreed);
        }

        return Shortage<SolanaSnapshot>(agreement.Support(), [.. replies.Select(reply => reply.Failure)], i => $"{replies[i].Value!.Pin} {replies[i].Value!.Digest}");
    }

    /// <summary>The highest slot of that commitment that k endpoints have reached.</summary>
    public async Task<SolanaRead<ulong>> SlotAsync(Commitment commitment, CancellationToken cancellation)
    {
        var replies = await AskAsync(node => node.SlotAsync(commitment, cancellation)).ConfigureAwait(false);
        ulong[] slots = [.. replies.Where(reply => reply.Failure is null).Select(reply => reply.Value).OrderDescending()];
        return slots.Length >= _options.Agreement
            ? new SolanaRead<ulong>.Ok(slots[_options.Agreement - 1])
            : Shortage<ulong>(slots.Length, [.. replies.Select(reply => reply.Failure)], i => $"slot {replies[i].Value}");
    }

    /// <summary>When the slot's block was made by the votes' median, Unix milliseconds in whole seconds.</summary>
    public async Task<SolanaRead<long>> TimeAsync(ulong slot, CancellationToken cancellation) => Equal(
        await AskAsync(node => node.TimeAsync(slot, cancellation)).ConfigureAwait(false),
        $"time of slot {slot}", SlotRange.At(slot), time => Keccak256.Hash(BitConverter.GetBytes(time)));

    /// <summary>What any endpoint lists, if k endpoints answer: a list only says where to look, and one that leaves an account out must not hide it.</summary>
    public async Task<SolanaRead<IReadOnlyList<SolanaKey>>> ListAsync(SolanaQuery query, Commitment commitment, ulong minContextSlot, CancellationToken cancellation)
    {
        var replies = await AskAsync(node => node.ListAsync(query, commitment, minContextSlot, cancellation)).ConfigureAwait(false);
        var lists = replies.Where(reply => reply.Failure is null).Select(reply => reply.Value!).ToArray();
        return lists.Length >= _options.Agreement
            ? new SolanaRead<IReadOnlyList<SolanaKey>>.Ok([.. lists.SelectMany(list => list).Distinct().Order()])
            : Shortage<IReadOnlyList<SolanaKey>>(lists.Length, [.. replies.Select(reply => reply.Failure)], i => $"{replies[i].Value!.Count} accounts");
    }

    /// <summary>Every transaction after a slot that any endpoint lists for the account, if k endpoints answer. At commitment confirmed: RPC lists no earlier ones.</summary>
    public async Task<SolanaRead<SolanaHistory>> HistoryAsync(SolanaKey account, ulong afterSlot, ulong minContextSlot, CancellationToken cancellation)
    {
        var replies = await AskAsync(node => node.SignaturesAsync(account, afterSlot, minContextSlot, cancellation)).ConfigureAwait(false);
        var lists = replies.Where(reply => reply.Failure is null).Select(reply => reply.Value).ToArray();
        if (lists.Length < _options.Agreement)
        {
            return Shortage<SolanaHistory>(lists.Length, [.. replies.Select(reply => reply.Failure)], i => $"{replies[i].Value.Entries.Count} signatures");
        }

        // Endpoints on different forks may place one transaction in different slots; it is one transaction.
        var touches = lists
            .SelectMany(list => list.Entries.DistinctBy(entry => entry.Signature))
            .GroupBy(entry => entry.Signature)
            .Select(group => new SolanaTouch(group.Key, group.Min(entry => entry.Slot), group.Count()))
            .OrderBy(touch => touch.Slot).ThenBy(touch => touch.Signature.ToString(), StringComparer.Ordinal);
        return new SolanaRead<SolanaHistory>.Ok(new([.. touches], lists.Any(list => list.Truncated)));
    }

    public async Task<SolanaRead<SolanaTransaction>> TransactionAsync(SolanaSignature signature, CancellationToken cancellation)
    {
        var replies = await AskAsync(node => node.TransactionAsync(signature, cancellation)).ConfigureAwait(false);
        return Equal(replies, $"transaction {signature}", SlotRange.At(0), TransactionDigest.Of);
    }

    private static Hash256 DigestOf(SolanaAccount? account) => account?.Digest ?? Hash256.Zero;

    private async Task<Reply<T>[]> AskAsync<T>(Func<SolanaNode, Task<Reply<T>>> ask)
    {
        var replies = await Task.WhenAll(_nodes.Select(ask)).ConfigureAwait(false);
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (replies[i].Failure is { } failure) _report(new SolanaIncident.Failed(_nodes[i].Name, failure));
        }

        return replies;
    }

    // The answer that k endpoints gave, and more than gave any other.
    private SolanaRead<T> Equal<T>(Reply<T>[] replies, string subject, SlotRange at, Func<T, Hash256> digest)
    {
        Hash256?[] answers = [.. replies.Select(reply => reply.Failure is null ? digest(reply.Value!) : (Hash256?)null)];
        var ranked = answers.Where(answer => answer is not null).GroupBy(answer => answer!.Value).OrderByDescending(group => group.Count()).Take(2).ToArray();
        var support = ranked.Length == 0 ? 0 : ranked[0].Count();
        if (support < _options.Agreement || (ranked.Length == 2 && ranked[1].Count() == support))
        {
            return Shortage<T>(support, [.. replies.Select(reply => reply.Failure)], i => $"{subject} {answers[i]}");
        }

        var agreed = ranked[0].Key;
        for (var i = 0; i < replies.Length; i++)
        {
            if (answers[i] is { } answer && answer != agreed) _report(new SolanaIncident.Dissent(_nodes[i].Name, subject, at, at, answer, agreed));
        }

        return new SolanaRead<T>.Ok(replies[Array.IndexOf(answers, agreed)].Value!);
    }

    private SolanaRead<T>.Failed Shortage<T>(int support, IReadOnlyList<ReadFailure?> failures, Func<int, string> answers) =>
        new(Shortfall.Explain(support, _options.Agreement, [.. _nodes.Select(node => node.Name)], failures, answers));
}
