namespace CrossChainOracle.Signing;

/// <summary>What came of making a signer. Never contains the private key.</summary>
public abstract record SignerOutcome
{
    private SignerOutcome() { }

    public sealed record Created(PlatformSigner Signer) : SignerOutcome;

    /// <summary>Rejected: not 32 bytes of a number from 1 to the group order less one.</summary>
    public sealed record InvalidKey(string Rule) : SignerOutcome;

    /// <summary>The platform has no secp256k1; the text says what to install.</summary>
    public sealed record Unsupported(string WhatToInstall) : SignerOutcome;

    /// <summary>The signer.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message is the reason.</exception>
    public PlatformSigner OrThrow() => this is Created created ? created.Signer : throw new InvalidOperationException(ToString());
}
