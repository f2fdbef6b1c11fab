using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Pipeline.Accounts;

/// <summary>Prices of a round of accounts are signed statements of this deployment, and are checked as a margin engine would check them.</summary>
/// <param name="domain">The deployment.</param>
/// <param name="attesters">Also the set before the current one: after a rotation the newest price may still be its.</param>
public sealed class PriceEvidence(SigningDomain domain, AttesterSets attesters)
{
    private readonly AttestationVerifier _verifier = new(domain, attesters);
    private readonly Lock _gate = new();

    /// <summary>The reading that a published price stands for, with its evidence.</summary>
    public static SignedPrice Of(StatementAttestation attestation, Hash256 digest, PriceStatement price)
    {
        var bytes = AttestationCodec.Encode(attestation);
        return new(ReadingOf(attestation.Header, digest, price), new(Keccak256.Hash(bytes), bytes));
    }

    /// <summary>The first price that no signed statement in the round bears out, or null. A statement is judged as of its own time: an attester set that ended since has signed all the same.</summary>
    public Refusal? Check(CollateralRound round, long now)
    {
        var stated = new HashSet<PriceReading>();
        foreach (var piece in round.Evidence)
        {
            if (Read(piece, out var price) is { } refusal) return refusal;
            if (price is not null) stated.Add(price);
        }

        return round.Prices.FirstOrDefault(price => !stated.Contains(price)) is { } unproven
            ? new Refusal.Recomputation($"price of {unproven.Reference.Feed}", unproven.Value.ToString(), $"no signed statement of batch {unproven.Reference.Shard} {unproven.Reference.Sequence} in the round says so")
            : null;
    }

    /// <summary>Those that a round can hold, and that their statements bear out. With any other in it, a round would not be signed, and its shard would stand still.</summary>
    public List<SignedPrice> Sift(IEnumerable<SignedPrice> prices) =>
        [.. prices.Where(price => price.Reading.Confidence <= Price.Maximum && Read(price.Evidence, out var stated) is null && stated == price.Reading)];

    /// <summary>The price that a signed statement states; null where it states something else.</summary>
    private Refusal? Read(Evidence piece, out PriceReading? price)
    {
        price = null;
        if (AttestationCodec.Decode(piece.Bytes, out StatementAttestation? attestation) is { } malformed) return malformed;
        VerifiedStatement? verified;
        lock (_gate)
        {
            if (_verifier.Verify(attestation!, null, out verified) is { } refusal) return refusal;
        }

        if (verified!.Statement is PriceStatement statement) price = ReadingOf(verified.Header, verified.Digest, statement);
        return null;
    }

    private static PriceReading ReadingOf(BatchHeader header, Hash256 digest, PriceStatement price) => new(
        new(price.Feed, header.Shard, header.Sequence, digest), price.Value, price.Confidence, price.Verdict, price.Breaker, header.ObservedAt + price.ValidFor);
}
