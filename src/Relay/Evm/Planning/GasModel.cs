namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>What a posting is expected to cost, in gas: enough to choose between forms. The sender asks the node for the limit.</summary>
/// <remarks>Calldata and slots are the protocol's own prices (EIP-2028, EIP-2929, EIP-2200 and EIP-7623); the others are measured on the hub (docs/gas.md, tests).</remarks>
public static class GasModel
{
    /// <summary>Of every transaction.</summary>
    public const ulong Transaction = 21_000;

    /// <summary>A zero byte of calldata (EIP-2028); a floor token (EIP-7623) is as much of a byte.</summary>
    public const ulong ZeroByte = 4;

    public const ulong NonZeroByte = 16;

    /// <summary>EIP-7623: a transaction pays at least this for each token; a zero byte is one, another byte four.</summary>
    public const ulong FloorToken = 10;

    /// <summary>Dispatch, header, digest, reading the attester set's code.</summary>
    public const ulong Hub = 4_200;

    /// <summary>One signature: the precompile's 3,000, the call, the comparison.</summary>
    public const ulong Signature = 3_400;

    /// <summary>One node of a Merkle proof.</summary>
    public const ulong ProofNode = 240;

    /// <summary>Parsing, hashing and rounding one price.</summary>
    public const ulong Statement = 450;

    /// <summary>A slot that had a value: cold read and changed (EIP-2929, EIP-2200).</summary>
    public const ulong Update = 5_000;

    /// <summary>A slot that was zero.</summary>
    public const ulong FreshSlot = 22_100;

    /// <param name="call">Selector and arguments.</param>
    /// <param name="signatures">That are checked.</param>
    /// <param name="nodes">Of the proof.</param>
    /// <param name="statements">That are read.</param>
    /// <param name="updates">Slots that change a value.</param>
    /// <param name="fresh">Slots that are written the first time.</param>
    public static ulong Estimate(ReadOnlySpan<byte> call, int signatures, int nodes, int statements, int updates, int fresh)
    {
        var zeros = (ulong)call.Count((byte)0);
        var others = (ulong)call.Length - zeros;
        var execution = Hub + ((ulong)signatures * Signature) + ((ulong)nodes * ProofNode) + ((ulong)statements * Statement) + ((ulong)updates * Update) + ((ulong)fresh * FreshSlot);
        var floor = FloorToken * (zeros + (4 * others));
        return Transaction + Math.Max((ZeroByte * zeros) + (NonZeroByte * others) + execution, floor);
    }
}
