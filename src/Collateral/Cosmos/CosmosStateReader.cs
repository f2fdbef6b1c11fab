using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.Proofs.Cosmos;
using CrossChainOracle.Proofs.Cosmos.CometBft;

namespace CrossChainOracle.Collateral.Cosmos;

/// <summary>Drives the protocols of one chain: pins a height, asks for keys, and where there is trust proves every value and every absence.</summary>
/// <remarks>Not for overlapping calls of <see cref="PinAsync"/>: each verified header is the trust of the next.</remarks>
/// <param name="reader">The chain.</param>
/// <param name="trust">Null: values are believed because k of n endpoints say them.</param>
/// <param name="clock">For the age of headers and of trust.</param>
public sealed class CosmosStateReader(CosmosReader reader, CosmosTrust? trust, TimeProvider clock)
{
    private const int MaximumRounds = 8;

    private VerifiedHeader? _verified;

    /// <summary>What a value is worth that was read here.</summary>
    public Authenticity Authenticity => trust is null ? reader.Authenticity : Authenticity.Authenticated;

    /// <summary>The newest height whose state can be read.</summary>
    public async Task<CosmosPinOutcome> PinAsync(CancellationToken cancellation)
    {
        var outcome = await reader.HeadAsync(cancellation).ConfigureAwait(false);
        return outcome switch
        {
            CosmosHeadOutcome.Found(var head) when head.StateHeight < 1 => new CosmosPinOutcome.Failed(RejectionCode.Absent, $"{head} has no state before it"),
            CosmosHeadOutcome.Found(var head) => Keep(trust is null ? new CosmosPinOutcome.Pinned(new(head, null)) : await VerifyAsync(head, trust, cancellation).ConfigureAwait(false)),
            CosmosHeadOutcome.WentBack(var head, var last) => new CosmosPinOutcome.Failed(RejectionCode.Stale, $"head went back from {last} to {head}"),
            CosmosHeadOutcome.Conflicting(var head, var last) => new CosmosPinOutcome.Failed(RejectionCode.ProviderFault, $"{head} where {last} was final"),
            CosmosHeadOutcome.Failed(var failure) => new CosmosPinOutcome.Failed(failure.Code, failure.Detail),
            _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome."),
        };
    }

    /// <summary>What keys held at the pin, in their order.</summary>
    public async Task<IReadOnlyList<CosmosValue>> ReadAsync(CosmosPin pin, IReadOnlyList<CosmosQuery> keys, CancellationToken cancellation)
    {
        var height = pin.Head.StateHeight;
        var outcomes = pin.Verified is { } header && trust is not null
            ? await reader.QueryAsync(height, keys, (query, answer) => Disproof(header, height, query, answer), cancellation).ConfigureAwait(false)
            : await reader.QueryAsync(height, keys, cancellation).ConfigureAwait(false);
        return [.. outcomes.Select(Value)];
    }

    /// <summary>All that a protocol says about an owner at the pin.</summary>
    public async Task<ProtocolAnswer> ReadAsync(CosmosPin pin, ICosmosProtocol protocol, string owner, CancellationToken cancellation)
    {
        var answers = new List<IReadOnlyList<CosmosValue>>();
        for (var round = 0; round <= MaximumRounds; round++)
        {
            var step = protocol.Step(owner, answers);
            if (step is CosmosStep.Done done) return done.Answer;
            answers.Add(await ReadAsync(pin, ((CosmosStep.Ask)step).Keys, cancellation).ConfigureAwait(false));
        }

        throw new InvalidOperationException($"{protocol.Source} asks without end.");
    }

    private CosmosPinOutcome Keep(CosmosPinOutcome outcome)
    {
        if (outcome is CosmosPinOutcome.Pinned pinned) reader.Keep(pinned.Pin.Head);
        return outcome;
    }

    private async Task<CosmosPinOutcome> VerifyAsync(CosmosHead head, CosmosTrust trusted, CancellationToken cancellation)
    {
        if (_verified is null && trusted.Root is CometTrust.Header named)
        {
            var refused = await AdvanceAsync(new(named.Height, named.Hash, 0, default), named, cancellation).ConfigureAwait(false);
            if (refused is not null) return refused;
        }

        if (_verified?.Hash != head.Hash)
        {
            var refused = await AdvanceAsync(head, _verified is null ? trusted.Root : new CometTrust.Since(_verified, trusted.Period), cancellation).ConfigureAwait(false);
            if (refused is not null) return refused;
        }

        return new CosmosPinOutcome.Pinned(new(head, _verified));
    }

    private async Task<CosmosPinOutcome.Failed?> AdvanceAsync(CosmosHead head, CometTrust by, CancellationToken cancellation)
    {
        var outcome = await reader.HeaderAsync(head, cancellation).ConfigureAwait(false);
        if (outcome is CosmosHeaderOutcome.Failed(var failure)) return new(failure.Code, failure.Detail);
        var found = (CosmosHeaderOutcome.Found)outcome;
        if (!VerifiedHeader.TryVerify(reader.Network, found.Signed, found.Validators, by, clock.GetUtcNow().ToUnixTimeMilliseconds(), out var verified, out var refusal)) return new(refusal.Code, refusal.Detail);
        _verified = verified;
        return null;
    }

    private ReadFailure? Disproof(VerifiedHeader header, long height, CosmosQuery query, AbciAnswer answer)
    {
        var proof = new CosmosStateProof(query.Store, query.Key, answer.Value, height, answer.Steps);
        return proof.Verify(header, trust!.Stores) is { } refusal ? new(refusal.Code, refusal.Detail) : null;
    }

    private static CosmosValue Value(CosmosQueryOutcome outcome) => outcome switch
    {
        CosmosQueryOutcome.Answered { Value: { } value } => new CosmosValue.Found(value),
        CosmosQueryOutcome.Answered => new CosmosValue.Absent(),
        CosmosQueryOutcome.Failed failed => new CosmosValue.Failed(failed.Failure.Code, failed.Failure.Detail),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome."),
    };
}
