using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>One protocol on one EVM chain: what to ask about an owner and what the answers mean. Pure: whoever drives it does the asking, for many owners at once.</summary>
public interface IEvmProtocol
{
    /// <summary>Name in position keys, 1 to 16 of <c>a-z0-9-</c>.</summary>
    string Source { get; }

    ChainId Chain { get; }

    /// <summary>What the source's changes allow: <see cref="CreditRule.TransactionNet"/> only where <see cref="ChangesOf"/> gives every change of shares.</summary>
    CreditRule Rule { get; }

    /// <summary>The logs that tell of changes. Empty: there are none, so that the source is read again in every block.</summary>
    IReadOnlyList<EvmWatch> Watches { get; }

    /// <summary>The next question, or the answer.</summary>
    /// <param name="owner">Whose positions.</param>
    /// <param name="answers">The outcomes of every question so far, oldest first, each in the order of its calls; empty at the beginning.</param>
    EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers);

    /// <summary>By how much a log changed whose shares; empty for logs that are not the source's, and where the rule is <see cref="CreditRule.BlockNet"/>.</summary>
    IReadOnlyList<ShareChange> ChangesOf(EvmLog log);
}

/// <summary>What a protocol wants next.</summary>
public abstract record EvmStep
{
    private EvmStep()
    {
    }

    /// <summary>Contract calls at the pinned block, at least one. A call that fails costs no other.</summary>
    public sealed record Ask(IReadOnlyList<EvmCall> Calls) : EvmStep;

    public sealed record Done(ProtocolAnswer Answer) : EvmStep;
}

/// <summary>Logs that tell of a change of somebody's position.</summary>
/// <param name="Contract">Which contract emits them.</param>
/// <param name="Topic0">keccak256 of the event's signature.</param>
/// <param name="OwnerTopics">Which topics (1 to 3) hold an owner, left-padded with zeros. Empty: no topic does, and everyone's positions at that contract are read again.</param>
public sealed record EvmWatch(EvmAddress Contract, Hash256 Topic0, IReadOnlyList<int> OwnerTopics);

/// <summary>A change of one owner's shares of one position by one log.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Market">As in the position's key.</param>
/// <param name="Asset">As in the position's key.</param>
/// <param name="Side">As in the position's key.</param>
/// <param name="Delta">Shares added (positive) or taken away (negative).</param>
public sealed record ShareChange(EvmAddress Owner, string Market, AssetId Asset, PositionSide Side, Int128 Delta);
