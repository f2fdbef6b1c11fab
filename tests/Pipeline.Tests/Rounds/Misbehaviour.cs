using System.Security.Cryptography;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>Everything that an attester may do instead of signing.</summary>
public enum Misbehaviour
{
    Silent,
    Blocking,
    Refusing,
    Failing,
    Unknowing,
    Throwing,
    SigningAnotherDigest,
    SigningWithAnotherKey,
    SendingGarbage,
    SendingNothing,
    AnsweringNull,
}

internal static class Misbehaviours
{
    /// <summary>All but those that only a time limit ends.</summary>
    public static IReadOnlyList<Misbehaviour> Answering { get; } =
        [.. Enum.GetValues<Misbehaviour>().Except([Misbehaviour.Silent, Misbehaviour.Blocking])];

    public static CosignerFaultKind Fault(this Misbehaviour misbehaviour) => misbehaviour switch
    {
        Misbehaviour.Silent or Misbehaviour.Blocking => CosignerFaultKind.Silent,
        Misbehaviour.Refusing => CosignerFaultKind.Refused,
        Misbehaviour.Failing or Misbehaviour.Throwing => CosignerFaultKind.Failed,
        Misbehaviour.Unknowing => CosignerFaultKind.Unknown,
        _ => CosignerFaultKind.Lying,
    };

    /// <param name="misbehaviour">What it does.</param>
    /// <param name="member">Which of the five it is.</param>
    /// <param name="end">Ends what would never end.</param>
    public static Func<CosignRequest, CancellationToken, ValueTask<CosignOutcome>> Of(Misbehaviour misbehaviour, int member, Task end) => misbehaviour switch
    {
        Misbehaviour.Silent => async (_, _) =>
        {
            await end;
            return new CosignOutcome.Failed("too late");
        },
        Misbehaviour.Blocking => (_, _) =>
        {
            end.Wait(CancellationToken.None);
            return new(new CosignOutcome.Failed("too late"));
        },
        Misbehaviour.Refusing => static (_, _) => new(new CosignOutcome.Refused(new Refusal.OutOfRange("round", "this one", "is not to my taste"))),
        Misbehaviour.Failing => static (_, _) => new(new CosignOutcome.Failed("no disk")),
        Misbehaviour.Unknowing => static (_, _) => new(new CosignOutcome.Unknown("flush")),
        Misbehaviour.Throwing => static (_, _) => throw new CryptographicException("broken"),
        Misbehaviour.SigningAnotherDigest => (_, _) => Signed(Keys.Five[member].Sign(Keys.Digest("another"))),
        Misbehaviour.SigningWithAnotherKey => (request, _) => Signed(Keys.Of("a stranger").Sign(DigestOf(request))),
        Misbehaviour.SendingGarbage => (_, _) => Signed([.. Enumerable.Repeat((byte)0xee, 65)]),
        Misbehaviour.SendingNothing => static (_, _) => Signed([]),
        _ => static (_, _) => new((CosignOutcome)null!),
    };

    private static ValueTask<CosignOutcome> Signed(byte[] signature) => new(new CosignOutcome.Signed(signature));

    private static Hash256 DigestOf(CosignRequest request)
    {
        Assert.Null(AttestationCodec.Decode(request.Batch, out Attestation? batch));
        return Samples.Domain.Digest(batch!.Header);
    }
}
