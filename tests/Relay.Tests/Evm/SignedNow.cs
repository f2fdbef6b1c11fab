using CrossChainOracle.Relay.Evm.Transactions;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Tests.Evm;

internal static class SignedNow
{
    /// <summary>With a key of this process, which does not wait.</summary>
    public static SignedTransaction Sign(this DynamicFeeTransaction transaction, ISigner signer) => transaction.SignAsync(signer, default).AsTask().GetAwaiter().GetResult();
}
