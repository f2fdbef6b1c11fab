using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>Drives a protocol: reads what it asks for, as finalized and as newest, and the transactions in between.</summary>
public sealed class SolanaSurvey(SolanaReader reader)
{
    /// <summary>Most accounts that one owner's positions may need; a bound on what somebody can make us read.</summary>
    public const int MaximumAccounts = 400;

    /// <summary>Most transactions that are looked into; an owner with more is wholly unsettled.</summary>
    public const int MaximumTransactions = 64;

    private const int MaximumSteps = 8;

    /// <param name="protocol">What is read.</param>
    /// <param name="owner">Whose.</param>
    /// <param name="minContextSlot">Older finalized states are refused.</param>
    /// <param name="cancellation">Of the caller.</param>
    public async Task<SolanaRead<SolanaReading>> ReadAsync(ISolanaProtocol protocol, SolanaKey owner, ulong minContextSlot, CancellationToken cancellation)
    {
        var finalized = await StateAsync(protocol, owner, Commitment.Finalized, minContextSlot, cancellation).ConfigureAwait(false);
        if (finalized is not SolanaRead<SolanaState>.Ok settled) return Failed(finalized);

        // First the transactions, then the newest state: a withdrawal that the list came too early for is missing there, and a later deposit does no harm.
        var ledger = await SolanaLedger.ReadAsync(reader, protocol, settled.Value, cancellation).ConfigureAwait(false);
        var seen = await StateAsync(protocol, owner, Commitment.Processed, settled.Value.Snapshot.Pin.Lowest, cancellation).ConfigureAwait(false);
        if (seen is not SolanaRead<SolanaState>.Ok newest) return Failed(seen);
        return new SolanaRead<SolanaReading>.Ok(new(settled.Value, newest.Value, ledger.Changes, ledger.Unsettled(settled.Value, newest.Value)));
    }

    /// <summary>The protocol's answer about accounts that stood together at one pin.</summary>
    public async Task<SolanaRead<SolanaState>> StateAsync(ISolanaProtocol protocol, SolanaKey owner, Commitment commitment, ulong minContextSlot, CancellationToken cancellation)
    {
        // The wallet itself is always read, so that there is a pin also where nothing else is.
        var keys = new List<SolanaKey> { owner };
        var lists = new Dictionary<SolanaQuery, IReadOnlyList<SolanaKey>>();
        for (var step = 0; step < MaximumSteps; step++)
        {
            var read = await reader.AccountsAsync(keys, commitment, minContextSlot, cancellation).ConfigureAwait(false);
            if (read is not SolanaRead<SolanaSnapshot>.Ok ok) return new SolanaRead<SolanaState>.Failed(((SolanaRead<SolanaSnapshot>.Failed)read).Failure);
            var next = protocol.Step(owner, new(ok.Value.Accounts, lists));
            if (next is SolanaStep.Done done) return new SolanaRead<SolanaState>.Ok(new(ok.Value, done.Answer, done.Holdings));
            var ask = (SolanaStep.Ask)next;
            if (ask.Accounts.Count + ask.Lists.Count == 0 || ask.Accounts.Any(keys.Contains)) throw new InvalidOperationException($"{protocol.Source} asks for what it has.");
            foreach (var query in ask.Lists)
            {
                var list = await reader.ListAsync(query, commitment, minContextSlot, cancellation).ConfigureAwait(false);
                if (list is not SolanaRead<IReadOnlyList<SolanaKey>>.Ok listed) return new SolanaRead<SolanaState>.Failed(((SolanaRead<IReadOnlyList<SolanaKey>>.Failed)list).Failure);
                lists.Add(query, listed.Value);
            }

            keys.AddRange(ask.Accounts);
            if (keys.Count > MaximumAccounts) return Refused(RejectionCode.Oversized, $"{protocol.Source}: {owner} needs {keys.Count} accounts, at most {MaximumAccounts} are read");
        }

        return Refused(RejectionCode.Oversized, $"{protocol.Source}: {owner} needs more than {MaximumSteps} steps");
    }

    private static SolanaRead<SolanaReading>.Failed Failed(SolanaRead<SolanaState> state) => new(((SolanaRead<SolanaState>.Failed)state).Failure);

    private static SolanaRead<SolanaState>.Failed Refused(RejectionCode code, string detail) => new(new ReadFailure(code, detail));
}
