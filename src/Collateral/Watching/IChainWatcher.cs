using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Follows the accounts that are linked on one chain: what they hold at the finalized block, at the newest, and what happened between.</summary>
/// <remarks>One look at a time. Never throws but when cancelled: what could not be read is a problem of the look.</remarks>
public interface IChainWatcher
{
    ChainId Chain { get; }

    /// <summary>How long to wait between two looks.</summary>
    TimeSpan Poll { get; }

    /// <summary>One look. What changed since the look before, and in the first look everything, is in it.</summary>
    /// <param name="open">Blocks that attested facts of this chain hang from and that are not final; those that are gone are among the look's lost blocks.</param>
    Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation);
}

/// <summary>A block under an attested fact.</summary>
public readonly record struct OpenBlock(ulong Height, Hash256 Hash);

/// <summary>What one look at a chain gave.</summary>
/// <param name="Reading">The chain itself; null where not even that could be read, <see cref="Failure"/> then says why.</param>
/// <param name="Accounts">What is new about accounts; those that are not in it are as they were.</param>
/// <param name="Markets">The markets whose index is not one, as they are now.</param>
/// <param name="Failure">Why there is no reading; null where there is one.</param>
public sealed record ChainLook(ChainReading? Reading, IReadOnlyList<AccountLook> Accounts, IReadOnlyList<MarketReading> Markets, ReadingProblem? Failure)
{
    public static ChainLook Failed(RejectionCode code, string detail) => new(null, [], [], new(code, string.Empty, string.Empty, detail));
}

/// <summary>All of one account on one chain; replaces what was known of it there.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Positions">Every position that could be read, also those with zero shares, in order of key.</param>
/// <param name="Problems">What could not be read.</param>
public sealed record AccountLook(AccountId Account, IReadOnlyList<PositionReading> Positions, IReadOnlyList<ReadingProblem> Problems);

/// <summary>Whose address it is.</summary>
public readonly record struct LinkedOwner(AccountId Account, AccountAddress Address);
