using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Hosting;

/// <summary>What a node stands on that its configuration cannot hold: the clock, the network, the keys, and where its notices go.</summary>
/// <param name="Time">Every time in what is signed comes from here.</param>
/// <param name="Http">Shared by all readers.</param>
/// <param name="Trust">Whose Pyth updates are believed; null where no feed reads Pyth.</param>
/// <param name="Signers">The attesters' keys, one each.</param>
/// <param name="Notify">Called from any thread; must not block.</param>
public sealed record NodeServices(
    TimeProvider Time, HttpClient Http, PythTrust? Trust, IReadOnlyList<ISigner> Signers, Action<NodeNotice> Notify);

/// <summary>Something an operator should read: a source that fails, an attester that does not sign, a shard that waits.</summary>
/// <param name="Level">How loud.</param>
/// <param name="Subject">Which feed, route, attester or shard.</param>
/// <param name="Text">What happened, with operands. Never a credential.</param>
public sealed record NodeNotice(NoticeLevel Level, string Subject, string Text);

public enum NoticeLevel
{
    Info,
    Warning,

    /// <summary>Publication has stopped, or will.</summary>
    Alarm,
}

/// <summary>Why a node did not start or cannot go on: expected, for people, with what to do.</summary>
/// <param name="isConfiguration">It is what the node was told that is wrong, not something outside.</param>
public sealed class NodeFaultException(string message, bool isConfiguration = false) : Exception(message)
{
    public bool IsConfiguration => isConfiguration;
}
