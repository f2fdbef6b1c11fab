using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>What a posting is expected to cost, in gas: enough to choose between forms. The sender asks the node for the limit.</summary>
/// <remarks>
/// Calldata and slots are the protocol's own prices (EIP-2028, EIP-2929, EIP-2200 and EIP-7623). The others are fitted to the hub as it is compiled and held to it on a real node, within 2 % (<c>GasModelTests</c>).
/// </remarks>
public static class GasModel
{
    /// <summary>Of every transaction.</summary>
    public const ulong Transaction = 21_000;

    /// <summary>A zero byte of calldata (EIP-2028); a floor token (EIP-7623) is as much of a byte.</summary>
    public const ulong ZeroByte = 4;

    public const ulong NonZeroByte = 16;

    /// <summary>EIP-7623: a transaction pays at least this for each token; a zero byte is one, another byte four.</summary>
    public const ulong FloorToken = 10;

    /// <summary>One signature: the precompile's 3,000, the call, the comparison.</summary>
    public const ulong Signature = 3_323;

    /// <summary>One node of a Merkle proof.</summary>
    public const ulong ProofNode = 142;

    /// <summary>A slot that had a value: cold read and changed (EIP-2929, EIP-2200).</summary>
    public const ulong Update = 5_000;

    /// <summary>A slot that was zero.</summary>
    public const ulong FreshSlot = 22_100;

    /// <summary>A batch of prices, or one of them with its proof.</summary>
    /// <param name="form">Of prices.</param>
    /// <param name="call">Selector and arguments.</param>
    /// <param name="signatures">That are checked.</param>
    /// <param name="nodes">Of the proof.</param>
    /// <param name="statements">That are read.</param>
    /// <param name="updates">Slots that change a value.</param>
    /// <param name="fresh">Slots that are written the first time.</param>
    public static ulong Prices(PostingForm form, ReadOnlySpan<byte> call, int signatures, int nodes, int statements, int updates, int fresh)
    {
        // Dispatch, header, digest, reading the attester set's code; then for each price: parsing, hashing, rounding.
        var (hub, price) = form switch
        {
            PostingForm.Batch => (7_168UL, 940UL),
            PostingForm.Paired => (7_975UL, 534UL),
            PostingForm.Price => (7_168UL, 385UL),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "not a form of prices"),
        };
        return Sum(call, hub + ((ulong)statements * price) + ((ulong)updates * Update) + ((ulong)fresh * FreshSlot), signatures, nodes);
    }

    /// <summary>A fact, a retraction or a rotation, with its proof.</summary>
    /// <param name="isFresh">Nothing of its subject was stored before; a rotation stores its set anew each time.</param>
    public static ulong Statement(Statement statement, ReadOnlySpan<byte> call, int signatures, int nodes, bool isFresh)
    {
        // Hub, fact hub and event; and the slots of what is stored.
        var (hub, slots) = statement switch
        {
            RetractionStatement => (15_346UL, 2UL),
            ChainStatusStatement => (16_250UL, 3UL),
            SnapshotStatement => (23_257UL, 4UL),
            CollateralStatement => (24_486UL, 5UL),
            MarketIndexStatement => (21_910UL, 5UL),

            // A contract whose code is the set: 200 for each byte, of which a member has 20.
            AttesterSetStatement set => (56_295 + (4_176 * (ulong)set.Set.Members.Count), 0UL),
            _ => throw new ArgumentException($"{statement.Kind} is not posted by itself.", nameof(statement)),
        };
        return Sum(call, hub + (slots * (isFresh ? FreshSlot : Update)), signatures, nodes);
    }

    private static ulong Sum(ReadOnlySpan<byte> call, ulong execution, int signatures, int nodes)
    {
        var zeros = (ulong)call.Count((byte)0);
        var others = (ulong)call.Length - zeros;
        var whole = execution + ((ulong)signatures * Signature) + ((ulong)nodes * ProofNode);
        return Transaction + Math.Max((ZeroByte * zeros) + (NonZeroByte * others) + whole, FloorToken * (zeros + (4 * others)));
    }
}
