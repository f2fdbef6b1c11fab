using System.Buffers.Binary;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds.Accounts;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>What no honest leader sends.</summary>
public sealed class HostileRoundTests
{
    private const int Mutations = 100_000;

    /// <summary>Changes which bytes are damaged; any value must pass.</summary>
    private const int Seed = 20_261_121;

    private static readonly PositionReading Coins = Position(AliceOne, Coin, Ether(10), 80);

    [Theory]
    [InlineData("chains")]
    [InlineData("markets")]
    [InlineData("positions")]
    [InlineData("prices")]
    public void TwoReadingsOfOneThing_AreRefused(string what)
    {
        var shard = new TestShard(Policy);
        var round = shard.Next(Chain(One, 100, 90));
        var market = new MarketReading(new(One, "vault", "m", Dollar, PositionSide.Collateral), 6, ShareIndex.One, ShareIndex.One, Block(100), Authenticity.QuorumRead, PinKind.Hash);
        var twice = what switch
        {
            "chains" => round with { Chains = [Chain(One, 100, 90), Chain(One, 101, 90)] },
            "markets" => round with { Markets = [market, market with { At = Block(99) }] },
            "positions" => round with { Positions = [Coins, Coins with { Seen = 1 }] },
            _ => round with { Prices = [PriceOf(EthUsd, "1", "0"), PriceOf(EthUsd, "2", "0")] },
        };
        Assert.Equal($"round: {what}", Assert.IsType<Refusal.OutOfRange>(shard.Try(twice, out _)).Field);
    }

    [Fact]
    public void RoundThatSawNoneOfThePolicysChains_IsRefused()
    {
        var shard = new TestShard(Policy);
        Assert.IsType<Refusal.OutOfRange>(shard.Try(shard.Next(Chain(ChainId.Parse("eip155:5"), 1, 1)), out _));
        Assert.IsType<Refusal.OutOfRange>(shard.Try(shard.Next(), out _));
    }

    [Fact]
    public void MoreOpenFactsThanAStateHolds_AreRefused_AndAsManyAsItHoldsAreRetractedInOneBatch()
    {
        var shard = new TestShard(Policy);
        var hashes = Enumerable.Range(0, CollateralState.MaximumFacts).Select(i => Keccak256.Hash(BitConverter.GetBytes(i))).ToList();
        var facts = hashes.Order().Select(hash => new LiveFact(hash, StatementKind.Collateral, One, 100, hash, 4)).ToList();
        var state = new CollateralState(Shard, 5, Start, [], facts, []);
        var round = shard.Next(Chain(One, 100, 90)) with { Sequence = 5, PreviousDigest = Block(1).Hash };
        Assert.Null(Compute(state, round, out _));
        Assert.Equal(new Refusal.Oversized("round: open facts", CollateralState.MaximumFacts + 1, CollateralState.MaximumFacts), Compute(state, round with { Positions = [Coins.Changed(1, 100)] }, out _));
        var lost = round with { Chains = [round.Chains[0] with { Lost = [.. facts.Select(fact => new LostBlock(100, fact.Hash, default)).OrderBy(block => block.Lost)] }] };
        Assert.Null(Compute(state, lost, out var batch));
        Assert.Equal((CollateralState.MaximumFacts + 1, 0), (batch!.Leaves.Count, ((CollateralBatch)batch).State.Facts.Count));

        Refusal? Compute(CollateralState before, CollateralRound after, out ComputedBatch? computed) =>
            shard.Rules.Compute(Samples.Domain, CollateralStateCodec.Encode(before), CollateralRoundCodec.Encode(after), null, out computed);
    }

    [Fact]
    public void BatchOfMoreBytesThanItsLimit_IsRefused_AndSoIsSuchARound()
    {
        var shard = new TestShard(Policy with { Accounts = [.. Enumerable.Range(0, 10).Select(i => new AccountRule(AccountId.Parse($"a{i}"), [new(Owner(i), true)]))] });
        var changes = Enumerable.Range(0, 255).Select(i => new ShareDelta(1, Block((ulong)i).Hash, 0)).OrderBy(change => (change.Height, change.Unit, change.Delta)).ToList();
        var positions = Enumerable.Range(0, 1_200).Select(i => Coins with
        {
            Account = AccountId.Parse($"a{i % 10}"), Key = Coins.Key with { Owner = Owner(i % 10), Market = $"m{i}" }, Changes = changes,
        }).ToList();
        Assert.IsType<Refusal.Oversized>(shard.Try(shard.Next(Chain(One, 100, 90)) with { Positions = positions }, out _));
        Assert.IsType<Refusal.Oversized>(shard.Rules.Compute(Samples.Domain, default, new byte[RoundBounds.MaximumRound + 1], null, out _));

        static AccountAddress Owner(int i) => AccountAddress.Parse($"eip155:1:0x{i:x40}");
    }

    /// <summary>Damaged inputs are put in a well-formed frame again, so that the damage reaches the computation and not only the decoder.</summary>
    [Fact]
    public void DamagedRoundsAndStates_AreRefusedOrComputed_NeverThrow()
    {
        var history = new RandomHistory(1, Policy).Take(40).ToList();
        var mutator = new Mutator(Seed);
        var computed = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var (shard, state, round) = history[i % history.Count];
            var (damagedState, damagedRound) = (state, round);
            if (i % 3 == 0 && state.Length > 0) damagedState = mutator.Next(state);
            else damagedRound = DamageAnInput(round, i, mutator);
            try
            {
                if (shard.Rules.Compute(Samples.Domain, damagedState, damagedRound, null, out var batch) is null && batch is not null) computed++;
            }
            catch (Exception failure)
            {
                Assert.Fail($"{mutator.Describe(i)}: state {Hex.Encode(damagedState)} round {Hex.Encode(damagedRound)}: {failure}");
            }
        }

        Assert.InRange(computed, Mutations / 100, Mutations);
    }

    /// <summary>Numbers at the ends of their ranges in every field.</summary>
    [Fact]
    public void ExtremeNumbers_AreRefusedOrComputed_NeverThrow()
    {
        UInt128[] wide = [0, 1, (UInt128)Int128.MaxValue, UInt128.MaxValue - 1, UInt128.MaxValue];
        Int128[] deltas = [0, 1, -1, Int128.MaxValue, Int128.MinValue];
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var shard = new TestShard(Policy);
            var positions = Enumerable.Range(0, 4).Select(n => Coins with
            {
                Key = Coins.Key with { Market = $"{n}", Side = (PositionSide)random.Next(1, 5), Asset = random.Next(2) == 0 ? Coin : Dollar, Owner = random.Next(2) == 0 ? AliceOne : AliceTwo },
                Decimals = (byte)(random.Next(2) == 0 ? 18 : 6), Finalized = Pick(wide), Seen = Pick(wide), Index = new(Pick(wide), UInt128.Max(1, Pick(wide))), Bound = new(Pick(wide), UInt128.Max(1, Pick(wide))),
                IsWindowUnknown = random.Next(4) == 0, Pin = (PinKind)random.Next(1, 6), At = new(Pick<ulong>([0, 90, 100, 101, ulong.MaxValue]), Block(100).Hash, UnixTime.MaxValue),
                Changes = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new ShareDelta(Pick<ulong>([0, ulong.MaxValue]), Block((ulong)random.Next(2)).Hash, Pick(deltas))).OrderBy(change => (change.Height, change.Unit, change.Delta))],
            }).ToList();
            var price = PriceOf(EthUsd, "1000000000000000000", "1000000000000000000", random.Next(2) == 0 ? UnixTime.MaxValue : 0);
            var round = shard.Next(Chain(One, 100, 90) with { Head = Block(100) with { Height = ulong.MaxValue, Time = UnixTime.MaxValue }, ScannedTo = ulong.MaxValue }, Chain(Two, 9, 9)) with { Positions = positions, Prices = [price, PriceOf(UsdUsd, "0.000000000000000001", "0")] };
            Assert.Null(shard.Try(round with { ObservedAt = random.Next(2) == 0 ? UnixTime.MaxValue : round.ObservedAt }, out var batch));
            StatedBatch.Of((CollateralBatch)batch!);
        }

        T Pick<T>(T[] values) => values[random.Next(values.Length)];
    }

    /// <summary>One input damaged, the frame around it sound: lengths, order, each once.</summary>
    private static byte[] DamageAnInput(byte[] round, int index, Mutator mutator)
    {
        const int HeaderEnd = 110;
        var count = BinaryPrimitives.ReadUInt16BigEndian(round.AsSpan(HeaderEnd));
        var inputs = new List<byte[]>();
        var at = HeaderEnd + 2;
        for (var i = 0; i < count; i++)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(round.AsSpan(at));
            inputs.Add(round[(at + 4)..(at + 4 + length)]);
            at += 4 + length;
        }

        inputs[index % count] = mutator.Next(inputs[index % count]);
        inputs.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        using var writer = new CanonicalWriter();
        writer.Bytes(round.AsSpan(0, HeaderEnd));
        writer.U16(count);
        foreach (var input in inputs)
        {
            writer.U32((uint)input.Length);
            writer.Bytes(input);
        }

        writer.Bytes(round.AsSpan(at));
        return writer.ToArray();
    }
}
