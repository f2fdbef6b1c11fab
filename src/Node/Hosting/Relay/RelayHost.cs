using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Relay.Solana.Running;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Hosting.Relay;

/// <summary>The relayer of one chain, to be opened.</summary>
/// <param name="OpenAsync">By the partition of the sinks; the relayer, or why there is none.</param>
internal sealed record RelayOpening(ChainId Chain, Func<RelayServices, int, Task<(ChainRelay? Relay, string? Problem)>> OpenAsync)
{
    /// <param name="signer">The account that pays.</param>
    public static RelayOpening Of(EvmRelaySettings settings, ISigner signer) => new(settings.Chain, async (services, partition) => await EvmRelay.OpenAsync(settings, services, partition, signer).ConfigureAwait(false));

    /// <param name="payer">The account that pays.</param>
    public static RelayOpening Of(SolanaRelaySettings settings, ISolanaSigner payer) => new(settings.Chain, async (services, partition) => await SolanaRelay.OpenAsync(settings, services, partition, payer).ConfigureAwait(false));
}

/// <summary>The relayers of one process, a chain each. What breaks one does not stop the others: it is opened again after a while.</summary>
internal sealed class RelayHost(IReadOnlyList<RelayOpening> chains, RelayServices services)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(chains.Select((chain, partition) => SuperviseAsync(chain, partition, cancellation)));

    private async Task SuperviseAsync(RelayOpening chain, int partition, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (await TryRunAsync(chain, partition, cancellation).ConfigureAwait(false) is { } problem) services.Notify(new(RelayNoticeLevel.Alarm, chain.Chain, $"stopped, and is started again in {Pause.TotalSeconds:0} s: {problem}"));
            try
            {
                await Task.Delay(Pause, services.Time, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Null where it was asked to stop.</summary>
    private async Task<string?> TryRunAsync(RelayOpening chain, int partition, CancellationToken cancellation)
    {
        var (relay, problem) = await chain.OpenAsync(services, partition).ConfigureAwait(false);
        if (relay is null) return problem;
        await using (relay.ConfigureAwait(false))
        {
            try
            {
                return await relay.RunAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                // A broken invariant of one chain: the others go on, and somebody must read it.
                return broken.ToString();
            }
        }
    }
}
