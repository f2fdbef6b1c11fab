namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>What the function app Relay is told by its file (docs/configuration.md, config/relay-hosted.schema.json). Everything else it has from its application settings.</summary>
/// <param name="Deployment">Whose attestations are posted.</param>
/// <param name="Chains">EVM chains, each with a hub and without a key file.</param>
/// <param name="Deploy">What the hubs were deployed with.</param>
public sealed record HostedRelay(string Deployment, IReadOnlyList<RelayChainConfig> Chains, DeployConfig Deploy);
