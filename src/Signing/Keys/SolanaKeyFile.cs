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

/// <summary>Reads the key files of <c>solana-keygen</c>: a JSON array of 64 numbers, the seed and then the public key. For development and for tests.</summary>
public static class SolanaKeyFile
{
    /// <summary>Larger files are not read.</summary>
    public const int MaximumBytes = 1_024;

    private const int KeyPairSize = Ed25519PrivateKey.SeedSize + SolanaKey.Size;

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
