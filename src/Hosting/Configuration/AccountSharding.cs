using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Which shard states an account that names none.</summary>
/// <remarks>
/// The shard with the highest keccak256(account, 16 bytes | shard, 16 bytes), read as a number (rendezvous hashing). It depends on the account's name and the set of shards
/// only: order in the file and other accounts move nobody, and one more shard moves only those that go to it.
/// </remarks>
public static class AccountSharding
{
    /// <summary>Of one shard. A full one is not spilled into others, or an account that comes would move one that is there.</summary>
    public const int MaximumAccounts = 256;

    /// <param name="account">Whose.</param>
    /// <param name="shards">At least one, distinct.</param>
    public static ShardId Of(AccountId account, IReadOnlyList<ShardId> shards) => shards.MaxBy(shard => Weight(account, shard));

    private static Hash256 Weight(AccountId account, ShardId shard)
    {
        Span<byte> bytes = stackalloc byte[AccountId.Size + ShardId.Size];
        account.CopyTo(bytes);
        shard.CopyTo(bytes[AccountId.Size..]);
        return Keccak256.Hash(bytes);
    }
}
