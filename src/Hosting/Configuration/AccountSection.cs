using CrossChainOracle.Collateral.Links;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>One account as the file states it: nothing is verified yet.</summary>
/// <param name="Shard">Stated, or by <see cref="AccountSharding"/>.</param>
internal sealed record StatedAccount(AccountId Account, ShardId Shard, IReadOnlyList<StatedLink> Links);

/// <param name="Address">CAIP-10.</param>
/// <param name="Nonce">Of the proof, or up to which the address is unlinked.</param>
/// <param name="Proof">Null when declared or unlinked.</param>
/// <param name="IsUnlinked">No link any more: what remains is the nonce.</param>
internal sealed record StatedLink(AccountAddress Address, ulong Nonce, LinkProof? Proof, bool IsUnlinked);

/// <summary>Reads one account.</summary>
internal static class AccountSection
{
    private static readonly string[] Kinds = ["declared", "proof", "unlinked"];

    public static StatedAccount Read(JsonSection section, IReadOnlyList<ShardId> shards)
    {
        var account = section.Parsed("account", "1 to 16 printable ASCII characters without spaces", static text => (AccountId.TryParse(text, out var id), id));
        var shard = section.Has("shard") ? section.Parsed("shard", $"one of {string.Join(", ", shards)}", text => (ShardId.TryParse(text, out var id) && shards.Contains(id), id)) : default;
        if (shard.IsEmpty && !account.IsEmpty && shards.Count > 0) shard = AccountSharding.Of(account, shards);
        var links = section.Sections("links").Select(ReadLink).OrderBy(link => link.Address).ToList();
        section.Done();
        if (links.Count is 0 or > CollateralPolicy.MaximumLinks) section.Problem("links", $"1 to {CollateralPolicy.MaximumLinks}, not {links.Count}");
        return new(account, shard, links);
    }

    private static StatedLink ReadLink(JsonSection section)
    {
        var address = section.Parsed("address", "a CAIP-10 address such as eip155:1:0xab… (EVM addresses in lower case)", static text => (AccountAddress.TryParse(text, out var value), value));
        if (!address.IsEmpty && FormProblem(address) is { } form) section.Problem("address", form);
        if (Kinds.Count(section.Has) != 1) section.Problem("address", $"must have exactly one of {string.Join(", ", Kinds)}");
        var link = new StatedLink(address, 0, null, IsUnlinked: section.Has("unlinked"));
        if (section.Has("declared") && !section.Flag("declared")) section.Problem("declared", "must be true, or not there");
        if (link.IsUnlinked) link = link with { Nonce = section.Counter("unlinked") };
        else if (section.Section("proof", required: false) is { } proof) link = link with { Nonce = proof.Counter("nonce"), Proof = ReadProof(proof) };
        section.Done();
        return link;
    }

    private static LinkProof ReadProof(JsonSection section)
    {
        var scheme = section.Choice<LinkScheme>("scheme");
        var signature = Bytes(section, "signature", scheme);
        var publicKey = scheme == LinkScheme.Adr36 ? Bytes(section, "publicKey", scheme) : [];
        section.Done();
        return new(scheme, signature, publicKey);
    }

    // As the owners' wallets print them.
    private static byte[] Bytes(JsonSection section, string name, LinkScheme scheme)
    {
        var text = section.Text(name);
        var (form, bytes) = scheme switch
        {
            LinkScheme.Eip712 or LinkScheme.Erc1271 => ("hex that begins with 0x", text.StartsWith("0x", StringComparison.Ordinal) && text.Length <= 2 + (2 * LinkProof.MaximumSignature) && Hex.TryDecode(text, out byte[]? hex) ? hex : null),
            LinkScheme.SolanaOffchain => ($"base58 of {Ed25519.SignatureSize} bytes", Base58Bytes(text)),
            LinkScheme.Adr36 => ("base64", Base64Bytes(text)),
            _ => ("as its scheme says", null),
        };
        if (bytes is not null || text.Length == 0) return bytes ?? [];
        section.Problem(name, $"must be {form}");
        return [];
    }

    private static byte[]? Base58Bytes(string text)
    {
        var bytes = new byte[Ed25519.SignatureSize];
        return Base58.TryDecode(text, bytes) ? bytes : null;
    }

    private static byte[]? Base64Bytes(string text)
    {
        var bytes = new byte[128];
        return text.Length <= bytes.Length && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>What CAIP-10 cannot know: a misspelt address would hold nothing for ever.</summary>
    private static string? FormProblem(AccountAddress address)
    {
        if (LinkVerifier.Fits(LinkScheme.SolanaOffchain, address.Chain) && !(SolanaKey.TryParse(address.Address, out var key) && key.ToString() == address.Address)) return $"{address} is no base58 key of 32 bytes";
        if (LinkVerifier.Fits(LinkScheme.Adr36, address.Chain) && !Bech32.TryDecode(address.Address, out _, out _)) return $"{address} is no Bech32 address in lower case";
        return null;
    }
}
