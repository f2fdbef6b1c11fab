using System.Text.Json;
using CrossChainOracle.Collateral.AaveV3;
using CrossChainOracle.Collateral.CompoundV3;
using CrossChainOracle.Collateral.EigenLayer;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Collateral.GmxV2;
using CrossChainOracle.Collateral.Hyperliquid;
using CrossChainOracle.Collateral.MorphoBlue;
using CrossChainOracle.Collateral.PerpProtocol;
using CrossChainOracle.Collateral.SynthetixV3;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>The readers of EVM chains by their member of <c>config/protocols.json</c>.</summary>
public static class EvmProtocols
{
    private static readonly ProtocolMembers<IEvmProtocol> Known = new(new Dictionary<string, Func<JsonElement, List<string>, IEnumerable<Func<IEvmProtocol>>>>(StringComparer.Ordinal)
    {
        [EvmNativeMarkets.Source] = static (list, problems) => EvmNativeMarkets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new EvmNativeReader(markets))),
        [Erc20Markets.Member] = static (list, problems) => Erc20Markets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new Erc20Reader(markets))),
        [Erc4626Markets.Member] = static (list, problems) => Erc4626Markets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new Erc4626Reader(markets))),
        [AaveV3Markets.Member] = static (list, problems) => AaveV3Markets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new AaveV3Reader(markets))),
        [CompoundV3Markets.Source] = static (list, problems) => CompoundV3Markets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new CompoundV3Reader(markets))),
        [MorphoBlueMarkets.Source] = static (list, problems) => MorphoBlueMarkets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new MorphoBlueReader(markets))),
        [SynthetixV3Markets.Member] = static (list, problems) => SynthetixV3Markets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new SynthetixV3Reader(markets))),
        [GmxV2Markets.Member] = static (list, problems) => GmxV2Markets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new GmxV2Reader(markets))),
        [PerpProtocolMarkets.Member] = static (list, problems) => PerpProtocolMarkets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new PerpProtocolReader(markets))),
        [EigenLayerMarkets.Member] = static (list, problems) => EigenLayerMarkets.Parse(list, problems).Select(static markets => (Func<IEvmProtocol>)(() => new EigenLayerReader(markets))),
        [HyperliquidMarkets.PrecompilesMember] = static (list, problems) =>
            HyperliquidMarkets.Parse(list, problems, HyperliquidMarkets.PrecompilesMember).Select(static markets => (Func<IEvmProtocol>)(() => new HyperliquidPrecompiles(markets))),
    });

    /// <summary>The readers that a member configures, one for each object of its list; none where the list has a problem. False for members that configure no reader of EVM chains.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="list">The member's value.</param>
    /// <param name="problems">Where everything goes that is wrong with it.</param>
    /// <param name="protocols">The readers.</param>
    public static bool TryParse(string member, JsonElement list, List<string> problems, out IReadOnlyList<IEvmProtocol> protocols) =>
        Known.TryParse(member, list, problems, out protocols);
}
