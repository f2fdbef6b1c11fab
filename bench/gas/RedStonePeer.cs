using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Gas;

/// <summary>RedStone: signed packages behind the calldata of whoever uses the price, the median taken on chain. A minimal consumer that writes one packed slot per feed.</summary>
/// <remarks>
/// The payload as <c>CalldataExtractor.sol</c> of evm-connector 0.9.0 reads it from its end: packages, their number u16, unsigned metadata and its length u24, marker. A package is
/// its points (feed 32, value 32), timestamp u48 in ms, value size u32, number of points u24, and the signature over keccak256 of these.
/// </remarks>
internal sealed class RedStonePeer(Sampler sampler, IReadOnlyDictionary<string, string> code)
{
    private const string Name = "RedStone";
    private const int ValueSize = 32;
    private const int Members = 5;

    private readonly Market _market = new(1);
    private readonly IReadOnlyList<PlatformSigner> _signers = Market.Signers(Members);

    public async Task<IReadOnlyList<Row>> MeasureAsync()
    {
        var rows = new List<Row>();
        foreach (var signers in (int[])[3, 5])
        {
            foreach (var (feeds, section) in ((int, Section)[])[(1, Section.One), (2, Section.Two), (10, Section.Ten), (50, Section.Fifty)])
            {
                if (feeds > 1) rows.Add(await RowAsync(section, signers, feeds, onePackage: true));

                // Fifty packages of each signer: nobody sends that.
                if (feeds < 50) rows.Add(await RowAsync(section, signers, feeds, onePackage: false));
            }
        }

        return rows;
    }

    private async Task<Row> RowAsync(Section section, int signers, int feeds, bool onePackage)
    {
        var members = new AbiWriter().Array([.. _signers.Select(signer => new AbiWriter().Address(signer.Address))]).UInt((UInt128)signers);
        var consumer = await sampler.Chain.DeployAsync(code["RedStoneConsumer"], members);
        var form = feeds == 1 ? string.Empty : onePackage ? ", all feeds in one package per signer" : ", one package per feed and signer";
        var row = await sampler.RowAsync(section, Name, $"{signers} unique signers of {Members}{form}", consumer, () => Calldata(signers, feeds, onePackage));
        await sampler.RequireAsync(consumer, "prices(bytes32)", new AbiWriter().Bytes32(FeedOf(feeds - 1)), ..6, sampler.Chain.Last * 1_000);
        return row;
    }

    private byte[] Calldata(int signers, int feeds, bool onePackage)
    {
        var call = new AbiWriter().Array([.. Enumerable.Range(0, feeds).Select(feed => new AbiWriter().Bytes32(FeedOf(feed)))]).ToCall(AbiSelector.Of("update(bytes32[])"));
        var packages = 0;
        using var writer = new CanonicalWriter();
        writer.Bytes(call);
        foreach (var points in Enumerable.Range(0, feeds).Chunk(onePackage ? feeds : 1))
        {
            foreach (var signer in _signers.Take(signers))
            {
                writer.Bytes(Package(points, signer));
                packages++;
            }
        }

        writer.U16(packages);
        writer.Bytes([0, 0, 0]);
        writer.Bytes(Convert.FromHexString("000002ed57011e0000"));
        return writer.ToArray();
    }

    private byte[] Package(int[] feeds, PlatformSigner signer)
    {
        using var writer = new CanonicalWriter();
        foreach (var feed in feeds)
        {
            // Eight decimals, in a word.
            writer.Hash(FeedOf(feed));
            writer.U128(0);
            writer.U128((UInt128)(_market.Price(feed) / FixedPoint.PowerOfTen(10)));
        }

        writer.Time(sampler.Chain.Next * 1_000);
        writer.U32(ValueSize);
        writer.Bytes([0, (byte)(feeds.Length >> 8), (byte)feeds.Length]);
        writer.Bytes(signer.Sign(Keccak256.Hash(writer.Written)));
        return writer.ToArray();
    }

    private static Hash256 FeedOf(int feed) => Hash256.From(System.Text.Encoding.ASCII.GetBytes(Market.Feed(feed).Split('/')[0].PadRight(Hash256.Size, '\0')));
}
