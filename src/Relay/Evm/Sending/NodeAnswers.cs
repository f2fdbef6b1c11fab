using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>What an endpoint answered, or why that is no answer.</summary>
internal readonly record struct Told<T>(T Value, string? Failure)
{
    public static implicit operator Told<T>(T value) => new(value, null);

    public static Told<T> Failed(string failure) => new(default!, failure);
}

/// <param name="Succeeded">Whether the contract took it.</param>
/// <param name="FeePerGas">Wei, as paid; null where the node does not say.</param>
internal sealed record Receipt(Hash256 Transaction, bool Succeeded, ulong Block, Hash256 BlockHash, ulong GasUsed, UInt128? FeePerGas);

/// <summary>What came of a call that changes nothing.</summary>
internal abstract record CallResult
{
    private CallResult()
    {
    }

    /// <param name="Gas">Where gas was asked for.</param>
    public sealed record Ok(ulong Gas) : CallResult;

    public sealed record Reverted(ReadOnlyMemory<byte> Data) : CallResult;

    public sealed record Failed(string Reason) : CallResult;
}
