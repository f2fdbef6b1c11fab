using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Accounts.Cosmos;

/// <summary>The store of x/bank (cosmos-sdk, x/bank/types/keys.go): amounts by <c>0x02 | length | address | denom</c>, in upper-case hex. Immutable.</summary>
internal sealed record CosmosBank(ImmutableSortedDictionary<string, UInt128> Entries)
{
    private const byte Balances = 0x02;

    public static CosmosBank Empty { get; } = new(ImmutableSortedDictionary.Create<string, UInt128>(StringComparer.Ordinal));

    /// <summary>Made of all entries. No tree: proofs of the store are not played.</summary>
    public Hash256 AppHash => Hash256.From(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Concat(Entries.Select(static entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}={entry.Value};"))))));

    public static string KeyOf(byte[] address, string denom) => Convert.ToHexString([Balances, (byte)address.Length, .. address, .. System.Text.Encoding.ASCII.GetBytes(denom)]);

    public CosmosBank With(byte[] address, string denom, UInt128 amount) => Set(KeyOf(address, denom), amount);

    /// <summary>After a transfer; null where the sender has not enough.</summary>
    public CosmosBank? Send(CosmosSend send)
    {
        var (from, to) = (KeyOf(send.From, send.Denom), KeyOf(send.To, send.Denom));
        var has = Entries.GetValueOrDefault(from);
        if (has < send.Amount) return null;
        var paid = Set(from, has - send.Amount);
        return paid.Set(to, paid.Entries.GetValueOrDefault(to) + send.Amount);
    }

    private CosmosBank Set(string key, UInt128 amount) => new(amount == 0 ? Entries.Remove(key) : Entries.SetItem(key, amount));
}

/// <summary>A transfer by x/bank's <c>MsgSend</c>.</summary>
internal sealed record CosmosSend(byte[] From, byte[] To, string Denom, UInt128 Amount);
