using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration;

namespace CrossChainOracle.Hosting;

/// <summary>A chain that accounts are linked on.</summary>
/// <param name="Watcher">Looks at its accounts.</param>
/// <param name="Reader">Its endpoints, where it is read as an EVM chain.</param>
internal sealed record LiveChain(IChainWatcher Watcher, EvmReader? Reader);

/// <summary>Makes the readers and watchers of live chains.</summary>
internal static class LiveChains
{
    /// <summary>One for every chain that accounts are linked on.</summary>
    public static IReadOnlyList<LiveChain> Build(CollateralConfig config, NodeServices services)
    {
        var owners = config.Accounts.Accounts.SelectMany(account => account.Links, (account, link) => new LinkedOwner(account.Account, link.Address)).ToLookup(owner => owner.Address.Chain);
        return [.. config.LinkedChains.Select(chain => Build(chain, config.Protocols, [.. owners[chain.Profile.Chain]], services))];
    }

    private static LiveChain Build(ChainSettings chain, ProtocolsConfig protocols, IReadOnlyList<LinkedOwner> owners, NodeServices services)
    {
        var (id, incidents) = (chain.Profile.Chain, new ChainIncidents(chain.Profile.Chain, services.Notify));
        if (protocols.Evm.Any(protocol => protocol.Chain == id))
        {
            var reader = new EvmReader(chain.ToReaderOptions(), services.Http, services.Time, incidents.Hear);
            return new(new LiveWatcher(Evm(chain, reader, protocols, owners, incidents, services.Time), incidents), reader);
        }

        IChainWatcher watcher = protocols switch
        {
            _ when protocols.Solana.Any(protocol => protocol.Chain == id) => Solana(chain, protocols, owners, incidents, services),
            _ when protocols.Cosmos.Any(protocol => protocol.Chain == id) => Cosmos(chain, protocols, owners, incidents, services),
            _ => new ApiWatcher(services.Http, chain.Endpoints[0], new(), id, [.. protocols.Api.Where(protocol => protocol.Chain == id)], owners, chain.Poll, services.Time),
        };
        return new(new LiveWatcher(watcher, incidents), null);
    }

    private static EvmWatcher Evm(ChainSettings chain, EvmReader reader, ProtocolsConfig protocols, IReadOnlyList<LinkedOwner> owners, ChainIncidents incidents, TimeProvider time) => new(
        reader, new EvmHeads(reader, chain.Profile, time), [.. protocols.Evm.Where(protocol => protocol.Chain == reader.Chain)], owners, chain.Poll,
        SequencerChecks.Of(reader, chain.Profile.SequencerFeed, incidents));

    private static SolanaWatcher Solana(ChainSettings chain, ProtocolsConfig protocols, IReadOnlyList<LinkedOwner> owners, ChainIncidents incidents, NodeServices services) => new(
        new SolanaReader(chain.ToSolanaOptions(), services.Http, services.Time, incidents.Hear), [.. protocols.Solana.Where(protocol => protocol.Chain == chain.Profile.Chain)], owners,
        chain.Profile, chain.Poll, services.Time);

    private static CosmosWatcher Cosmos(ChainSettings chain, ProtocolsConfig protocols, IReadOnlyList<LinkedOwner> owners, ChainIncidents incidents, NodeServices services) => new(
        new CosmosStateReader(new CosmosReader(chain.ToCosmosOptions(), services.Http, services.Time, incidents.Hear), chain.Trust, services.Time),
        [.. protocols.Cosmos.Where(protocol => protocol.Chain == chain.Profile.Chain)], owners, chain.Profile, chain.Poll, services.Time);
}
