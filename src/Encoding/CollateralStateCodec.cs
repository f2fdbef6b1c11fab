using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of the state of a shard of accounts (docs/spec/attestation-v1.md, section 8).</summary>
public static class CollateralStateCodec
{
    private const byte Tag = 0x92;

    public static byte[] Encode(CollateralState state)
    {
        using var writer = new CanonicalWriter(256 + (state.Facts.Count * 128));
        writer.U8(Tag);
        writer.Shard(state.Shard);
        writer.U64(state.NextSequence);
        writer.Time(state.ObservedAt);
        writer.U16(state.Chains.Count);
        foreach (var chain in state.Chains)
        {
            writer.Text(chain.Chain.ToString());
            writer.U8(chain.IsFaulty ? (byte)1 : (byte)0);
            writer.U64(chain.Finalized);
            writer.Hash(chain.FinalizedHash);
        }

        writer.U32((uint)state.Facts.Count);
        foreach (var fact in state.Facts)
        {
            writer.Hash(fact.Subject);
            writer.U8((byte)fact.Kind);
            writer.Text(fact.Chain.ToString());
            writer.U64(fact.Height);
            writer.Hash(fact.Hash);
            writer.U64(fact.Sequence);
        }

        writer.U32((uint)state.Gaps.Count);
        foreach (var gap in state.Gaps)
        {
            writer.Account(gap.Account);
            writer.Text(gap.Chain.ToString());
            writer.Time(gap.From);
        }

        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out CollateralState? state)
    {
        var reader = new CanonicalReader(bytes, "state of accounts");
        var tag = reader.U8();
        reader.Require(tag == Tag, "tag", "is not a state of accounts", tag);
        var (shard, next, observedAt) = (reader.Shard(), reader.U64(), reader.Time());
        reader.Require(next < ulong.MaxValue, "next sequence", "must leave room for one more", next);
        var (chains, facts, gaps) = (ReadChains(ref reader), ReadFacts(ref reader, next), ReadGaps(ref reader, observedAt));
        var refusal = reader.Finish();
        state = refusal is null ? new(shard, next, observedAt, chains, facts, gaps) : null;
        return refusal;
    }

    private static List<ChainState> ReadChains(ref CanonicalReader reader)
    {
        var count = reader.U16();
        reader.RequireAtMost(CollateralPolicy.MaximumChains, "chains", count);
        var chains = new List<ChainState>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            var chain = new ChainState(reader.Chain(), reader.Bool("faulty"), reader.U64(), reader.Hash());
            reader.Require(i == 0 || chains[^1].Chain < chain.Chain, "chains", "must be distinct and in order", chain.Chain);
            chains.Add(chain);
        }

        return chains;
    }

    private static List<LiveFact> ReadFacts(ref CanonicalReader reader, ulong next)
    {
        var count = reader.U32();
        reader.RequireAtMost(CollateralState.MaximumFacts, "facts", count);
        var facts = new List<LiveFact>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            var fact = new LiveFact(reader.Hash(), reader.Enum<StatementKind>("kind"), reader.Chain(), reader.U64(), reader.Hash(), reader.U64());
            reader.Require(i == 0 || facts[^1].Subject < fact.Subject, "facts", "must be distinct and in order of subject", fact.Subject);
            reader.Require(fact.Kind is StatementKind.Collateral or StatementKind.MarketIndex, "fact kind", "must be collateral or a market index", fact.Kind);
            reader.Require(fact.Sequence < next, "fact sequence", $"must be before {next}", fact.Sequence);
            facts.Add(fact);
        }

        return facts;
    }

    private static List<GapState> ReadGaps(ref CanonicalReader reader, long observedAt)
    {
        var count = reader.U32();
        reader.RequireAtMost(CollateralState.MaximumGaps, "gaps", count);
        var gaps = new List<GapState>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            var gap = new GapState(reader.Account(), reader.Chain(), reader.Time());
            reader.Require(i == 0 || (gaps[^1].Account, gaps[^1].Chain).CompareTo((gap.Account, gap.Chain)) < 0, "gaps", "must be distinct and in order", gap.Account);
            reader.Require(gap.From <= observedAt, "gap from", $"must not be after {observedAt}", gap.From);
            gaps.Add(gap);
        }

        return gaps;
    }
}
