using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>Five routers of the sandbox, three of which sign each update as Pyth's do. Their keys live in memory only.</summary>
internal sealed class DevelopmentRouters
{
    public const int Count = 5;
    public const int Quorum = 3;

    private const string Family = "sandbox";
    private const uint SetIndex = 1;
    private const ushort EmitterChain = 26;

    private readonly PythUpdateEncoder[] _encoders;

    /// <param name="keys">Five different signers.</param>
    public DevelopmentRouters(IReadOnlyList<PlatformSigner> keys)
    {
        if (SignerSet.Create(Family, SetIndex, Quorum, null, [.. keys.Select(key => key.Address)], out var problem) is not { } set || keys.Count != Count)
        {
            throw new ArgumentException($"The sandbox has {Count} routers, not {keys.Count}: {problem}", nameof(keys));
        }

        var emitter = new Emitter(EmitterChain, Keccak256.Hash("CrossChainOracle sandbox emitter"u8));
        Signers = SignerSets.Create(Family, null, [set]);
        Trust = new([Signers], emitter);

        // Another three of the five each time, so that every router is seen to count.
        _encoders = [.. Enumerable.Range(0, Count).Select(first => new PythUpdateEncoder(
            emitter, SetIndex, [.. Enumerable.Range(first, Quorum).Select(i => (byte)(i % Count)).Order()], (digest, signer) => keys[signer].Sign(digest)))];
    }

    public SignerSets Signers { get; }

    public PythTrust Trust { get; }

    public PythUpdateEncoder.Slot Sign(uint timestamp, ulong slot, IReadOnlyList<PythMessage> messages) => _encoders[slot % Count].Sign(timestamp, slot, messages);
}
