using System.Numerics;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Gas;

/// <summary>Sends one kind of transaction over and over.</summary>
internal sealed class Sampler(GasChain chain)
{
    /// <summary>Updates after the first write; odd, so that one is in the middle.</summary>
    private const int Updates = 7;

    public GasChain Chain => chain;

    /// <summary>A write into empty storage, then updates of it (x → y), each with values of its own.</summary>
    /// <param name="calldata">Made anew for each; it may read the chain's clock.</param>
    public async Task<Row> RowAsync(Section section, string who, string what, EvmAddress to, Func<byte[]> calldata, long? limit = null)
    {
        var first = await chain.SendAsync(to, calldata());
        var updates = new List<Receipt>();
        while (updates.Count < Updates) updates.Add(await chain.SendAsync(to, calldata()));
        return new(section, who, what, first, updates, limit);
    }

    /// <summary>That the last transaction stored what it was sent for: a transaction may succeed without it.</summary>
    /// <param name="bytes">Where in the answer the number stands.</param>
    /// <param name="expected">Such as the time of the last block.</param>
    public async Task RequireAsync(EvmAddress to, string signature, AbiWriter arguments, Range bytes, long expected)
    {
        var answer = await chain.CallAsync(to, arguments.ToCall(AbiSelector.Of(signature)));
        var stored = new BigInteger(answer.AsSpan()[bytes], isUnsigned: true, isBigEndian: true);
        if (stored != expected) throw new InvalidOperationException($"{signature} says {stored} where {expected} was written.");
    }
}
