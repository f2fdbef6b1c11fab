using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>The hashes by which statements name positions, markets, chains and facts (docs/spec/attestation-v1.md, section 4.4).</summary>
public static class Subjects
{
    /// <summary>keccak256 over account, owner, source, market, asset and side.</summary>
    public static Hash256 Of(AccountId account, PositionKey key)
    {
        using var writer = new CanonicalWriter(512);
        writer.Account(account);
        writer.Text(key.Owner.ToString());
        writer.Text(key.Source);
        writer.Text(key.Market);
        writer.Text(key.Asset.ToString());
        writer.U8((byte)key.Side);
        return Keccak256.Hash(writer.Written);
    }

    /// <summary>keccak256 over the market's canonical bytes, which are also its context.</summary>
    public static Hash256 Of(MarketKey market) => Keccak256.Hash(ContextCodec.Encode(market));

    /// <summary>keccak256 of the CAIP-2 text.</summary>
    public static Hash256 Of(ChainId chain) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(chain.ToString()));

    /// <summary>A fact's id: keccak256 over kind, subject, chain and the hash it hangs from; without the stage, so that it stays the same as the fact becomes final.</summary>
    public static Hash256 Fact(StatementKind kind, Hash256 subject, ChainId chain, Hash256 anchor)
    {
        Span<byte> bytes = stackalloc byte[1 + (3 * Hash256.Size)];
        bytes[0] = (byte)kind;
        subject.CopyTo(bytes[1..]);
        Of(chain).CopyTo(bytes[33..]);
        anchor.CopyTo(bytes[65..]);
        return Keccak256.Hash(bytes);
    }
}
