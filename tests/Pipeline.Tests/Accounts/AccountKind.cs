using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>A shard of accounts.</summary>
/// <param name="policy">Its rules.</param>
/// <param name="hear">What its book hears before every round; null where the test tells it.</param>
internal sealed class AccountKind(CollateralPolicy policy, Action<World, CollateralBook>? hear = null) : IShardKind
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Of the last maker.</summary>
    public CollateralBook Book { get; private set; } = null!;

    /// <summary>The last maker without what it hears.</summary>
    public CollateralRoundMaker Maker { get; private set; } = null!;

    /// <summary>What is published of a feed.</summary>
    public Func<FeedId, SignedPrice?> Prices { get; set; } = static _ => null;

    public IShardRules RulesOf(EvidenceCheck? evidence = null) => new CollateralRules(policy, NewEvidence().Check);

    public IRoundMaker NewMaker(World world)
    {
        var book = Book = new(policy, Heartbeat);
        var maker = Maker = new(Samples.Domain, new(policy), book, feed => Prices(feed), NewEvidence());
        return hear is null ? maker : new Hearing(maker, () => hear(world, book));
    }

    private static PriceEvidence NewEvidence() => new(Samples.Domain, new(Keys.Set()));

    private sealed class Hearing(IRoundMaker maker, Action hear) : IRoundMaker
    {
        public Refusal? Make(RoundStart start, out MadeRound? round)
        {
            hear();
            return maker.Make(start, out round);
        }
    }
}
