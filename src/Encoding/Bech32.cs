namespace CrossChainOracle.Encoding;

/// <summary>Bech32 of BIP-173, in which Cosmos chains write addresses: a prefix, <c>1</c>, and 5-bit groups with a checksum.</summary>
public static class Bech32
{
    /// <summary>Longest text. BIP-173 says 90; the Cosmos SDK writes longer ones for 32-byte addresses under long prefixes and reads up to 1023.</summary>
    public const int MaximumLength = 128;

    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int Checksum = 6;

    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>False for anything but lower-case Bech32 with a right checksum and whole bytes. Upper case is valid in BIP-173; here one address has one name.</summary>
    public static bool TryDecode(string? text, out string prefix, out byte[] data)
    {
        (prefix, data) = (string.Empty, []);
        var separator = text?.LastIndexOf('1') ?? -1;
        if (text is null || text.Length > MaximumLength || separator < 1 || text.Length - separator - 1 < Checksum) return false;
        if (text.AsSpan(0, separator).ContainsAnyExceptInRange('!', '~') || text.Any(char.IsAsciiLetterUpper)) return false;
        var groups = new byte[text.Length - separator - 1];
        for (var i = 0; i < groups.Length; i++)
        {
            var group = Alphabet.IndexOf(text[separator + 1 + i], StringComparison.Ordinal);
            if (group < 0) return false;
            groups[i] = (byte)group;
        }

        if (Polymod(text.AsSpan(0, separator), groups) != 1 || !TryRegroup(groups.AsSpan(0, groups.Length - Checksum), out data)) return false;
        prefix = text[..separator];
        return true;
    }

    /// <param name="prefix">Lower-case printable ASCII, such as <c>cosmos</c>.</param>
    /// <param name="data">Whole bytes.</param>
    public static string Encode(string prefix, ReadOnlySpan<byte> data)
    {
        var groups = new byte[(((data.Length * 8) + 4) / 5) + Checksum];
        for (var bit = 0; bit < data.Length * 8; bit++)
        {
            if ((data[bit / 8] >> (7 - (bit % 8)) & 1) != 0) groups[bit / 5] |= (byte)(1 << (4 - (bit % 5)));
        }

        var sum = Polymod(prefix, groups) ^ 1;
        for (var i = 0; i < Checksum; i++) groups[groups.Length - Checksum + i] = (byte)(sum >> (5 * (Checksum - 1 - i)) & 31);
        return $"{prefix}1{string.Concat(groups.Select(group => Alphabet[group]))}";
    }

    private static bool TryRegroup(ReadOnlySpan<byte> groups, out byte[] data)
    {
        data = new byte[groups.Length * 5 / 8];
        for (var bit = 0; bit < groups.Length * 5; bit++)
        {
            if ((groups[bit / 5] >> (4 - (bit % 5)) & 1) == 0) continue;

            // What fills up the last group must be zero, or one address would have many names.
            if (bit / 8 >= data.Length) return false;
            data[bit / 8] |= (byte)(1 << (7 - (bit % 8)));
        }

        return groups.Length * 5 % 8 < 5;
    }

    private static uint Polymod(ReadOnlySpan<char> prefix, ReadOnlySpan<byte> groups)
    {
        uint sum = 1;
        foreach (var c in prefix) sum = Step(sum, (uint)c >> 5);
        sum = Step(sum, 0);
        foreach (var c in prefix) sum = Step(sum, (uint)c & 31);
        foreach (var group in groups) sum = Step(sum, group);
        return sum;
    }

    private static uint Step(uint sum, uint value)
    {
        var top = sum >> 25;
        sum = ((sum & 0x1ffffff) << 5) ^ value;
        for (var i = 0; i < Generator.Length; i++)
        {
            if ((top >> i & 1) != 0) sum ^= Generator[i];
        }

        return sum;
    }
}
