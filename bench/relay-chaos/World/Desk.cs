using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.RelayChaos.World;

/// <summary>An account's positions, their market, its snapshot and its chain: facts, of which some are taken back.</summary>
internal sealed class Desk(Random random)
{
    public const uint ValidForMs = 120_000;

    public static readonly ShardId Shard = ShardId.Parse("accounts");
    public static readonly AccountId Account = AccountId.Parse("desk-1");
    public static readonly Hash256 Market = Named("market");
    public static readonly Hash256 Chain = Named("eip155:8453");

    /// <summary>Two positions.</summary>
    public static readonly IReadOnlyList<Hash256> Positions = [Named("position 1"), Named("position 2")];

    /// <summary>One batch in so many retracts something.</summary>
    private const int BatchesPerRetraction = 8;

    private readonly Dictionary<Hash256, ulong> _stated = [];
    private readonly Dictionary<Hash256, int> _away = [];
    private ulong _height = 1_000_000;

    public bool Quiet { get; set; }

    /// <param name="sequence">Of the batch that states them.</param>
    /// <param name="now">Unix milliseconds.</param>
    public IReadOnlyList<Statement> Round(ulong sequence, long now)
    {
        _height += 4;
        var at = new Anchor(_height, Named($"block {_height}"), now - 2_000);
        var facts = new List<Statement>();
        if (!Quiet && random.Next(BatchesPerRetraction) == 0 && Retract(at) is { } retraction) facts.Add(retraction);
        facts.AddRange(Positions.Where(IsThere).Select(position => Stated(position, sequence, Position(position, at))));
        if (IsThere(Market)) facts.Add(Stated(Market, sequence, Index(at)));
        facts.Add(Snapshot());
        facts.Add(Status(at));
        return facts;
    }

    private RetractionStatement? Retract(Anchor at)
    {
        Hash256[] subjects = [.. Positions, Market];
        var subject = subjects[random.Next(subjects.Length)];
        if (!_stated.Remove(subject, out var sequence)) return null;

        // The same batch may state the subject anew; or it stays away for some.
        _away[subject] = random.Next(4);
        return new()
        {
            FactKind = subject == Market ? StatementKind.MarketIndex : StatementKind.Collateral,
            Sequence = sequence, Shard = Shard, Subject = subject, Fact = Named($"fact {subject} {sequence}"),
            Lost = Named($"lost {_height}"), Won = Named($"won {_height}"), Chain = Chain, Height = at.Height - 2,
        };
    }

    private bool IsThere(Hash256 subject)
    {
        var rounds = _away.GetValueOrDefault(subject);
        if (rounds == 0) return true;
        _away[subject] = Quiet ? 0 : rounds - 1;
        return Quiet;
    }

    private Statement Stated(Hash256 subject, ulong sequence, Statement statement)
    {
        _stated[subject] = sequence;
        return statement;
    }

    private CollateralStatement Position(Hash256 position, Anchor at)
    {
        var shares = (UInt128)random.NextInt64(1, 1_000_000_000_000);
        return new()
        {
            IsLinkProven = true, IsWindowUnknown = false, Side = PositionSide.Collateral, Stage = Stage.Confirmed, Evidence = Authenticity.QuorumRead, Pin = PinKind.Hash, Rule = CreditRule.TransactionNet,
            Decimals = 6, Account = Account, Position = position, At = at, ValidFor = ValidForMs, Finalized = shares, Seen = shares, Credited = shares, Amount = shares, Context = Named("position context"),
        };
    }

    private MarketIndexStatement Index(Anchor at)
    {
        var index = new ShareIndex((UInt128)(1_000_000_000 + (long)_height), 1_000_000_000);
        return new()
        {
            Side = PositionSide.Collateral, Stage = Stage.Confirmed, Evidence = Authenticity.QuorumRead, Pin = PinKind.Hash, Decimals = 6, Market = Market, At = at, ValidFor = ValidForMs, Index = index, Bound = index, Context = Market,
        };
    }

    private SnapshotStatement Snapshot()
    {
        Int128 equity = random.NextInt64(1, 1_000_000_000_000);
        return new()
        {
            Verdict = Verdict.All, Breaker = BreakerState.Closed, Stage = Stage.Confirmed, Evidence = Authenticity.QuorumRead, Rule = CreditRule.TransactionNet, IsIncomplete = false, Positions = 2, Skew = 500,
            ValidFor = ValidForMs, Account = Account, Equity = equity, Confidence = 1, Credited = equity, AtRisk = 0, Debt = 0, Pending = 0, Context = Named("snapshot context"),
        };
    }

    private static ChainStatusStatement Status(Anchor at) => new()
    {
        Flags = ChainFlags.None, ValidFor = ValidForMs, Chain = Chain, Head = at, Safe = at, Finalized = at, ScannedTo = at.Height, BaseFee = 1_000_000_000, ReorgDepth = 0, Context = Named("chain context"),
    };

    private static Hash256 Named(string name) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(name));
}
