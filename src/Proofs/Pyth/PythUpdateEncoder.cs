using System.Buffers.Binary;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>Makes updates as Pyth's network does, for networks of our own: the sandbox's development signers and tests.</summary>
/// <param name="source">Who speaks.</param>
/// <param name="setIndex">Signer set that signs.</param>
/// <param name="signers">Which members sign; ascending, each once.</param>
/// <param name="sign">Gives member i's 65-byte signature (r, s, v) of a digest.</param>
public sealed class PythUpdateEncoder(Emitter source, uint setIndex, IReadOnlyList<byte> signers, Func<Hash256, int, byte[]> sign)
{
    private const uint RingSize = 10_000;

    /// <summary>One slot: its VAA is signed once, then any choice of its messages can be had with proofs, as Hermes serves them.</summary>
    /// <param name="timestamp">Unix seconds.</param>
    /// <param name="slot">Pythnet slot; also the VAA's sequence.</param>
    /// <param name="messages">All messages of the slot.</param>
    public Slot Sign(uint timestamp, ulong slot, IReadOnlyList<PythMessage> messages)
    {
        var leaves = messages.Select(PythMessageCodec.Write).ToArray();
        var tree = Keccak160Tree.Build(leaves);
        var payload = new byte[SlotRoot.Size];
        BinaryPrimitives.WriteUInt32BigEndian(payload, SlotRoot.Magic);
        BinaryPrimitives.WriteUInt64BigEndian(payload.AsSpan(5), slot);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(13), RingSize);
        tree[1].CopyTo(payload.AsSpan(17));
        return new(VaaEncoder.Encode(setIndex, signers, sign, VaaEncoder.Body(timestamp, 0, source, slot, 1, payload)), leaves, tree);
    }

    /// <summary>A signed slot.</summary>
    public sealed class Slot
    {
        private readonly byte[][] _messages;
        private readonly byte[][] _tree;

        internal Slot(byte[] vaa, byte[][] messages, byte[][] tree) => (Vaa, _messages, _tree) = (vaa, messages, tree);

        public byte[] Vaa { get; }

        /// <summary>The PNAU update with these messages, in this order, with their proofs.</summary>
        /// <param name="indices">Into the messages of the slot; at most 255.</param>
        public byte[] Update(IReadOnlyList<int> indices)
        {
            using var stream = new MemoryStream();
            Span<byte> head = stackalloc byte[10];
            head.Clear();
            BinaryPrimitives.WriteUInt32BigEndian(head, Accumulator.Magic);
            head[4] = Accumulator.Major;
            BinaryPrimitives.WriteUInt16BigEndian(head[8..], checked((ushort)Vaa.Length));
            stream.Write(head);
            stream.Write(Vaa);
            stream.WriteByte(checked((byte)indices.Count));
            foreach (var index in indices) WriteEntry(stream, index);
            return stream.ToArray();
        }

        private void WriteEntry(MemoryStream stream, int index)
        {
            var message = _messages[index];
            Span<byte> length = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)message.Length));
            stream.Write(length);
            stream.Write(message);
            var leaf = (_tree.Length / 2) + index;
            stream.WriteByte((byte)System.Numerics.BitOperations.Log2((uint)leaf));
            for (; leaf > 1; leaf /= 2) stream.Write(_tree[leaf ^ 1]);
        }
    }
}
