using System.Numerics;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Collateral.DydxV4;

/// <summary>A position in a perpetual, in the chain's own units.</summary>
/// <param name="Perpetual">Its number.</param>
/// <param name="Quantums">Base quantums, negative for a short.</param>
/// <param name="FundingIndex">Of the perpetual when the position was last settled.</param>
/// <param name="QuoteBalance">Quote quantums that belong to this position.</param>
internal sealed record DydxHolding(uint Perpetual, BigInteger Quantums, BigInteger FundingIndex, BigInteger QuoteBalance);

/// <summary>A subaccount as the chain keeps it.</summary>
/// <param name="Usdc">Quote quantums, negative where owed; shorts have theirs in here.</param>
internal sealed record DydxState(string Owner, uint Number, BigInteger Usdc, IReadOnlyList<DydxHolding> Holdings);

/// <summary>A perpetual: one whole coin is 10^-<paramref name="AtomicResolution"/> base quantums.</summary>
internal sealed record DydxPerpetual(uint Id, uint Market, int AtomicResolution, uint Tier, BigInteger FundingIndex, BigInteger OpenInterest);

/// <summary>A price: <c>Price × 10^Exponent</c> dollars for one whole coin.</summary>
internal sealed record DydxPrice(uint Id, int Exponent, ulong Price);

/// <summary>Margin fractions in parts per million; caps of open interest in quote quantums.</summary>
internal sealed record DydxTier(uint Id, uint InitialPpm, uint MaintenancePpm, ulong LowerCap, ulong UpperCap);

/// <summary>Reads what the chain keeps; never throws for it. A field that is not known here is refused, because it may be a debt.</summary>
internal static class DydxStoreParser
{
    private const int MaximumPositions = 512;
    private const int LargestNumber = 40;

    public static bool TrySubaccount(ReadOnlyMemory<byte> value, out DydxState? state, out string problem)
    {
        var faults = new Faults();
        var (owner, number, usdc, holdings) = (string.Empty, 0u, BigInteger.Zero, new List<DydxHolding>());
        var reader = new ProtoReader(value);
        while (reader.Next(repeated: (1 << 2) | (1 << 3)))
        {
            if (reader.Field == 1) (owner, number) = Id(reader.Bytes(), faults);
            else if (reader.Field == 2) usdc += Asset(reader.Bytes(), faults);
            else if (reader.Field == 3 && holdings.Count < MaximumPositions) holdings.Add(Holding(reader.Bytes(), faults));
            else if (reader.Field == 4) reader.Varint();
            else reader.Unknown();
        }

        faults.Add("subaccount", reader);
        if (holdings.GroupBy(holding => holding.Perpetual).Any(group => group.Count() > 1)) faults.Add("a perpetual stands there twice");
        state = faults.First is null ? new(owner, number, usdc, holdings) : null;
        return faults.Tell(out problem);
    }

    public static bool TryPerpetual(ReadOnlyMemory<byte> value, out DydxPerpetual? perpetual, out string problem)
    {
        var faults = new Faults();
        var (read, index, interest) = (default(DydxPerpetual), BigInteger.Zero, BigInteger.Zero);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) read = Parameters(reader.Bytes(), faults);
            else if (reader.Field == 2) index = Number(reader.Bytes(), faults);
            else if (reader.Field == 3) interest = Number(reader.Bytes(), faults);
            else reader.Unknown();
        }

        faults.Add("perpetual", reader);
        if (read is null) faults.Add("a perpetual without parameters");
        perpetual = faults.First is null ? read! with { FundingIndex = index, OpenInterest = interest } : null;
        return faults.Tell(out problem);
    }

    public static bool TryPrice(ReadOnlyMemory<byte> value, out DydxPrice? price, out string problem)
    {
        var faults = new Faults();
        var (id, exponent, amount) = (0u, 0, 0ul);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) id = (uint)reader.Int31();
            else if (reader.Field == 2) exponent = Exponent(ref reader, faults);
            else if (reader.Field == 3) amount = reader.Varint();
            else reader.Unknown();
        }

        faults.Add("price", reader);
        if (amount == 0) faults.Add($"market {id} has no price");
        price = faults.First is null ? new(id, exponent, amount) : null;
        return faults.Tell(out problem);
    }

    public static bool TryTier(ReadOnlyMemory<byte> value, out DydxTier? tier, out string problem)
    {
        var faults = new Faults();
        var numbers = new ulong[9];
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 2) reader.Text();
            else if (reader.Field is 1 or >= 3 and <= 8) numbers[reader.Field] = reader.Varint();
            else reader.Unknown();
        }

        faults.Add("liquidity tier", reader);
        if (numbers[1] > uint.MaxValue || numbers[3] > DydxMargin.Million || numbers[4] > DydxMargin.Million) faults.Add("a liquidity tier beyond one whole");
        tier = faults.First is null ? new((uint)numbers[1], (uint)numbers[3], (uint)numbers[4], numbers[7], numbers[8]) : null;
        return faults.Tell(out problem);
    }

    /// <summary>What an owner asked for in place of a tier's initial fraction, parts per million by perpetual.</summary>
    public static bool TryLeverage(ReadOnlyMemory<byte> value, out IReadOnlyDictionary<uint, uint> fractions, out string problem)
    {
        var (faults, entries) = (new Faults(), new Dictionary<uint, uint>());
        fractions = entries;
        var reader = new ProtoReader(value);
        while (reader.Next(repeated: 1 << 1))
        {
            if (reader.Field != 1 || entries.Count >= MaximumPositions)
            {
                reader.Unknown();
                continue;
            }

            var (perpetual, fraction) = Pair(reader.Bytes(), faults);
            if (fraction > DydxMargin.Million || !entries.TryAdd(perpetual, fraction)) faults.Add($"leverage of {perpetual} twice, or above one whole");
        }

        faults.Add("leverage", reader);
        return faults.Tell(out problem);
    }

    private static (string Owner, uint Number) Id(ReadOnlyMemory<byte> value, Faults faults)
    {
        var (owner, number) = (string.Empty, 0u);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) owner = reader.Text();
            else if (reader.Field == 2) number = (uint)reader.Int31();
            else reader.Unknown();
        }

        faults.Add("subaccount id", reader);
        return (owner, number);
    }

    private static BigInteger Asset(ReadOnlyMemory<byte> value, Faults faults)
    {
        var (asset, quantums) = (0u, BigInteger.Zero);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) asset = (uint)reader.Int31();
            else if (reader.Field == 2) quantums = Number(reader.Bytes(), faults);
            else if (reader.Field == 3) reader.Varint();
            else reader.Unknown();
        }

        faults.Add("asset position", reader);
        if (asset != DydxLayout.Usdc) faults.Add($"a position in asset {asset}, which is not read");
        return quantums;
    }

    private static DydxHolding Holding(ReadOnlyMemory<byte> value, Faults faults)
    {
        var (perpetual, numbers) = (0u, new BigInteger[5]);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) perpetual = (uint)reader.Int31();
            else if (reader.Field is >= 2 and <= 4) numbers[reader.Field] = Number(reader.Bytes(), faults);
            else reader.Unknown();
        }

        faults.Add("perpetual position", reader);
        return new(perpetual, numbers[2], numbers[3], numbers[4]);
    }

    private static DydxPerpetual Parameters(ReadOnlyMemory<byte> value, Faults faults)
    {
        var (id, market, resolution, tier) = (0u, 0u, 0, 0u);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) id = (uint)reader.Int31();
            else if (reader.Field == 2) reader.Text();
            else if (reader.Field == 3) market = (uint)reader.Int31();
            else if (reader.Field == 4) resolution = Exponent(ref reader, faults);
            else if (reader.Field == 6) tier = (uint)reader.Int31();
            else if (reader.Field is 5 or 7) reader.Varint();
            else reader.Unknown();
        }

        faults.Add("perpetual parameters", reader);
        return new(id, market, resolution, tier, default, default);
    }

    private static (uint Perpetual, uint Fraction) Pair(ReadOnlyMemory<byte> value, Faults faults)
    {
        var (perpetual, fraction) = (0u, 0u);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) perpetual = (uint)reader.Int31();
            else if (reader.Field == 2) fraction = (uint)reader.Int31();
            else reader.Unknown();
        }

        faults.Add("leverage entry", reader);
        return (perpetual, fraction);
    }

    // sint32: zigzag. Powers of ten beyond these are no market's.
    private static int Exponent(ref ProtoReader reader, Faults faults)
    {
        var zigzag = reader.Varint();
        if (zigzag > 2 * LargestNumber)
        {
            faults.Add($"a power of ten beyond {LargestNumber}");
            return 0;
        }

        return (zigzag & 1) == 0 ? (int)(zigzag / 2) : -(int)((zigzag + 1) / 2);
    }

    // Go's big.Int.GobEncode: version 1 and the sign in one byte, then the magnitude, the highest byte first. Nothing at all is zero.
    private static BigInteger Number(ReadOnlyMemory<byte> value, Faults faults)
    {
        if (value.IsEmpty) return BigInteger.Zero;
        var span = value.Span;
        if (span[0] is not (2 or 3) || span.Length > LargestNumber || (span.Length > 1 && span[1] == 0)) faults.Add("a number that is not in its one form");
        var magnitude = new BigInteger(span[1..], isUnsigned: true, isBigEndian: true);
        return span[0] == 3 ? -magnitude : magnitude;
    }

    private sealed class Faults
    {
        public string? First { get; private set; }

        public void Add(string problem) => First ??= problem;

        public void Add(string part, ProtoReader reader)
        {
            if (reader.Problem is { } problem) First ??= $"{part}, byte {reader.Position}: {problem}";
        }

        public bool Tell(out string problem)
        {
            problem = First ?? string.Empty;
            return First is null;
        }
    }
}
