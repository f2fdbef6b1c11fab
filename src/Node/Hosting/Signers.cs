using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Hosting;

/// <summary>The attesters' keys of one run.</summary>
public sealed class Signers : IDisposable
{
    private readonly List<PlatformSigner> _signers = [];

    public IReadOnlyList<ISigner> All => _signers;

    /// <summary>Keys that are made for this run and written nowhere.</summary>
    /// <exception cref="NodeFaultException">The platform has no secp256k1; the message says what to install.</exception>
    public static Signers Ephemeral()
    {
        var signers = new Signers();
        for (var i = 0; i < AttesterConfig.EphemeralCount; i++)
        {
            signers._signers.Add(PlatformSigner.Generate() switch
            {
                SignerOutcome.Created created => created.Signer,
                SignerOutcome.Unsupported unsupported => throw new NodeFaultException(unsupported.WhatToInstall),
                var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
            });
        }

        return signers;
    }

    /// <exception cref="NodeFaultException">Every key file that cannot be used, and why.</exception>
    public static Signers Load(IReadOnlyList<string> files)
    {
        var signers = new Signers();
        var problems = new List<string>();
        foreach (var file in files)
        {
            switch (KeyFile.Load(file))
            {
                case KeyFileOutcome.Ready ready: signers._signers.Add(ready.Signer); break;
                case KeyFileOutcome.Refused refused: problems.Add($"{refused.Path}: {refused.Reason}"); break;
                case KeyFileOutcome.Failed failed: problems.Add($"{failed.Path}: {failed.Reason}"); break;
                case KeyFileOutcome.Unsupported unsupported: problems.Add(unsupported.WhatToInstall); break;
                default: throw new InvalidOperationException("Unknown outcome of a key file.");
            }
        }

        if (problems.Count == 0) return signers;
        signers.Dispose();
        throw new NodeFaultException(string.Join(Environment.NewLine, problems.Distinct()), isConfiguration: true);
    }

    public void Dispose()
    {
        foreach (var signer in _signers) signer.Dispose();
    }
}
