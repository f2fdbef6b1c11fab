using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>What a verifier is told before it sees bytes: deployment, sets, audience, clock. Its JSON is the <c>options</c> of a vector.</summary>
public sealed record Setting
{
    /// <summary>2026-09-21T14:13:20Z.</summary>
    public const long Start = 1_790_000_000_000;

    public const long Day = 86_400_000;

    public const string Deployment = "crosschainoracle:vectors";

    /// <summary>Five attesters, three must sign.</summary>
    public static AttesterSet Five { get; } = TestAttesters.Set(1, 3, Start - (30 * Day), Start + (30 * Day), 1, 2, 3, 4, 5);

    public string Domain { get; init; } = Deployment;

    public AttesterSet Anchor { get; init; } = Five;

    public RecoveryRule? Recovery { get; init; }

    public long GraceMs { get; init; } = AttesterSet.MaximumGraceMs;

    public Hash256 Audience { get; init; }

    /// <summary>Unix milliseconds; null: as of sealing.</summary>
    public long? Now { get; init; } = Start + 1_000;

    public SigningDomain SigningDomain => new(Domain);

    public AttestationVerifier CreateVerifier() => new(SigningDomain, new(Anchor, Recovery, GraceMs), new() { Audience = Audience });

    public JsonObject ToJson() => Object(
        ("deployment", Domain), ("anchor", Hex.Encode(StatementCodec.Encode(new AttesterSetStatement(Anchor)))),
        ("recovery", Recovery is null ? null : Object(("set", Hex.Encode(StatementCodec.Encode(new AttesterSetStatement(Recovery.Set)))), ("delay", Number(Recovery.DelayMs)))),
        ("grace", Number(GraceMs)), ("audience", $"{Audience}"), ("now", Now is { } now ? Number(now) : null));

    public static Setting From(JsonNode json) => new()
    {
        Domain = (string)json["deployment"]!,
        Anchor = SetOf((string)json["anchor"]!),
        Recovery = json["recovery"] is { } rule ? new(SetOf((string)rule["set"]!), long.Parse((string)rule["delay"]!, null)) : null,
        GraceMs = long.Parse((string)json["grace"]!, null),
        Audience = Hash256.Parse((string)json["audience"]!),
        Now = json["now"] is { } now ? long.Parse((string)now!, null) : null,
    };

    private static AttesterSet SetOf(string hex)
    {
        Hex.TryDecode(hex, out byte[]? bytes);
        Assert.Null(StatementCodec.Decode(bytes, out var statement));
        return Assert.IsType<AttesterSetStatement>(statement).Set;
    }
}
