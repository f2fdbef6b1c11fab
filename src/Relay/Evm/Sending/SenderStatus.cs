namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>An account as the last step that got an answer saw it.</summary>
/// <param name="Endpoint">That was asked: scheme, host and port.</param>
/// <param name="Head">Number of the newest block.</param>
/// <param name="Nonce">Transactions of the account in blocks.</param>
/// <param name="Waiting">Transactions of ours that wait for inclusion.</param>
/// <param name="Foreign">Transactions in the mempool that are the account's and not ours: ours behind them wait for them.</param>
/// <param name="Balance">Wei.</param>
/// <param name="Covers">Postings that the balance pays for at today's fees.</param>
/// <param name="IsLow">Whether somebody has to send ether.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record SenderStatus(string Endpoint, ulong Head, ulong Nonce, int Waiting, int Foreign, UInt128 Balance, UInt128 Covers, bool IsLow, long At);
