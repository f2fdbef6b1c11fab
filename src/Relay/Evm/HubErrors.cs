using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Relay.Evm;

/// <summary>Why a hub refused, or did not answer.</summary>
/// <param name="Name">Of the error in <c>IOracleHub</c>; <c>Error</c> and <c>Panic</c> are Solidity's own, <c>Unknown</c> is anything else.</param>
/// <param name="Operands">Name and value of each, in order: decimal numbers, hex.</param>
/// <param name="IsPermanent">The same posting will never be taken, whatever time passes and whatever else is posted.</param>
public sealed record HubError(string Name, IReadOnlyList<(string Name, string Value)> Operands, bool IsPermanent)
{
    /// <summary>The operand of that name; null where there is none.</summary>
    public string? this[string name] => Operands.Where(operand => operand.Name == name).Select(static operand => operand.Value).FirstOrDefault();

    public override string ToString() => $"{Name}({string.Join(", ", Operands.Select(static operand => $"{operand.Name} {operand.Value}"))})";
}

/// <summary>Reads revert data (Solidity, "Error handling": selector and ABI-encoded operands) from untrusted bytes; never throws for them.</summary>
public static class HubErrors
{
    private const int MaximumText = 200;
    private const int MaximumShown = 64;

    private static readonly Form[] Forms =
    [
        new("Truncated(uint256 length,uint256 needed)", Permanent: true),
        new("WrongDeployment(bytes4 tag,bytes4 expected)", Permanent: true),
        new("UnsupportedVersion(uint16 schema)", Permanent: true),
        new("UnknownAlgorithm(uint16 algorithm)", Permanent: true),
        new("Ahead(uint256 observedAt,uint256 latest)", Permanent: false),
        new("WrongAudience(bytes32 audience,bytes32 expected)", Permanent: true),
        new("UnknownEpoch(uint32 epoch,uint32 current)", Permanent: false),
        new("EpochNotYetValid(uint32 epoch,uint256 acceptedFrom,uint256 nowMs)", Permanent: false),
        new("EpochExpired(uint32 epoch,uint256 acceptedUntil,uint256 nowMs)", Permanent: true),
        new("TooFewSignatures(uint256 given,uint256 threshold)", Permanent: true),
        new("SignerOrder(uint256 index,uint256 signer,uint256 members)", Permanent: true),
        new("BadSignature(uint256 index,uint256 signer,address recovered)", Permanent: true),
        new("WrongStatement(uint256 kind,uint256 length)", Permanent: true),
        new("SequenceTooLarge(uint64 sequence)", Permanent: true),
        new("Replay(bytes32 key,uint64 sequence)", Permanent: false),
        new("OlderSequence(bytes32 key,uint64 sequence,uint64 stored)", Permanent: false),
        new("BelowFloor(bytes32 subject,uint64 sequence,uint64 floor)", Permanent: true),
        new("Retracted(bytes16 account,uint64 sequence,uint64 floor)", Permanent: true),
        new("Expired(bytes32 key,uint256 validUntil,uint256 nowMs)", Permanent: true),
        new("NoPrice(bytes16 feed)", Permanent: false),
        new("NothingStored(bytes32 key)", Permanent: false),
        new("BadRotation(uint32 epoch,uint32 current,uint256 validFrom)", Permanent: false),
        new("BadAttesterSet(uint256 rule)", Permanent: true),
        new("NotTheHub(address caller)", Permanent: true),
    ];

    private static readonly Dictionary<uint, Form> BySelector = Forms.ToDictionary(static form => form.Selector);
    private static readonly uint ErrorSelector = AbiSelector.Of("Error(string)");
    private static readonly uint PanicSelector = AbiSelector.Of("Panic(uint256)");

    /// <summary>The declarations that are known, as they stand in the interface.</summary>
    public static IEnumerable<string> Declarations => Forms.Select(static form => form.Declaration);

    public static HubError Decode(ReadOnlySpan<byte> revert)
    {
        if (!AbiSelector.TrySplit(revert, out var selector, out var arguments)) return Unknown(revert);
        if (selector == ErrorSelector) return DecodeText(arguments) ?? Unknown(revert);
        if (selector == PanicSelector) return TryOperands([("uint256", "code")], arguments, out var code) ? new("Panic", code, IsPermanent: false) : Unknown(revert);
        if (!BySelector.TryGetValue(selector, out var form) || !TryOperands(form.Parameters, arguments, out var operands)) return Unknown(revert);
        var error = new HubError(form.Name, operands, form.Permanent);
        return error with { IsPermanent = form.Permanent || NeverComes(error) };
    }

    /// <summary>An epoch that was replaced does not come back, and a set that is next in order and breaks a rule will always break it.</summary>
    private static bool NeverComes(HubError error)
    {
        if (error.Name is not ("UnknownEpoch" or "BadRotation")) return false;
        var (epoch, current) = (Number(error["epoch"]!), Number(error["current"]!));
        return error.Name == "UnknownEpoch" ? epoch < current : epoch == current + 1;
    }

    private static ulong Number(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);

    private static HubError? DecodeText(ReadOnlySpan<byte> arguments)
    {
        var reader = new AbiReader(arguments);
        return reader.TryOpen(1, out var frame) && reader.TryReadString(ref frame, arguments.Length, out var text) && reader.TryFinish()
            ? new("Error", [("text", Encoding.PlainText.Clean(text, MaximumText))], IsPermanent: false)
            : null;
    }

    private static bool TryOperands(IReadOnlyList<(string Type, string Name)> parameters, ReadOnlySpan<byte> arguments, out (string Name, string Value)[] operands)
    {
        operands = new (string, string)[parameters.Count];
        var reader = new AbiReader(arguments);
        if (!reader.TryOpen(parameters.Count, out var frame)) return false;
        for (var i = 0; i < operands.Length; i++)
        {
            if (!TryOperand(ref reader, ref frame, parameters[i].Type, out var value)) return false;
            operands[i] = (parameters[i].Name, value);
        }

        return reader.TryFinish();
    }

    private static bool TryOperand(ref AbiReader reader, ref AbiFrame frame, string type, out string value)
    {
        value = string.Empty;
        if (type == "address")
        {
            if (!reader.TryReadAddress(ref frame, out var address)) return false;
            value = address.ToString();
            return true;
        }

        if (type.StartsWith("uint", StringComparison.Ordinal))
        {
            if (!reader.TryReadUInt128(ref frame, int.Parse(type.AsSpan(4), CultureInfo.InvariantCulture), out var number)) return false;
            value = number.ToString(CultureInfo.InvariantCulture);
            return true;
        }

        // bytesN stands at the left of its word.
        var length = int.Parse(type.AsSpan(5), CultureInfo.InvariantCulture);
        reader.ReadBytes32(ref frame, out var word);
        var bytes = word.ToArray();
        value = Hex.Encode(bytes.AsSpan(0, length));
        return !bytes.AsSpan(length).ContainsAnyExcept((byte)0);
    }

    private static HubError Unknown(ReadOnlySpan<byte> revert) =>
        new("Unknown", [("data", Hex.Encode(revert[..Math.Min(revert.Length, MaximumShown)])), ("bytes", revert.Length.ToString(CultureInfo.InvariantCulture))], IsPermanent: false);

    private sealed record Form(string Declaration, bool Permanent)
    {
        public string Name { get; } = Declaration[..Declaration.IndexOf('(', StringComparison.Ordinal)];

        public IReadOnlyList<(string Type, string Name)> Parameters { get; } =
            [.. Declaration[(Declaration.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',').Select(static parameter => parameter.Split(' ')).Select(static words => (words[0], words[1]))];

        public uint Selector => AbiSelector.Of($"{Name}({string.Join(',', Parameters.Select(static parameter => parameter.Type))})");
    }
}
