using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>The JSON of a key file: version, type, address, privateKey, each once and nothing else.</summary>
/// <remarks>Nothing read from the file appears in a problem, except its address: a misplaced character may be one of the key's.</remarks>
internal static class KeyFileText
{
    private const int Version = 1;
    private const string Type = "secp256k1";
    private const int KeySize = 32;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 2 };

    public static byte[] Write(PlatformSigner signer)
    {
        var privateKey = signer.ExportPrivateKey();
        var buffer = new ArrayBufferWriter<byte>(KeyFile.MaximumBytes);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("type", Type);
            json.WriteString("address", Eip55.ToChecksum(signer.Address));
            json.WriteString("privateKey", Hex.Encode(privateKey));
            json.WriteEndObject();
        }

        CryptographicOperations.ZeroMemory(privateKey);
        var content = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        return content;
    }

    /// <returns>What is wrong and where, or null.</returns>
    public static string? Read(ReadOnlyMemory<byte> content, out EvmAddress address, out byte[] privateKey)
    {
        address = default;
        privateKey = new byte[KeySize];
        try
        {
            using var json = JsonDocument.Parse(content, Strict);
            return Read(json.RootElement, out address, privateKey);
        }
        catch (JsonException e)
        {
            return e.LineNumber is { } line ? $"is not the JSON of a key file, line {line + 1}, byte {e.BytePositionInLine + 1}" : "is not the JSON of a key file";
        }
        catch (InvalidOperationException)
        {
            return "has text with half a surrogate pair or with bytes that are not UTF-8";
        }
    }

    private static string? Read(JsonElement root, out EvmAddress address, byte[] privateKey)
    {
        address = default;
        if (root.ValueKind != JsonValueKind.Object) return "is not a JSON object";
        var known = 0;
        foreach (var property in root.EnumerateObject())
        {
            var problem = property.Name switch
            {
                "version" => property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out var version) && version == Version ? null : $"version: must be {Version}",
                "type" => property.Value.ValueKind == JsonValueKind.String && property.Value.ValueEquals(Type) ? null : $"type: must be \"{Type}\"",
                "address" => EvmAddress.TryParse(Text(property.Value), out address) ? null : "address: must be 20 bytes in hex",
                "privateKey" => Hex.TryDecode(Text(property.Value), privateKey) ? null : $"privateKey: must be {KeySize} bytes in hex",
                _ => "has a property that is none of version, type, address, privateKey",
            };
            if (problem is not null) return problem;
            known++;
        }

        return known == 4 ? null : "must have version, type, address and privateKey";
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
