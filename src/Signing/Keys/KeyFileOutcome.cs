namespace CrossChainOracle.Signing;

/// <summary>What came of creating or loading a key file. Never contains the private key.</summary>
public abstract record KeyFileOutcome
{
    private KeyFileOutcome() { }

    public sealed record Ready(PlatformSigner Signer) : KeyFileOutcome;

    /// <summary>Rejected: the file exists already, is open to others, or is no key file; the reason says what to do or where it is wrong.</summary>
    public sealed record Refused(string Path, string Reason) : KeyFileOutcome;

    /// <summary>The platform has no secp256k1; the text says what to install.</summary>
    public sealed record Unsupported(string WhatToInstall) : KeyFileOutcome;

    /// <summary>The disk refused; may be retried.</summary>
    public sealed record Failed(string Path, string Reason) : KeyFileOutcome;
}
