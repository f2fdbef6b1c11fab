using System.Security.Cryptography;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>What came of loading a Solana key file. Never contains the private key.</summary>
public abstract record SolanaKeyOutcome
{
    private SolanaKeyOutcome() { }

    public sealed record Ready(SolanaFileSigner Signer) : SolanaKeyOutcome;

    /// <summary>Rejected: the file is open to others or is no key file; the reason says where it is wrong.</summary>
    public sealed record Refused(string Path, string Reason) : SolanaKeyOutcome;

    /// <summary>The disk refused; may be retried.</summary>
    public sealed record Failed(string Path, string Reason) : SolanaKeyOutcome;
}

/// <summary>Reads and makes key files as <c>solana-keygen</c> does: a JSON array of 64 numbers, the seed and then the public key. For development and for tests.</summary>
public static class SolanaKeyFile
{
    /// <summary>Larger files are not read.</summary>
    public const int MaximumBytes = 1_024;

    private const int KeyPairSize = Ed25519PrivateKey.SeedSize + SolanaKey.Size;

    /// <summary>Makes a new random key and writes it, mode 0600, durable on return. An existing file is never touched.</summary>
    /// <exception cref="DllNotFoundException">OpenSSL 3 is not installed.</exception>
    public static SolanaKeyOutcome Create(string path)
    {
        Span<byte> pair = stackalloc byte[KeyPairSize];
        var seed = pair[..Ed25519PrivateKey.SeedSize];
        try
        {
            RandomNumberGenerator.Fill(seed);
            var signer = new SolanaFileSigner(new(seed));
            signer.Address.ToArray().CopyTo(pair[seed.Length..]);
            var refusal = OwnerOnlyFile.Create<SolanaKeyOutcome>(path, Write(pair), reason => new SolanaKeyOutcome.Refused(path, reason), reason => new SolanaKeyOutcome.Failed(path, reason));
            if (refusal is null) return new SolanaKeyOutcome.Ready(signer);
            signer.Dispose();
            return refusal;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pair);
        }
    }

    /// <summary>Reads a key. On Unix the file must not be accessible to group or others.</summary>
    /// <exception cref="DllNotFoundException">OpenSSL 3 is not installed.</exception>
    public static SolanaKeyOutcome Load(string path) => OwnerOnlyFile.Read<SolanaKeyOutcome>(
        path,
        MaximumBytes,
        content => Parse(content, out var problem) is { } signer ? new SolanaKeyOutcome.Ready(signer) : new SolanaKeyOutcome.Refused(path, problem),
        reason => new SolanaKeyOutcome.Refused(path, reason),
        reason => new SolanaKeyOutcome.Failed(path, reason));

    /// <summary>The signer, or null and what is wrong, without anything of the content.</summary>
    internal static SolanaFileSigner? Parse(ReadOnlySpan<byte> content, out string problem)
    {
        Span<byte> pair = stackalloc byte[KeyPairSize];
        try
        {
            problem = Read(content, pair) ?? string.Empty;
            if (problem.Length > 0) return null;
            var signer = new SolanaFileSigner(new(pair[..Ed25519PrivateKey.SeedSize]));
            if (signer.Address == SolanaKey.From(pair[Ed25519PrivateKey.SeedSize..])) return signer;
            problem = $"its second half is not the public key of its first, which is {signer.Address}";
            signer.Dispose();
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pair);
        }
    }

    /// <summary>The caller wipes it; it is written without a string or a buffer that grows and leaves copies behind.</summary>
    private static byte[] Write(ReadOnlySpan<byte> pair)
    {
        var content = new byte[(KeyPairSize * 4) + 1];
        var length = 0;
        content[length++] = (byte)'[';
        foreach (var value in pair)
        {
            if (length > 1) content[length++] = (byte)',';
            System.Buffers.Text.Utf8Formatter.TryFormat(value, content.AsSpan(length), out var written);
            length += written;
        }

        content[length++] = (byte)']';
        content.AsSpan(length).Fill((byte)' ');
        return content;
    }

    private static string? Read(ReadOnlySpan<byte> content, Span<byte> pair)
    {
        const string form = "is not a JSON array of 64 numbers from 0 to 255";
        var reader = new Utf8JsonReader(content);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return form;
            foreach (ref var value in pair)
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetByte(out value)) return form;
            }

            return reader.Read() && reader.TokenType == JsonTokenType.EndArray && !reader.Read() ? null : form;
        }
        catch (JsonException)
        {
            // Its message may repeat a part of the content.
            return form;
        }
    }
}

/// <summary>A signer whose key came from a file.</summary>
public sealed class SolanaFileSigner : ISolanaSigner, IDisposable
{
    private readonly Ed25519PrivateKey _key;

    internal SolanaFileSigner(Ed25519PrivateKey key) => (_key, Address) = (key, SolanaKey.From(key.PublicKey.Span));

    public SolanaKey Address { get; }

    public byte[] Sign(ReadOnlySpan<byte> message) => _key.Sign(message);

    public void Dispose() => _key.Dispose();

    public override string ToString() => $"signer {Address}";
}
