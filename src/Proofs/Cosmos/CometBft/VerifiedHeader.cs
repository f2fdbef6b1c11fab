using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Proofs.Cosmos.CometBft;

/// <summary>A header that more than two thirds of the power of believed validators signed. There is no other way to make one than <see cref="TryVerify"/>.</summary>
public sealed class VerifiedHeader
{
    private VerifiedHeader(CometHeader header, Hash256 hash, ValidatorSet validators) => (Header, Hash, Validators) = (header, hash, validators);

    public CometHeader Header { get; }

    public Hash256 Hash { get; }

    /// <summary>Who signed it.</summary>
    public ValidatorSet Validators { get; }

    /// <param name="chainId">The chain that the header must be of, as its genesis names it.</param>
    /// <param name="signed">The header and its votes.</param>
    /// <param name="validators">Of the header's height.</param>
    /// <param name="trust">Why they are believed.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="verified">The header, when it is believed.</param>
    /// <param name="refusal">Why not.</param>
    public static bool TryVerify(
        string chainId, SignedHeader signed, ValidatorSet validators, CometTrust trust, long now,
        [NotNullWhen(true)] out VerifiedHeader? verified, [NotNullWhen(false)] out CosmosRefusal? refusal)
    {
        var (header, commit) = (signed.Header, signed.Commit);
        var hash = header.ComputeHash();
        refusal = Check(chainId, header, commit, hash, validators, now)
            ?? CheckTrust(chainId, header, commit, hash, validators, trust, now)
            ?? CommitVerifier.VerifyOwn(chainId, commit, validators);
        verified = refusal is null ? new(header, hash, validators) : null;
        return verified is not null;
    }

    private static CosmosRefusal? Check(string chainId, CometHeader header, Commit commit, Hash256 hash, ValidatorSet validators, long now)
    {
        if (header.ChainId != chainId) return new CosmosRefusal.WrongChain(header.ChainId, chainId);
        if (commit.Height != header.Height) return new CosmosRefusal.WrongHeight("commit", commit.Height, header.Height);
        if (commit.Block.Hash != hash) return new CosmosRefusal.OtherBlock(header.Height, hash, commit.Block.Hash);
        if (header.ValidatorsHash != validators.Hash) return new CosmosRefusal.WrongValidators("header", header.Height, validators.Hash, header.ValidatorsHash);
        return header.Time.Milliseconds > now + CometTrust.MaximumDrift
            ? new CosmosRefusal.WrongTime(header.Height, header.Time.Milliseconds, $"more than {CometTrust.MaximumDrift} ms after", now)
            : null;
    }

    private static CosmosRefusal? CheckTrust(string chainId, CometHeader header, Commit commit, Hash256 hash, ValidatorSet validators, CometTrust trust, long now) => trust switch
    {
        CometTrust.Header pinned when pinned.Height != header.Height => new CosmosRefusal.WrongHeight("header", header.Height, pinned.Height),
        CometTrust.Header pinned when pinned.Hash != hash => new CosmosRefusal.OtherRoot("trusted header", hash.ToString(), pinned.Hash.ToString()),
        CometTrust.Validators pinned when pinned.Hash != validators.Hash => new CosmosRefusal.WrongValidators("trust", header.Height, validators.Hash, pinned.Hash),
        CometTrust.Since since => CheckSince(chainId, header, commit, validators, since, now),
        _ => null,
    };

    private static CosmosRefusal? CheckSince(string chainId, CometHeader header, Commit commit, ValidatorSet validators, CometTrust.Since since, long now)
    {
        var previous = since.Previous.Header;
        if (previous.ChainId != chainId) return new CosmosRefusal.WrongChain(previous.ChainId, chainId);
        if (now >= previous.Time.Milliseconds + since.Period) return new CosmosRefusal.TrustExpired(previous.Height, previous.Time.Milliseconds + since.Period, now);
        if (header.Height <= previous.Height) return new CosmosRefusal.WrongHeight("header", header.Height, previous.Height + 1);
        if (!IsAfter(header.Time, previous.Time)) return new CosmosRefusal.WrongTime(header.Height, header.Time.Milliseconds, $"not after header {previous.Height} of", previous.Time.Milliseconds);
        if (header.Height > previous.Height + 1) return CommitVerifier.VerifyTrusted(chainId, commit, since.Previous.Validators);
        return previous.NextValidatorsHash == validators.Hash
            ? null
            : new CosmosRefusal.WrongValidators($"header {previous.Height}", header.Height, validators.Hash, previous.NextValidatorsHash);
    }

    private static bool IsAfter(CometTime time, CometTime other) => time.Seconds > other.Seconds || (time.Seconds == other.Seconds && time.Nanos > other.Nanos);
}
