using CrossChainOracle.Node.Sandbox.Accounts.Cosmos;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Accounts.Solana;
using static CrossChainOracle.Node.Sandbox.Accounts.AccountsCast;

namespace CrossChainOracle.Node.Sandbox.Accounts;

/// <summary>What everybody has when a script begins; it is final by then.</summary>
internal static class AccountsGenesis
{
    private const ulong Whole = 1_000_000;
    private const ulong Ether = 1_000_000_000_000_000_000;
    private const ulong Sol = 1_000_000_000;

    // Parts of 10^9 a second: about 3 % a year.
    private const uint VaultRate = 1;

    public static LedgerState OnEvm(long start) => LedgerState.Empty
        .WithCoins(EvmOf("alice"), 5 * Ether)
        .WithCoins(EvmOf("bob"), 2 * Ether)
        .WithCoins(EvmOf("carol"), Ether)
        .WithToken(Usdc, LedgerToken.Of(6, "USDC",
        [
            (EvmOf("alice"), 100 * Whole), (EvmOf("bob"), 1_000 * Whole), (EvmOf("carol"), 250 * Whole), (EvmOf("exchange"), 10_000_000 * Whole),
            (Vault, 500_000 * Whole), (EvmOf("vault reserve"), 1_000_000 * Whole),
        ]))
        .WithToken(Weth, LedgerToken.Of(18, "WETH", [(EvmOf("alice"), 2 * Ether), (EvmOf("carol"), Ether / 2)]))
        .WithToken(Vault, LedgerToken.Of(6, "vUSDC", [(EvmOf("vault founder"), 480_000 * Whole), (EvmOf("bob"), 5_000 * Whole)]))
        .WithVault(Vault, new(Usdc, EvmOf("vault reserve"), VaultRate, Wire.Seconds(start)));

    public static ClusterState OnSolana() => ClusterState.Empty
        .WithMint(UsdcMint, 6, 1_500 * Whole)
        .WithWallet(SolanaOf("alice"), 20 * Sol)
        .WithWallet(SolanaOf("bob"), 10 * Sol)
        .WithTokens(UsdcMint, SolanaOf("alice"), 500 * Whole)
        .WithTokens(UsdcMint, SolanaOf("bob"), 1_000 * Whole);

    public static CosmosBank OnCosmos() => CosmosBank.Empty
        .With(CosmosOf("alice"), Atom, 120 * Whole)
        .With(CosmosOf("alice"), UsdcDenom, 300 * Whole)
        .With(CosmosOf("carol"), Atom, 80 * Whole);
}
