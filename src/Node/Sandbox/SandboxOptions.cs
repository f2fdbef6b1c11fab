using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>How a scenario is played.</summary>
public sealed record SandboxOptions
{
    public const int MaximumSpeed = ScenarioClock.MaximumSpeed;

    /// <summary>Scenario seconds per real second, 1 to <see cref="MaximumSpeed"/>; null: the scenario's own.</summary>
    public int? Speed { get; init; }

    /// <summary>Keys of the five development routers, not disposed here; null: new random ones, kept in memory only.</summary>
    public IReadOnlyList<PlatformSigner>? Routers { get; init; }

    /// <summary>When given, the sandbox's Hermes asks for it as a bearer token.</summary>
    public string? HermesToken { get; init; }
}
