using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Hosting.Relay;

/// <summary>The relayers of one process, a chain each. What breaks one does not stop the others: it is opened again after a while.</summary>
/// <param name="chains">With the account of each.</param>
internal sealed class RelayHost(IReadOnlyList<(EvmRelaySettings Settings, ISigner Signer)> chains, RelayServices services)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(chains.Select((chain, partition) => SuperviseAsync(chain.Settings, partition, chain.Signer, cancellation)));

    private async Task SuperviseAsync(EvmRelaySettings settings, int partition, ISigner signer, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (await TryRunAsync(settings, partition, signer, cancellation).ConfigureAwait(false) is { } problem) services.Notify(new(RelayNoticeLevel.Alarm, settings.Policy.Chain, $"stopped, and is started again in {Pause.TotalSeconds:0} s: {problem}"));
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
    private async Task<string?> TryRunAsync(EvmRelaySettings settings, int partition, ISigner signer, CancellationToken cancellation)
    {
        var (relay, problem) = await EvmRelay.OpenAsync(settings, services, partition, signer).ConfigureAwait(false);
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
