using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>One protocol on one Solana cluster: which accounts to read for an owner and what they mean. Pure: whoever drives it does the asking.</summary>
public interface ISolanaProtocol
{
    /// <summary>Name in position keys, 1 to 16 of <c>a-z0-9-</c>.</summary>
    string Source { get; }

    ChainId Chain { get; }

    /// <summary>What else is needed, or the answer. Asked again with everything that was read so far, all of it as it stood at one time.</summary>
    SolanaStep Step(SolanaKey owner, SolanaView view);

    /// <summary>What a transaction did to the shares that an account keeps; empty where it did nothing, null where that is not known.</summary>
    IReadOnlyList<SolanaEffect>? EffectsOf(SolanaHolding holding, SolanaTransaction transaction);
}

/// <summary>What a protocol wants next.</summary>
public abstract record SolanaStep
{
    private SolanaStep()
    {
    }

    /// <summary>Accounts and lists that the view does not hold yet, at least one.</summary>
    public sealed record Ask(IReadOnlyList<SolanaKey> Accounts, IReadOnlyList<SolanaQuery> Lists) : SolanaStep;

    /// <param name="Answer">What the accounts say.</param>
    /// <param name="Holdings">Which accounts keep the shares. Those of markets and mints are not among them: their changes move indices, not shares.</param>
    public sealed record Done(ProtocolAnswer Answer, IReadOnlyList<SolanaHolding> Holdings) : SolanaStep;
}

/// <summary>An account in which somebody's shares are kept.</summary>
/// <param name="Account">Its address; there need be no account yet.</param>
/// <param name="Program">The program that alone can change it.</param>
/// <param name="Positions">The positions whose shares it keeps.</param>
public sealed record SolanaHolding(SolanaKey Account, SolanaKey Program, IReadOnlyList<PositionKey> Positions);

/// <summary>Shares that a transaction added (positive) or took (negative).</summary>
public sealed record SolanaEffect(PositionKey Position, Int128 Delta);

/// <summary>What was read so far.</summary>
/// <param name="Accounts">All as they stood together; null says that there is no such account.</param>
/// <param name="Lists">The addresses that queries named.</param>
public sealed record SolanaView(IReadOnlyDictionary<SolanaKey, SolanaAccount?> Accounts, IReadOnlyDictionary<SolanaQuery, IReadOnlyList<SolanaKey>> Lists)
{
    /// <summary>The next question where some of these were not read yet; null where all were.</summary>
    public SolanaStep.Ask? Missing(IEnumerable<SolanaKey> accounts, params IEnumerable<SolanaQuery> lists)
    {
        SolanaKey[] keys = [.. accounts.Where(key => !Accounts.ContainsKey(key)).Distinct()];
        SolanaQuery[] queries = [.. lists.Where(query => !Lists.ContainsKey(query)).Distinct()];
        return keys.Length + queries.Length == 0 ? null : new(keys, queries);
    }
}
