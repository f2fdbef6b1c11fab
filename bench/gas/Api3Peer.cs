using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Gas;

/// <summary>API3: each source signs for itself and has a slot of its own (a beacon); a feed is the median over its beacons, taken and stored on chain.</summary>
internal sealed class Api3Peer(Sampler sampler, IReadOnlyDictionary<string, string> code)
{
    private const string Name = "API3";
    private const int Beacons = 3;

    private readonly Market _market = new(2);
    private readonly IReadOnlyList<PlatformSigner> _signers = Market.Signers(Beacons);

    public async Task<(IReadOnlyList<Row> Rows, ReadRow Read)> MeasureAsync(Meter meter)
    {
        var server = await sampler.Chain.DeployAsync(code["Api3ServerV1"], Admin());
        var rows = new List<Row>();
        foreach (var (feeds, section) in ((int, Section)[])[(1, Section.One), (2, Section.Two), (10, Section.Ten), (50, Section.Fifty)])
        {
            // Feeds of their own: what one row wrote is not another row's first write.
            var first = 100 * feeds;
            rows.Add(await sampler.RowAsync(section, Name, $"{Beacons} beacons a feed and their median, by `multicall`", server, () => Calldata(first, feeds)));
            await sampler.RequireAsync(server, "dataFeeds(bytes32)", new AbiWriter().Bytes32(SetId(first + feeds - 1)), 32..64, sampler.Chain.Last);
        }

        return (rows, await meter.ReadAsync(Name, "`latestRoundData` of Api3ReaderProxyV1", await ReaderAsync(server), "latestRoundData()"));
    }

    private async Task<EvmAddress> ReaderAsync(EvmAddress server)
    {
        var chain = sampler.Chain;
        var dapi = Hash256.From(System.Text.Encoding.ASCII.GetBytes("F000/USD".PadRight(Hash256.Size, '\0')));
        await chain.SendAsync(server, new AbiWriter().Bytes32(dapi).Bytes32(SetId(100)).ToCall(AbiSelector.Of("setDapiName(bytes32,bytes32)")));
        var extension = await chain.DeployAsync(code["Api3ServerV1OevExtension"], Admin().Address(server));
        var factory = await chain.DeployAsync(code["Api3ReaderProxyV1Factory"], new AbiWriter().Address(chain.Account).Address(extension));
        var deploy = new AbiWriter().Bytes32(dapi).UInt(1).Bytes([]);
        await chain.SendAsync(factory, deploy.ToCall(AbiSelector.Of("deployApi3ReaderProxyV1(bytes32,uint256,bytes)")));
        var address = await chain.CallAsync(factory, deploy.ToCall(AbiSelector.Of("computeApi3ReaderProxyV1Address(bytes32,uint256,bytes)")));
        return EvmAddress.From(address.AsSpan(^EvmAddress.Size));
    }

    // The deployer manages it; no role is ever asked for.
    private AbiWriter Admin() => new AbiWriter().Address(sampler.Chain.Account).String("gas table").Address(sampler.Chain.Account);

    private byte[] Calldata(int first, int feeds)
    {
        var calls = new List<byte[]>();
        foreach (var feed in Enumerable.Range(first, feeds))
        {
            foreach (var signer in _signers) calls.Add(Update(feed, signer));
            calls.Add(new AbiWriter().Array([.. BeaconIds(feed).Select(id => new AbiWriter().Bytes32(id))]).ToCall(AbiSelector.Of("updateBeaconSetWithBeacons(bytes32[])")));
        }

        return new AbiWriter().BytesArray(calls).ToCall(AbiSelector.Of("multicall(bytes[])"));
    }

    private byte[] Update(int feed, PlatformSigner signer)
    {
        var timestamp = new AbiWriter().UInt((UInt128)sampler.Chain.Next).ToArray();
        var data = new AbiWriter().Int(_market.Price(feed)).ToArray();
        var message = Keccak256.Hash([.. Template(feed).ToArray(), .. timestamp, .. data]);
        var signed = Keccak256.Hash([.. "\u0019Ethereum Signed Message:\n32"u8, .. message.ToArray()]);
        return new AbiWriter().Address(signer.Address).Bytes32(Template(feed)).UInt((UInt128)sampler.Chain.Next).Bytes(data).Bytes(signer.Sign(signed))
            .ToCall(AbiSelector.Of("updateBeaconWithSignedData(address,bytes32,uint256,bytes,bytes)"));
    }

    private static Hash256 Template(int feed) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"template {feed}"));

    private IEnumerable<Hash256> BeaconIds(int feed)
    {
        foreach (var signer in _signers)
        {
            using var writer = new CanonicalWriter();
            writer.Address(signer.Address);
            writer.Hash(Template(feed));
            yield return Keccak256.Hash(writer.Written);
        }
    }

    private Hash256 SetId(int feed) => Keccak256.Hash(new AbiWriter().Array([.. BeaconIds(feed).Select(id => new AbiWriter().Bytes32(id))]).ToArray());
}
