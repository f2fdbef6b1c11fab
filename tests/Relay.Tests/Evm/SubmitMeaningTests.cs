using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>The words of each kind of node (their sources are named beside the table in src/Relay/Evm/Sending/SubmitMeaning.cs).</summary>
public sealed class SubmitMeaningTests
{
    [Theory]
    [InlineData("geth", "already known", SubmitMeaning.AlreadyKnown)]
    [InlineData("geth", "nonce too low: next nonce 5, tx nonce 4", SubmitMeaning.NonceTooLow)]
    [InlineData("geth", "nonce too high", SubmitMeaning.NonceTooHigh)]
    [InlineData("geth", "replacement transaction underpriced", SubmitMeaning.ReplacementUnderpriced)]
    [InlineData("geth", "transaction underpriced: gas tip cap 0, minimum needed 1000000", SubmitMeaning.Underpriced)]
    [InlineData("geth", "max fee per gas less than block base fee: address 0x00, maxFeePerGas: 1, baseFee: 7", SubmitMeaning.Underpriced)]
    [InlineData("geth", "insufficient funds for gas * price + value: balance 0, tx cost 21000, overshot 21000", SubmitMeaning.InsufficientFunds)]
    [InlineData("geth", "txpool is full", SubmitMeaning.PoolFull)]
    [InlineData("geth", "exceeds block gas limit", SubmitMeaning.Refused)]
    [InlineData("geth", "intrinsic gas too low: have 1, want 21000", SubmitMeaning.Refused)]
    [InlineData("geth", "transaction type not supported", SubmitMeaning.Refused)]
    [InlineData("geth", "invalid sender", SubmitMeaning.Refused)]
    [InlineData("anvil", "transaction already imported", SubmitMeaning.AlreadyKnown)]
    [InlineData("anvil", "nonce too low", SubmitMeaning.NonceTooLow)]
    [InlineData("anvil", "replacement transaction underpriced", SubmitMeaning.ReplacementUnderpriced)]
    [InlineData("anvil", "max fee per gas less than block base fee", SubmitMeaning.Underpriced)]
    [InlineData("anvil", "Insufficient funds for gas * price + value", SubmitMeaning.InsufficientFunds)]
    [InlineData("nethermind", "AlreadyKnown", SubmitMeaning.AlreadyKnown)]
    [InlineData("nethermind", "OldNonce, Current nonce: 5, nonce of rejected tx: 4.", SubmitMeaning.NonceTooLow)]
    [InlineData("nethermind", "NonceGap, Future nonce. Expected nonce: 5", SubmitMeaning.NonceTooHigh)]
    [InlineData("nethermind", "ReplacementNotAllowed", SubmitMeaning.ReplacementUnderpriced)]
    [InlineData("nethermind", "OwnNonceAlreadyUsed", SubmitMeaning.ReplacementUnderpriced)]
    [InlineData("nethermind", "FeeTooLow, MaxFeePerGas too low. MaxFeePerGas: 1, BaseFee: 7", SubmitMeaning.Underpriced)]
    [InlineData("nethermind", "FeeTooLowToCompete", SubmitMeaning.Underpriced)]
    [InlineData("nethermind", "InsufficientFunds, Account balance: 0, cumulative cost: 21000", SubmitMeaning.InsufficientFunds)]
    [InlineData("erigon", "INTERNAL_ERROR: existing tx with same hash", SubmitMeaning.AlreadyKnown)]
    [InlineData("erigon", "INTERNAL_ERROR: could not replace existing tx", SubmitMeaning.ReplacementUnderpriced)]
    [InlineData("erigon", "INTERNAL_ERROR: nonce too low", SubmitMeaning.NonceTooLow)]
    [InlineData("erigon", "INTERNAL_ERROR: insufficient funds", SubmitMeaning.InsufficientFunds)]
    [InlineData("besu", "Known transaction", SubmitMeaning.AlreadyKnown)]
    [InlineData("besu", "Nonce too low", SubmitMeaning.NonceTooLow)]
    [InlineData("besu", "Upfront cost exceeds account balance", SubmitMeaning.InsufficientFunds)]
    [InlineData("besu", "Gas price below configured minimum gas price", SubmitMeaning.Underpriced)]
    [InlineData("besu", "Unknown transaction type", SubmitMeaning.Refused)]
    [InlineData("openethereum", "Transaction gas price 1 is too low. There is another transaction with same nonce in the queue.", SubmitMeaning.ReplacementUnderpriced)]
    [InlineData("openethereum", "Transaction with the same hash was already imported.", SubmitMeaning.AlreadyKnown)]
    [InlineData("openethereum", "Transaction nonce is too low. Try incrementing the nonce.", SubmitMeaning.NonceTooLow)]
    [InlineData("openethereum", "There are too many transactions in the queue. Your transaction was dropped due to limit.", SubmitMeaning.PoolFull)]
    [InlineData("nitro", "queue full", SubmitMeaning.PoolFull)]
    [InlineData("nitro", "not enough funds for gas", SubmitMeaning.InsufficientFunds)]
    [InlineData("zksync", "known transaction. transaction with hash 0x01 is already in the system", SubmitMeaning.AlreadyKnown)]
    [InlineData("zksync", "nonce too low. allowed nonce range: 5 - 1000, actual: 4", SubmitMeaning.NonceTooLow)]
    [InlineData("a gateway", "", SubmitMeaning.Refused)]
    [InlineData("a gateway", "method not allowed", SubmitMeaning.Refused)]
    public void Words_OfEachNode_HaveTheirMeaning(string node, string words, SubmitMeaning meaning) => Assert.Equal((node, meaning), (node, SubmitMeanings.Of(words)));

    [Fact]
    public void Words_Damaged_NeverThrow()
    {
        var mutator = new Mutator(3);
        var original = "replacement transaction underpriced"u8.ToArray();
        for (var i = 0; i < 5_000; i++) Assert.True(Enum.IsDefined(SubmitMeanings.Of(System.Text.Encoding.Latin1.GetString(mutator.Next(original)))), mutator.Describe(i));
    }
}
