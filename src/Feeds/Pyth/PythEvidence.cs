using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>An observation against the signed update that it claims to hang from: how attesters catch a reader that lies.</summary>
public static class PythEvidence
{
    /// <summary>Null when the update, verified anew, says exactly what the observation says.</summary>
    /// <param name="evidence">The update as received.</param>
    /// <param name="observation">What the reader made of it. Feed, route and time of arrival are the reader's own and not in the update.</param>
    /// <param name="priceId">What the policy names as the source of the observation's feed.</param>
    /// <param name="trust">Whom to believe.</param>
    /// <param name="now">Unix milliseconds: the round's time.</param>
    public static Rejection? Check(Evidence evidence, Observation observation, Hash256 priceId, PythTrust trust, long now)
    {
        var digest = Keccak256.Hash(evidence.Bytes.Span);
        if (digest != evidence.Digest || digest != observation.Anchor)
        {
            return Lie($"the update is {digest}, not {(digest != evidence.Digest ? evidence.Digest : observation.Anchor)}");
        }

        return PythUpdate.TryVerify(evidence.Bytes, trust, now, out var update, out var refusal)
            ? Compare(update, observation, priceId)
            : new Rejection.Source(refusal.Code, refusal.Detail);
    }

    /// <summary>The same for an update that was verified already, as that of many observations need be only once.</summary>
    /// <param name="update">The observation's anchor is the keccak256 of its bytes.</param>
    /// <param name="observation">What the reader made of it.</param>
    /// <param name="priceId">What the policy names as the source of the observation's feed.</param>
    public static Rejection? Compare(VerifiedUpdate update, Observation observation, Hash256 priceId)
    {
        Rejection? nearest = null;
        foreach (var price in update.Messages.Select(proven => proven.Message).OfType<PythMessage.PriceFeed>().Where(price => price.Id == priceId))
        {
            if (!Reading.TryObserve(observation.Feed, observation.Route, price, update.Slot, observation.Anchor, observation.ReceivedAt, out var signed, out var fault))
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
