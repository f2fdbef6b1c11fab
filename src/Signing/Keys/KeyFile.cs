using System.Security.Cryptography;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>A private key in a file, unencrypted: for development and for tests. Readable by its owner only.</summary>
public static class KeyFile
{
    /// <summary>Larger files are not read.</summary>
    public const int MaximumBytes = 4_096;

    /// <summary>Makes a new random key and writes it, mode 0600, durable on return. An existing file is never touched.</summary>
    public static KeyFileOutcome Create(string path)
    {
        var generated = PlatformSigner.Generate();
        if (generated is not SignerOutcome.Created created) return NotCreated(path, generated);
        var refusal = OwnerOnlyFile.Create<KeyFileOutcome>(path, KeyFileText.Write(created.Signer), reason => new KeyFileOutcome.Refused(path, reason), reason => new KeyFileOutcome.Failed(path, reason));
        if (refusal is null) return new KeyFileOutcome.Ready(created.Signer);
        created.Signer.Dispose();
        return refusal;
    }

    /// <summary>Reads a key. On Unix the file must not be accessible to group or others.</summary>
    public static KeyFileOutcome Load(string path) => OwnerOnlyFile.Read(
        path, MaximumBytes, content => Parse(path, content), reason => new KeyFileOutcome.Refused(path, reason), reason => new KeyFileOutcome.Failed(path, reason));

    private static KeyFileOutcome Parse(string path, byte[] content)
    {
        if (KeyFileText.Read(content, out var address, out var privateKey) is { } problem) return new KeyFileOutcome.Refused(path, problem);
        try
        {
            return PlatformSigner.FromPrivateKey(privateKey) switch
            {
                SignerOutcome.Created { Signer: var signer } when signer.Address == address => new KeyFileOutcome.Ready(signer),
                SignerOutcome.Created { Signer: var other } => new KeyFileOutcome.Refused(path, $"says address {address}, its key is that of {other.Address}"),
                var outcome => NotCreated(path, outcome),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    private static KeyFileOutcome NotCreated(string path, SignerOutcome outcome) => outcome switch
    {
        SignerOutcome.InvalidKey invalid => new KeyFileOutcome.Refused(path, $"privateKey: {invalid.Rule}"),
        SignerOutcome.Unsupported unsupported => new KeyFileOutcome.Unsupported(unsupported.WhatToInstall),
        _ => throw new InvalidOperationException($"No such case: {outcome}"),
    };
}
