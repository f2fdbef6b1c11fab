using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Cosmos;

/// <summary>Why a commit or a proof of a Cosmos chain was not believed.</summary>
public abstract record CosmosRefusal(RejectionCode Code) : ProofRefusal(Code)
{
    /// <summary>A form of proof that is not read here.</summary>
    public sealed record Unsupported(string What) : CosmosRefusal(RejectionCode.Malformed)
    {
        public override string Detail => $"{What} is not supported";
    }

    /// <summary>Well-formed, but not the kind of tree that the chain has: such a proof could be made for anything.</summary>
    /// <param name="Part">Which tree and which step, such as <c>iavl inner 3</c>.</param>
    /// <param name="Problem">Which rule of the specification it breaks.</param>
    public sealed record NotOfSpec(string Part, string Problem) : CosmosRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Part}: {Problem}";
    }

    /// <summary>About another key or value. Both in hex, cut where they are long.</summary>
    public sealed record WrongContent(string Part, string Found, string Expected) : CosmosRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Part} is {Found}, not {Expected}";
    }

    /// <summary>The proof leads to another root.</summary>
    public sealed record OtherRoot(string Part, string Root, string Expected) : CosmosRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Part} leads to {Root}, not {Expected}";
    }

    /// <summary>The neighbours that are shown do not leave a gap where the key would be.</summary>
    public sealed record NotAbsent(string Part, string Key, string Problem) : CosmosRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Part} does not show that {Key} is absent: {Problem}";
    }

    public sealed record WrongChain(string Found, string Expected) : CosmosRefusal(RejectionCode.WrongEmitter)
    {
        public override string Detail => $"header of chain {Found}, not {Expected}";
    }

    public sealed record WrongHeight(string Part, long Found, long Expected) : CosmosRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"{Part} is of height {Found}, not {Expected}";
    }

    /// <summary>The votes are for another block than the header's.</summary>
    public sealed record OtherBlock(long Height, Hash256 Header, Hash256? Voted) : CosmosRefusal(RejectionCode.BadSignature)
    {
        public override string Detail => $"header {Height} has hash {Header}, the votes are for {Voted?.ToString() ?? "no block"}";
    }

    /// <summary>The validators that are shown are not those that the header, or the trust, names.</summary>
    public sealed record WrongValidators(string NamedBy, long Height, Hash256 Found, Hash256? Expected) : CosmosRefusal(RejectionCode.UnknownSignerSet)
    {
        public override string Detail => $"validators of height {Height} hash to {Found}, the {NamedBy} names {Expected?.ToString() ?? "none"}";
    }

    /// <summary>A vote that cannot stand where it does.</summary>
    public sealed record BadVote(long Height, int Index, string Problem) : CosmosRefusal(RejectionCode.BadSignature)
    {
        public override string Detail => $"vote {Index} at height {Height}: {Problem}";
    }

    /// <summary>Powers as the chain counts them; more than <paramref name="Numerator"/> of <paramref name="Denominator"/> parts of <paramref name="Total"/> are needed.</summary>
    public sealed record TooLittlePower(string Of, long Height, long Signed, long Total, int Numerator, int Denominator, int Invalid) : CosmosRefusal(RejectionCode.BadSignature)
    {
        public override string Detail => $"{Signed} of {Total} voting power of {Of} signed height {Height}, more than {Numerator}/{Denominator} needed; {Invalid} signatures were not valid";
    }

    /// <summary>Times in Unix milliseconds.</summary>
    public sealed record TrustExpired(long Height, long Until, long Now) : CosmosRefusal(RejectionCode.ExpiredSignerSet)
    {
        public override string Detail => $"trust in height {Height} ended at {UnixTime.ToText(Until)}, before {UnixTime.ToText(Now)}";
    }

    /// <summary>Times in Unix milliseconds.</summary>
    public sealed record WrongTime(long Height, long Time, string Rule, long Bound) : CosmosRefusal(RejectionCode.Malformed)
    {
        public override string Detail => $"header {Height} of {UnixTime.ToText(Time)} is {Rule} {UnixTime.ToText(Bound)}";
    }

    /// <summary>Bytes from outside for a detail: hex of at most 20 of them.</summary>
    internal static string Show(ReadOnlySpan<byte> bytes) => bytes.Length <= 20 ? Hex.Encode(bytes) : $"{Hex.Encode(bytes[..18])}..({bytes.Length} bytes)";
}
