using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.Links;

/// <summary>A claim as EIP-712 typed data, in the signing domain of the deployment (docs/spec/attestation-v1.md).</summary>
public static class LinkTypedData
{
    public const string LinkType = "Link(string account,string address,uint64 nonce)";

    private static readonly Hash256 LinkTypeHash = HashText(LinkType);

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the owner's key signs.</summary>
    public static Hash256 Digest(LinkClaim claim)
    {
        using var writer = new CanonicalWriter(4 * Hash256.Size);
        writer.Hash(LinkTypeHash);
        writer.Hash(HashText(claim.Account.ToString()));
        writer.Hash(HashText(claim.Address.ToString()));
        writer.U128(0);
        writer.U128(claim.Nonce);
        return new SigningDomain(claim.Deployment).Digest(Keccak256.Hash(writer.Written));
    }

    /// <summary>The document that <c>eth_signTypedData_v4</c> takes. The nonce is text: it may exceed what JavaScript's numbers hold.</summary>
    public static string Document(LinkClaim claim)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("domain");
            writer.WriteString("name", SigningDomain.Name);
            writer.WriteString("version", SigningDomain.Version);
            writer.WriteString("salt", new SigningDomain(claim.Deployment).Salt.ToString());
            writer.WriteEndObject();
            writer.WriteStartObject("types");
            WriteType(writer, SigningDomain.DomainType);
            WriteType(writer, LinkType);
            writer.WriteEndObject();
            writer.WriteString("primaryType", "Link");
            writer.WriteStartObject("message");
            writer.WriteString("account", claim.Account.ToString());
            writer.WriteString("address", claim.Address.ToString());
            writer.WriteString("nonce", claim.Nonce.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // "Name(type name,type name)", so that what is shown and what is hashed cannot differ.
    private static void WriteType(Utf8JsonWriter writer, string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        writer.WriteStartArray(type[..open]);
        foreach (var member in type[(open + 1)..^1].Split(','))
        {
            var space = member.IndexOf(' ', StringComparison.Ordinal);
            writer.WriteStartObject();
            writer.WriteString("name", member[(space + 1)..]);
            writer.WriteString("type", member[..space]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Hash256 HashText(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text));
}
