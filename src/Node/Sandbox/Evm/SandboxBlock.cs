using System.Buffers.Binary;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>One block: how many values each contract knows. Immutable.</summary>
/// <remarks>The hash is over what is here and not over an RLP header: nobody can check a sandbox's header against anything.</remarks>
internal sealed record SandboxBlock : IEthereumBlock
{
    private const int HeadSize = 8 + 8 + Hash256.Size + Hash256.Size;
    private const int EntrySize = EvmAddress.Size + sizeof(int) + Price.Size;

    private SandboxBlock(ulong number, Hash256 hash, Hash256 parent, long time, Hash256 stateRoot, IReadOnlyList<int> known) =>
        (Number, Hash, Parent, Time, StateRoot, Known) = (number, hash, parent, time, stateRoot, known);

    public ulong Number { get; }

    public Hash256 Hash { get; }

    public Hash256 Parent { get; }

    /// <summary>Unix seconds.</summary>
    public long Time { get; }

    public Hash256 StateRoot { get; }

    /// <summary>For each contract of the chain, how many of its values are known.</summary>
    public IReadOnlyList<int> Known { get; }

    /// <summary>The block after <paramref name="parent"/>, or the first.</summary>
    public static SandboxBlock After(SandboxBlock? parent, long time, IReadOnlyList<SandboxContract> contracts, IReadOnlyList<int> known)
    {
        var number = parent is null ? 1 : parent.Number + 1;
        var state = StateOf(contracts, known);
        Span<byte> head = stackalloc byte[HeadSize];
        BinaryPrimitives.WriteUInt64BigEndian(head, number);
        BinaryPrimitives.WriteInt64BigEndian(head[8..], time);
        (parent?.Hash ?? Hash256.Zero).CopyTo(head[16..]);
        state.CopyTo(head[(16 + Hash256.Size)..]);
        return new(number, Keccak256.Hash(head), parent?.Hash ?? Hash256.Zero, time, state, known);
    }

    private static Hash256 StateOf(IReadOnlyList<SandboxContract> contracts, IReadOnlyList<int> known)
    {
        var bytes = new byte[contracts.Count * EntrySize];
        for (var i = 0; i < contracts.Count; i++)
        {
            var entry = bytes.AsSpan(i * EntrySize, EntrySize);
            contracts[i].Address.CopyTo(entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[EvmAddress.Size..], known[i]);
            BinaryPrimitives.WriteInt128BigEndian(entry[(EvmAddress.Size + sizeof(int))..], contracts[i].LatestAt(known[i]));
        }

        return Keccak256.Hash(bytes);
    }
}
