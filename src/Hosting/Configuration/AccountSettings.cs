using CrossChainOracle.Collateral.Links;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>What stands behind a link.</summary>
public enum LinkControl
{
    /// <summary>Only the operator says so; statements say that.</summary>
    Declared = 1,

    /// <summary>The owner's signature was verified.</summary>
    Proven,

    /// <summary>A contract has to be asked first (<see cref="ContractLink"/>). Until then the link is no link.</summary>
    AsksContract,
}

/// <summary>One address of an account.</summary>
/// <param name="Address">CAIP-10.</param>
/// <param name="Control">What stands behind it.</param>
/// <param name="Nonce">Of the proof; 0 when declared.</param>
/// <param name="Proof">Null when declared.</param>
public sealed record LinkSettings(AccountAddress Address, LinkControl Control, ulong Nonce, LinkProof? Proof)
{
    /// <exception cref="InvalidOperationException">Its contract has not been asked.</exception>
    public AccountLink ToLink() => Control == LinkControl.AsksContract ? throw new InvalidOperationException($"The contract {Address} has not been asked.") : new(Address, Control == LinkControl.Proven);
}

/// <summary>One account.</summary>
/// <param name="Account">Its name.</param>
/// <param name="Shard">Where it is stated.</param>
/// <param name="Links">In order of address.</param>
public sealed record AccountSettings(AccountId Account, ShardId Shard, IReadOnlyList<LinkSettings> Links)
{
    public AccountRule ToRule() => new(Account, [.. Links.Select(link => link.ToLink())]);
}

/// <summary>All accounts of a deployment. Sound: whoever holds them has had every rule and every proof checked that needs no chain.</summary>
/// <param name="Deployment">What the proofs are for.</param>
/// <param name="Shards">Names, in order.</param>
/// <param name="Accounts">In order of account.</param>
/// <param name="MinimumNonces">By address: what a proof's nonce must be at least. Whoever keeps it and gives it back cannot be replayed to, even where the file forgets.</param>
public sealed record AccountsConfig(string Deployment, IReadOnlyList<ShardId> Shards, IReadOnlyList<AccountSettings> Accounts, IReadOnlyDictionary<AccountAddress, ulong> MinimumNonces);
