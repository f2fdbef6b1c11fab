using System.Security.Cryptography;

namespace CrossChainOracle.Collateral.CosmosBank;

/// <summary>Where x/bank keeps balances and x/staking keeps what is unbonding; the sources stand in the README beside this file.</summary>
internal static class BankLayout
{
    public const string BankStore = "bank";
    public const string StakingStore = "staking";

    private const byte Balances = 0x02;
    private const byte UnbondingDelegations = 0x32;

    /// <summary><c>0x02 | length | address | denom</c>.</summary>
    public static byte[] BalanceKey(byte[] address, string denom) => [Balances, (byte)address.Length, .. address, .. System.Text.Encoding.ASCII.GetBytes(denom)];

    /// <summary><c>0x32 | length | delegator | length | validator</c>.</summary>
    public static byte[] UnbondingKey(byte[] delegator, byte[] validator) => [UnbondingDelegations, (byte)delegator.Length, .. delegator, (byte)validator.Length, .. validator];

    /// <summary>The denom of a token that came over IBC: <c>ibc/</c> and SHA-256 of its trace (ICS-20, ADR 001 of ibc-go).</summary>
    /// <param name="path">Ports and channels from this chain backwards, such as <c>transfer/channel-208</c>.</param>
    /// <param name="baseDenom">On the chain it came from.</param>
    public static string IbcDenom(string path, string baseDenom) => "ibc/" + Convert.ToHexString(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"{path}/{baseDenom}")));
}
