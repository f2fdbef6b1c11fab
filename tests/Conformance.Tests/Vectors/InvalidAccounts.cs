using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds.Tests.Accounts;
using static CrossChainOracle.Domain.RefusalCode;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Everything about accounts that is not canonical or breaks a rule of its own.</summary>
public static class InvalidAccounts
{
    private static readonly ChainId Chain = ChainId.Parse("eip155:1");

    public static IEnumerable<InvalidCase> All() => [.. Statements(), .. Contexts(), .. Rounds(), .. States(), .. Policies()];

    private static IEnumerable<InvalidCase> Statements()
    {
        var samples = new RandomCollateral(new(11));
        var collateral = StatementCodec.Encode(samples.Collateral() with { Pin = PinKind.Hash });
        var market = StatementCodec.Encode(samples.MarketIndex() with { Side = PositionSide.Collateral, Index = new(3, 2), Bound = new(1, 1), Pin = PinKind.Hash });
        var snapshot = StatementCodec.Encode(samples.Snapshot());
        var status = StatementCodec.Encode(samples.ChainStatus() with { Head = new(9, default, 1), Safe = new(8, default, 1), Finalized = new(7, default, 1), ScannedTo = 9 });
        var retraction = StatementCodec.Encode(samples.Retraction());
        var gap = StatementCodec.Encode(samples.Gap());
        foreach (var (name, bytes) in new[] { ("collateral", collateral), ("market index", market), ("snapshot", snapshot), ("chain status", status), ("retraction", retraction), ("collateral gap", gap) })
        {
            yield return new("statement", $"{name}: cut", bytes[..^1], Truncated);
            yield return new("statement", $"{name}: left over", bytes.Append(0), TrailingBytes);
        }

        foreach (var (name, bytes) in ((string, byte[])[])
        [
            ("collateral: unknown flag", collateral.Patch(1, 4)), ("collateral: side 0", collateral.Patch(2, 0)), ("collateral: side 5", collateral.Patch(2, 5)), ("collateral: stage 5", collateral.Patch(3, 5)),
            ("collateral: evidence 0", collateral.Patch(4, 0)), ("collateral: pin 6", collateral.Patch(5, 6)), ("collateral: rule 3", collateral.Patch(6, 3)), ("collateral: 39 decimals", collateral.Patch(7, 39)),
            ("collateral: no account", collateral.Patch(16, new byte[16])), ("collateral: an answer that is final", collateral.Patch(3, 4, 1, 5)), ("collateral: reserved byte", collateral.Patch(191, 1)),
            ("market index: reserved byte", market.Patch(1, 1)), ("market index: reserved byte 6", market.Patch(6, 1)), ("market index: reserved byte 31", market.Patch(31, 1)), ("market index: 39 decimals", market.Patch(7, 39)),
            ("market index: a denominator of 0", market.Patch(112, new byte[16])), ("market index: a bound above the index of what is owned", market.Patch(128, Damage.Wide(2))),
            ("market index: a bound below the index of what is owed", market.Patch(2, 2)), ("market index: an answer that is final", market.Patch(3, 4, 1, 5)),
            ("snapshot: breaker 3", snapshot.Patch(1, 0x60)), ("snapshot: reserved byte", snapshot.Patch(5, 1)), ("snapshot: a negative half-width", snapshot.Patch(48, Damage.Wide(-1))),
            ("snapshot: negative at risk", snapshot.Patch(80, Damage.Wide(-1))), ("snapshot: a negative debt", snapshot.Patch(96, Damage.Wide(-1))), ("snapshot: negative pending", snapshot.Patch(112, Damage.Wide(-1))),
            ("chain status: unknown flag", status.Patch(1, 16)), ("chain status: reserved byte", status.Patch(2, 1)), ("chain status: safe above the head", status.Patch(23, 10)), ("chain status: finalized above safe", status.Patch(31, 9)),
            ("chain status: scanned beyond the head", status.Patch(185, 10)), ("chain status: reserved byte 186", status.Patch(186, 1)), ("chain status: reserved byte 223", status.Patch(223, 1)),
            ("retraction: of a snapshot", retraction.Patch(1, 6)), ("retraction: of nothing", retraction.Patch(1, 0)), ("retraction: reserved byte", retraction.Patch(7, 1)), ("retraction: the lost block won", retraction.Patch(128, retraction[96..128])),
            ("retraction: reserved byte 223", retraction.Patch(223, 1)), ("retraction: no shard", retraction.Patch(16, new byte[16])),
            ("collateral gap: reserved byte", gap.Patch(1, 1)), ("collateral gap: reason 0", gap.Patch(2, 0)), ("collateral gap: reason 4", gap.Patch(2, 4)), ("collateral gap: ends when it begins", gap.Patch(10, gap[4..10])),
        ])
        {
            yield return new("statement", name, bytes, OutOfRange);
        }
    }

    private static IEnumerable<InvalidCase> Contexts()
    {
        var samples = new RandomCollateral(new(12));
        var key = new PositionKey("erc20", "m", AssetId.Native(Chain, 60), PositionSide.Debt, Book.AliceOne);
        var collateral = ContextCodec.Encode(new CollateralContext(key, ShareIndex.One, [samples.Delta()]));
        var market = ContextCodec.Encode(MarketKey.Of(key));
        var chain = ContextCodec.Encode(new ChainContext(Chain, "note"));
        var snapshot = ContextCodec.Encode(new SnapshotContext(1, 2, [samples.Reference()], [new(default, default)], ["m"]));
        var gap = ContextCodec.Encode(new CollateralGapContext(Chain, [new(RejectionCode.Stale, "erc20", "m", "detail")]));
        foreach (var (form, bytes) in new[] { ("collateralContext", collateral), ("marketContext", market), ("chainContext", chain), ("snapshotContext", snapshot), ("collateralGapContext", gap) })
        {
            yield return new(form, "tag", bytes.Patch(0, 0x11), OutOfRange);
            yield return new(form, "cut", bytes[..^1], Truncated);
            yield return new(form, "left over", bytes.Append(0), TrailingBytes);
        }

        yield return new("marketContext", "an upper-case source", ContextCodec.Encode(MarketKey.Of(key with { Source = "Erc20" })), OutOfRange);
        yield return new("marketContext", "no source", ContextCodec.Encode(MarketKey.Of(key with { Source = string.Empty })), OutOfRange);
        yield return new("marketContext", "a source of 17", ContextCodec.Encode(MarketKey.Of(key with { Source = new('a', 17) })), Oversized);
        yield return new("marketContext", "a market with a space", ContextCodec.Encode(MarketKey.Of(key with { Market = "a b" })), OutOfRange);
        yield return new("marketContext", "a market of 129", ContextCodec.Encode(MarketKey.Of(key with { Market = new('a', 129) })), Oversized);
        yield return new("marketContext", "a chain that is none", market.Patch(3, (byte)'E'), OutOfRange);
        yield return new("marketContext", "side 0", market.Patch(market.Length - 1, 0), OutOfRange);
        yield return new("chainContext", "a note with a line feed", chain.Patch(chain.Length - 1, 10), OutOfRange);
        yield return new("snapshotContext", "257 prices", snapshot.Patch(13, 1, 1), Oversized);
        yield return new("collateralGapContext", "65 problems", gap.Patch(11, 65), Oversized);
        yield return new("collateralGapContext", "cause 14", gap.Patch(12, 14), OutOfRange);
    }

    private static IEnumerable<InvalidCase> Rounds()
    {
        var shard = new TestShard(Book.Policy);
        var round = shard.Next(Book.Chain(Book.One, 9, 7, 8)) with { Positions = [Book.Position(Book.AliceOne, Book.Coin, 5, 7).Changed(1, 9)] };
        var good = CollateralRoundCodec.Encode(round);
        yield return new("accountsRound", "cut", good[..^1], Truncated);
        yield return new("accountsRound", "left over", good.Append(0), TrailingBytes);
        yield return new("accountsRound", "magic", good.Patch(0, 0), BadMagic);
        yield return new("accountsRound", "version 2", good.Patch(4, 2), UnsupportedVersion);
        yield return new("accountsRound", "an input of 2,361,345 bytes", good.Patch(112, 0, 0x24, 0x08, 0x01), Oversized);
        yield return new("accountsRound", "an observation", good.Patch(116, 0x81), OutOfRange);
        var chain = round.Chains[0];
        var position = round.Positions[0];
        yield return Of("safe above the head", round with { Chains = [chain with { Safe = Book.Block(10) }] });
        yield return Of("scanned beyond the head", round with { Chains = [chain with { ScannedTo = 10 }] });
        yield return Of("unknown flag", round with { Chains = [chain with { Flags = (ChainFlags)16 }] });
        yield return Of("lost blocks out of order", round with { Chains = [chain with { Lost = [new(9, Book.Block(9).Hash, default), new(8, Book.Block(8).Hash, default)] }] });
        yield return Of("a block lost to itself", round with { Chains = [chain with { Lost = [new(9, Book.Block(9).Hash, Book.Block(9).Hash)] }] });
        yield return Of("changes out of order", round with { Positions = [position with { Changes = [new(9, default, 1), new(8, default, 1)] }] });
        yield return Of("a position with 39 decimals", round with { Positions = [position with { Decimals = 39 }] });
        yield return Of("a position without an index", round with { Positions = [position with { Index = default }] });
        yield return Of("a market with a bound above its index", round with { Markets = [new(MarketKey.Of(position.Key), 18, ShareIndex.One, new(2, 1), position.At, Authenticity.SingleRead, PinKind.Hash)] });
        yield return Of("a price of 0", round with { Prices = [round.Prices[0] with { Value = Price.Zero }] });
        yield return Of("a price with a negative half-width", round with { Prices = [round.Prices[0] with { Confidence = Price.FromScaled(-1) }] });
        yield return Of("a half-width above 10^18", round with { Prices = [round.Prices[0] with { Confidence = Price.FromScaled(Price.Maximum.Scaled + 1) }] });

        static InvalidCase Of(string name, CollateralRound round) => new("accountsRound", name, CollateralRoundCodec.Encode(round), OutOfRange);
    }

    private static IEnumerable<InvalidCase> States()
    {
        var hash = BatchBuilder.HashOf("block");
        var fact = new LiveFact(hash, StatementKind.Collateral, Chain, 5, hash, 6);
        var state = new CollateralState(Book.Shard, 7, Book.Start, [new(Chain, false, 5, hash)], [fact], [new(Book.Alice, Chain, Book.Start)]);
        var good = CollateralStateCodec.Encode(state);
        yield return new("accountsState", "tag", good.Patch(0, 0x90), OutOfRange);
        yield return new("accountsState", "cut", good[..^1], Truncated);
        yield return new("accountsState", "left over", good.Append(0), TrailingBytes);
        yield return new("accountsState", "257 chains", good.Patch(31, 1, 1), Oversized);
        yield return Of("a chain twice", state with { Chains = [state.Chains[0], state.Chains[0]] });
        yield return Of("a fact twice", state with { Facts = [fact, fact] });
        yield return Of("a fact of a later batch", state with { Facts = [fact with { Sequence = 7 }] });
        yield return Of("a fact that is a snapshot", state with { Facts = [fact with { Kind = StatementKind.Snapshot }] });
        yield return Of("a gap twice", state with { Gaps = [state.Gaps[0], state.Gaps[0]] });
        yield return Of("a gap from after the state", state with { Gaps = [state.Gaps[0] with { From = Book.Start + 1 }] });
        yield return Of("no sequence left", state with { NextSequence = ulong.MaxValue });

        static InvalidCase Of(string name, CollateralState state) => new("accountsState", name, CollateralStateCodec.Encode(state), OutOfRange);
    }

    private static IEnumerable<InvalidCase> Policies()
    {
        var policy = Book.Policy;
        var good = CollateralPolicyCodec.Encode(policy);
        yield return new("accountsPolicy", "tag", good.Patch(0, 0x91), OutOfRange);
        yield return new("accountsPolicy", "cut", good[..^1], Truncated);
        yield return new("accountsPolicy", "left over", good.Append(0), TrailingBytes);
        yield return Of("no chains", policy with { Chains = [] });
        yield return Of("chains out of order", policy with { Chains = [.. policy.Chains.Reverse()] });
        yield return Of("a ttl of 0", policy with { Chains = [policy.Chains[0] with { UnfinalizedTtlMs = 0 }, policy.Chains[1]] });
        yield return Of("what is final ends before what is not", policy with { Chains = [policy.Chains[0] with { FinalizedValidForMs = 1 }, policy.Chains[1]] });
        yield return Of("a status that does not hold", policy with { Chains = [policy.Chains[0] with { StatusValidForMs = 0 }, policy.Chains[1]] });
        yield return Of("assets out of order", policy with { Assets = [.. policy.Assets.Reverse()] });
        yield return Of("39 decimals", policy with { Assets = [policy.Assets[0] with { Decimals = 39 }] });
        yield return Of("no accounts", policy with { Accounts = [] });
        yield return Of("no links", policy with { Accounts = [policy.Accounts[0] with { Links = [] }] });
        yield return Of("links out of order", policy with { Accounts = [policy.Accounts[0] with { Links = [.. policy.Accounts[0].Links.Reverse()] }] });
        yield return Of("an address in two accounts", policy with { Accounts = [policy.Accounts[0], policy.Accounts[1] with { Links = [new(Book.AliceOne, true)] }] });
        yield return Of("a link on no chain of the policy", policy with { Chains = [policy.Chains[0]] });
        yield return Of("an answer source twice", policy with { AnswerSources = ["named", "named"] });
        yield return Of("a snapshot that does not hold", policy with { SnapshotValidForMs = 0 });

        static InvalidCase Of(string name, CollateralPolicy policy) => new("accountsPolicy", name, CollateralPolicyCodec.Encode(policy), OutOfRange);
    }
}
