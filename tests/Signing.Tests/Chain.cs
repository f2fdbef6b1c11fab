using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

/// <summary>What a coordinator has before it proposes the next batch of a shard.</summary>
internal sealed record Chain(ShardPolicy Policy, ShardState State, PriceBatch? Previous, IReadOnlyList<AttesterSignature> Signatures)
{
    public static Chain Start(ShardPolicy? policy = null)
    {
        policy ??= Samples.Policy();
        return new(policy, ShardState.Initial(policy.Shard, Samples.StartedAt), null, []);
    }

    public Round Round(string price = "2500", long afterMs = 1_000, uint epoch = 1) =>
        Samples.Round(Policy, State, Previous?.Digest ?? Hash256.Zero, State.ObservedAt + afterMs, price, epoch);

    public Proposal Propose(string price = "2500", long afterMs = 1_000, uint epoch = 1) => Propose(Round(price, afterMs, epoch));

    public Proposal Propose(Round round)
    {
        var batch = BatchComputation.Run(Samples.Domain, Policy, State, round);
        return new(this, round, batch, new CosignRequest
        {
            Batch = batch.EncodeUnsigned(),
            Round = RoundCodec.Encode(round),
            PreviousState = Previous?.StateBytes ?? default,
            PreviousHeader = Previous is null ? default : HeaderBytes(Previous.Header),
            PreviousSignatures = Previous is null ? default(ReadOnlyMemory<byte>) : AttestationCodec.EncodeSignatures(Signatures),
        });
    }

    public static byte[] HeaderBytes(BatchHeader header)
    {
        var writer = new CanonicalWriter();
        BatchHeaderCodec.Write(writer, header);
        return writer.ToArray();
    }
}

/// <summary>A reserved batch and what goes to the attesters.</summary>
internal sealed record Proposal(Chain Before, Round Round, PriceBatch Batch, CosignRequest Request)
{
    public Hash256 Digest => Batch.Digest;

    /// <summary>The chain once this batch was signed.</summary>
    public Chain Then(IReadOnlyList<AttesterSignature> signatures) => new(Before.Policy, Batch.State, Batch, signatures);

    /// <summary>… by the first three of the five keys.</summary>
    public Chain Then() => Then(Keys.Sign(Digest, 0, 1, 2));
}
