using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Running;

public enum RelayNoticeLevel
{
    Info,
    Warning,

    /// <summary>Postings have stopped, or will.</summary>
    Alarm,
}

/// <summary>Something that the relay's operator should read.</summary>
/// <param name="Chain">Null: of the whole relay.</param>
/// <param name="Text">What happened, with operands. Never a credential.</param>
public sealed record RelayNotice(RelayNoticeLevel Level, ChainId? Chain, string Text);
