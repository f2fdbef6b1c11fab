using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>One signed update, verified anew for a round, and observations against it: how attesters catch a reader that lies.</summary>
/// <remarks>The update is verified once, however many observations hang from it.</remarks>
public sealed class PythEvidence
{
    private readonly Evidence _evidence;
    private readonly Hash256 _digest;
    private readonly VerifiedUpdate? _update;
    private readonly ProofRefusal? _refusal;

    /// <param name="evidence">The update as received.</param>
    /// <param name="trust">Whom to believe.</param>
    /// <param name="now">Unix milliseconds: the round's time.</param>
    public PythEvidence(Evidence evidence, PythTrust trust, long now)
    {
        (_evidence, _digest) = (evidence, Keccak256.Hash(evidence.Bytes.Span));
        if (_digest == evidence.Digest) PythUpdate.TryVerify(evidence.Bytes, trust, now, out _update, out _refusal);
    }

    /// <summary>One observation against the evidence that it claims.</summary>
    public static Rejection? Check(Evidence evidence, Observation observation, Hash256 priceId, PythTrust trust, long now) =>
        new PythEvidence(evidence, trust, now).Check(observation, priceId);

    /// <summary>Null when the update says exactly what the observation says.</summary>
    /// <param name="observation">What the reader made of it. Feed, route and time of arrival are the reader's own and not in the update.</param>
    /// <param name="priceId">What the policy names as the source of the observation's feed.</param>
    public Rejection? Check(Observation observation, Hash256 priceId)
    {
        if (_digest != _evidence.Digest || _digest != observation.Anchor)
        {
            return Lie($"the update is {_digest}, not {(_digest != _evidence.Digest ? _evidence.Digest : observation.Anchor)}");
        }

        if (_update is null) return new Rejection.Source(_refusal!.Code, _refusal.Detail);
        Rejection? nearest = null;
        foreach (var proven in _update.Messages)
        {
            if (proven.Message is not PythMessage.PriceFeed price || price.Id != priceId) continue;
            if (!Reading.TryObserve(observation.Feed, observation.Route, price, _update.Slot, _digest, observation.ReceivedAt, out var signed, out var fault))
            {
                nearest = new Rejection.Source(fault.Code, fault.Detail);
            }
            else if (signed == observation)
            {
                return null;
            }
            else
            {
                nearest = Lie(Difference(observation, signed));
            }
        }

        return nearest ?? new Rejection.Source(RejectionCode.WrongFeed, $"the update proves no price of {priceId}");
    }

    private static Rejection.Source Lie(string detail) => new(RejectionCode.BadProof, detail);

    private static string Difference(Observation said, Observation signed)
    {
        if (said.Value != signed.Value) return $"value {said.Value}, signed {signed.Value}";
        if (said.HalfWidth != signed.HalfWidth) return $"half-width {said.HalfWidth}, signed {signed.HalfWidth}";
        if (said.PublishedAt != signed.PublishedAt) return $"published at {UnixTime.ToText(said.PublishedAt)}, signed {UnixTime.ToText(signed.PublishedAt)}";
        if (said.Sequence != signed.Sequence || said.Height != signed.Height) return $"sequence {said.Sequence} at height {said.Height}, signed slot {signed.Sequence}";
        return $"{said.Provider} {said.Authenticity} {said.Stage} {said.Flags}, signed {signed.Provider} {signed.Authenticity} {signed.Stage} {signed.Flags}";
    }
}
