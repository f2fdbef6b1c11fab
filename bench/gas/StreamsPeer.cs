using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Gas;

/// <summary>Chainlink Data Streams, pulled: a report of schema 3, signed by f + 1 of 3f + 1 nodes, verified by the VerifierProxy for a minimal consumer. No fee manager.</summary>
internal sealed class StreamsPeer(Sampler sampler, IReadOnlyDictionary<string, string> code)
{
    private static readonly Hash256 Feed = Keccak256.Hash("feed"u8);

    private readonly Market _market = new(4);

    public async Task<IReadOnlyList<Row>> MeasureAsync()
    {
        var rows = new List<Row>();
        foreach (var faults in (int[])[2, 10])
        {
            var nodes = Market.Signers((3 * faults) + 1);
            var config = Keccak256.Hash(new AbiWriter().UInt((UInt128)faults).ToArray());
            var consumer = await DeployAsync(config, faults, nodes);
            rows.Add(await sampler.RowAsync(Section.Pull, "Chainlink Data Streams", $"one price, {faults + 1} of {nodes.Count}", consumer, () => Calldata(config, [.. nodes.Take(faults + 1)])));
            await sampler.RequireAsync(consumer, "prices(bytes32)", new AbiWriter().Bytes32(Feed), ..8, sampler.Chain.Last);
        }

        return rows;
    }

    private async Task<EvmAddress> DeployAsync(Hash256 config, int faults, IReadOnlyList<PlatformSigner> nodes)
    {
        var chain = sampler.Chain;
        var proxy = await chain.DeployAsync(code["VerifierProxy"], new AbiWriter().UInt(0));
        var verifier = await chain.DeployAsync(code["Verifier"], new AbiWriter().Address(proxy));
        await chain.SendAsync(proxy, new AbiWriter().Address(verifier).ToCall(AbiSelector.Of("initializeVerifier(address)")));
        var members = nodes.Select(signer => new AbiWriter().Address(signer.Address));
        var set = new AbiWriter().Bytes32(config).Array([.. members]).UInt((UInt128)faults).Array([]);
        await chain.SendAsync(verifier, set.ToCall(AbiSelector.Of("setConfig(bytes32,address[],uint8,(address,uint64)[])")));
        return await chain.DeployAsync(code["StreamsConsumer"], new AbiWriter().Address(proxy));
    }

    private byte[] Calldata(Hash256 config, IReadOnlyList<PlatformSigner> signers)
    {
        var now = (UInt128)sampler.Chain.Next;
        var price = _market.Price(4);
        var report = new AbiWriter().Bytes32(Feed).UInt(now - 1).UInt(now).UInt(0).UInt(0).UInt(now + 3_600).Int(price).Int(price - (price / 10_000)).Int(price + (price / 10_000)).ToArray();
        var round = new AbiWriter().UInt(now << 8).ToArray();
        var context = new AbiWriter().Bytes32(config).Bytes32(Hash256.From(round)).UInt(0);
        var digest = Keccak256.Hash([.. Keccak256.Hash(report).ToArray(), .. context.ToArray()]);
        var signatures = signers.Select(signer => signer.Sign(digest)).ToList();
        var recovery = new byte[Hash256.Size];
        for (var i = 0; i < signatures.Count; i++) recovery[i] = (byte)(signatures[i][64] - 27);
        var payload = new AbiWriter().Tuple(context).Bytes(report).Array(Words(signatures, 0)).Array(Words(signatures, 32)).Bytes32(Hash256.From(recovery));
        return new AbiWriter().Bytes(payload.ToArray()).ToCall(AbiSelector.Of("take(bytes)"));
    }

    private static List<AbiWriter> Words(List<byte[]> signatures, int at) => [.. signatures.Select(signature => new AbiWriter().Bytes32(Hash256.From(signature.AsSpan(at, 32))))];
}
