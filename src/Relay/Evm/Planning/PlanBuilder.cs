using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>A plan while it is made.</summary>
internal sealed class PlanBuilder
{
    private readonly List<PlannedPosting> _planned = [];
    private readonly List<Passed> _passed = [];
    private readonly SortedDictionary<(ShardId Shard, FeedId Feed), ulong> _overtaken = [];
    private readonly List<string> _settled = [];

    /// <summary>One statement with its proof.</summary>
    /// <param name="fresh">Whether nothing of its subject is stored.</param>
    public void Post(InboxStatement statement, PostingKind kind, PostingForm form, byte[] call, UInt128 ceiling, bool fresh, DueReason why)
    {
        var gas = GasModel.Statement(statement.Statement, call, statement.Attestation.Signatures.Count, statement.Attestation.Proof.Count, fresh);
        Post(new(new(statement.ToPosting(kind), call, ceiling), form, gas, why));
    }

    public void Post(PlannedPosting posting) => _planned.Add(posting);

    public void Pass(PostingKind kind, InboxStatement statement, NotPosted reason) => _passed.Add(new(kind, statement.Header.Shard, statement.Verified.Subject, statement.Sequence, reason));

    public void Overtake(ShardId shard, FeedId feed, ulong batches)
    {
        if (batches > 0) _overtaken[(shard, feed)] = batches;
    }

    public void Settle(string posting) => _settled.Add(posting);

    public Plan Build(IReadOnlyDictionary<DueKey, DueSince> waiting) => new(_planned, _passed, _overtaken, waiting, _settled);
}
