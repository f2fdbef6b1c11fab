using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Signing;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Azure.Relay;

/// <summary>From the file of the function app Relay to what its functions share.</summary>
public static class CloudRelaySetup
{
    /// <summary>Containers of the app's own account (infra/bicep).</summary>
    public const string JournalContainer = "journal";
    public const string InboxContainer = "inbox";

    /// <summary>The state of an account with everything that it has under way is far below.</summary>
    private const int MaximumJournal = 16 << 20;

    /// <param name="path">The file.</param>
    /// <param name="deployment">Whose attestations are posted.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <exception cref="NodeFaultException">Every problem, a line each.</exception>
    public static HostedRelay Load(string path, string deployment, Func<string, string?> settings)
    {
        var file = HostedRelayFile.Load(path, settings, out var problems);
        if (file is not null && file.Deployment != deployment) problems = [$"deployment: is {file.Deployment}, and the deployment's configuration is of {deployment}"];
        return problems.Count == 0 ? file! : throw new NodeFaultException($"{path} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(static problem => "  " + problem))}", isConfiguration: true);
    }

    /// <param name="file">Sound, and of the deployment.</param>
    /// <param name="attesters">The configured set.</param>
    /// <param name="before">The configured one before it; null: there is none.</param>
    /// <param name="signer">The account that pays on every chain; nobody else may use it.</param>
    /// <param name="container">The container of a name in the app's own account.</param>
    public static CloudRelay Make(HostedRelay file, AttesterSet attesters, AttesterSet? before, ISigner signer, Func<string, BlobContainer> container, RelayServices services)
    {
        var (domain, journals) = (new SigningDomain(file.Deployment), container(JournalContainer));
        var recovery = file.Deploy.RecoveryFile is { } set ? new RecoveryRule(AttesterFile.Load(set, file.Deployment), file.Deploy.RecoveryDelayMs) : null;
        var chains = file.Chains.Select((chain, number) => new HostedChain(
            EvmRelaySetup.SettingsOf(domain, attesters, recovery, chain, file.Deploy, follow: null), signer, new BlobFile(journals, NameOf(chain.Chain), MaximumJournal), services, number));
        return new(domain, attesters, before, recovery, [.. chains], new(container(InboxContainer)), services);
    }

    private static string NameOf(ChainId chain) => chain.ToString().Replace(':', '-');
}
