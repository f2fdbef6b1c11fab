using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of a policy for accounts (docs/spec/attestation-v1.md, section 8).</summary>
public static class CollateralPolicyCodec
{
    /// <summary>The first byte.</summary>
    public const byte Tag = 0x93;

    public static Hash256 Digest(CollateralPolicy policy) => Keccak256.Hash(Encode(policy));

    public static byte[] Encode(CollateralPolicy policy)
    {
        using var writer = new CanonicalWriter(4_096);
        writer.U8(Tag);
        writer.Shard(policy.Shard);
        writer.Hash(policy.Audience);
        writer.U32(policy.MaximumSkewMs);
        writer.U32(policy.SnapshotValidForMs);
        writer.U16(policy.Chains.Count);
        foreach (var chain in policy.Chains)
        {
            writer.Text(chain.Chain.ToString());
            writer.U32(chain.ConfirmedDepth);
            writer.U32(chain.UnfinalizedTtlMs);
            writer.U32(chain.FinalizedValidForMs);
            writer.U32(chain.StatusValidForMs);
        }

        writer.U16(policy.Assets.Count);
        foreach (var asset in policy.Assets)
        {
            writer.Text(asset.Asset.ToString());
            writer.Feed(asset.Feed);
            writer.U8(asset.Decimals);
        }

        writer.U16(policy.Accounts.Count);
        foreach (var account in policy.Accounts) WriteAccount(writer, account);
        writer.U16(policy.AnswerSources.Count);
        foreach (var source in policy.AnswerSources) writer.Text(source);
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out CollateralPolicy? policy)
    {
        policy = null;
        var reader = new CanonicalReader(bytes, "policy for accounts");
        var tag = reader.U8();
        reader.Require(tag == Tag, "tag", "is not a policy for accounts", tag);
        var (shard, audience, skew, validFor) = (reader.Shard(), reader.Hash(), reader.U32(), reader.U32());
        var (chains, assets, accounts) = (ReadChains(ref reader), ReadAssets(ref reader), ReadAccounts(ref reader));
        var sources = new List<string>();
        for (var count = reader.U16(); count > 0 && reader.Ok; count--) sources.Add(reader.Source());
        if (reader.Finish() is { } refusal) return refusal;
        var read = new CollateralPolicy(shard, audience, chains, assets, accounts, sources, skew, validFor);
        if (read.Problems().FirstOrDefault() is { } problem) return new Refusal.OutOfRange("policy for accounts", shard.ToString(), problem);
        policy = read;
        return null;
    }

    private static void WriteAccount(CanonicalWriter writer, AccountRule account)
    {
        writer.Account(account.Account);
        writer.U8((byte)account.Links.Count);
        foreach (var link in account.Links)
        {
            writer.Text(link.Address.ToString());
            writer.U8(link.IsProven ? (byte)1 : (byte)0);
        }
    }

    private static List<ChainRule> ReadChains(ref CanonicalReader reader)
    {
        var chains = new List<ChainRule>();
        for (var count = reader.U16(); count > 0 && reader.Ok; count--) chains.Add(new(reader.Chain(), reader.U32(), reader.U32(), reader.U32(), reader.U32()));
        return chains;
    }

    private static List<AssetRule> ReadAssets(ref CanonicalReader reader)
    {
        var assets = new List<AssetRule>();
        for (var count = reader.U16(); count > 0 && reader.Ok; count--) assets.Add(new(reader.Asset(), reader.Feed(optional: true), reader.U8()));
        return assets;
    }

    private static List<AccountRule> ReadAccounts(ref CanonicalReader reader)
    {
        var accounts = new List<AccountRule>();
        for (var count = reader.U16(); count > 0 && reader.Ok; count--)
        {
            var account = reader.Account();
            var links = new List<AccountLink>();
            for (var linked = reader.U8(); linked > 0 && reader.Ok; linked--) links.Add(new(reader.Owner(), reader.Bool("proven")));
            accounts.Add(new(account, links));
        }

        return accounts;
    }
}
