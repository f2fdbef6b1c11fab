namespace CrossChainOracle.Gas;

/// <summary>What a transaction cost, and how much of it its bytes alone cost.</summary>
/// <param name="Gas">Gas used, as the receipt says it.</param>
/// <param name="Bytes">Of calldata.</param>
/// <param name="NonZero">How many of them are not zero.</param>
internal sealed record Receipt(long Gas, int Bytes, int NonZero)
{
    /// <summary>What every transaction pays.</summary>
    public const long Base = 21_000;

    public Receipt(long gas, ReadOnlySpan<byte> calldata)
        : this(gas, calldata.Length, calldata.Length - calldata.Count((byte)0))
    {
    }

    /// <summary>16 per byte that is not zero, 4 per zero (EIP-2028).</summary>
    public long CalldataGas => 4 * Tokens;

    /// <summary>The least that a transaction with these bytes costs (EIP-7623): 10 a token, of which a byte that is not zero has four.</summary>
    public long Floor => Base + (10 * Tokens);

    public bool FloorBinds => Gas == Floor;

    private long Tokens => Bytes + (3L * NonZero);
}
