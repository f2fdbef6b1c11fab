using CrossChainOracle.Chains.Evm;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>Reads a hub from the endpoint that answered last, or the next one that does.</summary>
internal sealed class HubEndpoints
{
    private readonly (string Name, HubReader Reader)[] _readers;
    private int _current;

    public HubEndpoints(EvmRelaySettings settings, HttpClient http, TimeProvider time)
    {
        settings.Policy.Chain.TryGetEip155(out var chainId);
        _readers = [.. settings.Sender.Endpoints.Select(Read)];

        (string, HubReader) Read(Uri address)
        {
            var endpoint = new Endpoint(address);
            return (endpoint.Name, new(new(new JsonRpcClient(http, endpoint, settings.Sender.Limits, time), chainId), settings.Policy.Hub, settings.Multicall));
        }
    }

    /// <returns>The state, or why no endpoint gave one.</returns>
    public async Task<(HubState? State, string? Problem)> ReadAsync(HubQuery query, CancellationToken cancellation)
    {
        var problems = new List<string>();
        for (var tried = 0; tried < _readers.Length; tried++, _current = (_current + 1) % _readers.Length)
        {
            var (name, reader) = _readers[_current];
            switch (await reader.ReadAsync(query, cancellation).ConfigureAwait(false))
            {
                case HubReadOutcome.Read read: return (read.State, null);
                case HubReadOutcome.Failed failed: problems.Add($"{name}: {failed.Failure.Code}: {failed.Failure.Detail}"); break;
            }
        }

        return (null, string.Join("; ", problems));
    }
}
