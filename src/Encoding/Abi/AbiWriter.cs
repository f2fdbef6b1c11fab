using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Abi;

/// <summary>Writes one tuple (the arguments of a call, or its results) in canonical ABI encoding; the inverse of <see cref="AbiReader"/>.</summary>
/// <remarks>Values are added in the order of their declaration. Nested tuples are writers of their own.</remarks>
public sealed class AbiWriter
{
    private readonly List<Part> _parts = [];

    /// <summary>A tuple with a dynamic part is itself dynamic: it stands in the tail and its head holds an offset.</summary>
    public bool IsDynamic { get; private set; }

    public AbiWriter UInt(UInt128 value)
    {
        var word = new byte[AbiReader.Word];
        BinaryPrimitives.WriteUInt128BigEndian(word.AsSpan(16), value);
        return Static(word);
    }

    public AbiWriter Int(Int128 value)
    {
        var word = new byte[AbiReader.Word];
        if (value < 0) word.AsSpan(0, 16).Fill(0xff);
        BinaryPrimitives.WriteInt128BigEndian(word.AsSpan(16), value);
        return Static(word);
    }

    public AbiWriter Bool(bool value) => UInt(value ? 1u : 0u);

    public AbiWriter Address(EvmAddress value)
    {
        var word = new byte[AbiReader.Word];
        value.CopyTo(word.AsSpan(AbiReader.Word - EvmAddress.Size));
        return Static(word);
    }

    public AbiWriter Bytes32(Hash256 value) => Static(value.ToArray());

    public AbiWriter Bytes(ReadOnlySpan<byte> value)
    {
        var tail = new byte[AbiReader.Word + ((value.Length + AbiReader.Word - 1) / AbiReader.Word * AbiReader.Word)];
        BinaryPrimitives.WriteInt32BigEndian(tail.AsSpan(AbiReader.Word - sizeof(int)), value.Length);
        value.CopyTo(tail.AsSpan(AbiReader.Word));
        return Dynamic(tail);
    }

    public AbiWriter String(string value) => Bytes(System.Text.Encoding.UTF8.GetBytes(value));

    public AbiWriter Tuple(AbiWriter tuple) => tuple.IsDynamic ? Dynamic(tuple.ToArray()) : Static(tuple.ToArray());

    /// <summary>Of tuples, or of values of fixed size: each element a writer of its own.</summary>
    public AbiWriter Array(IReadOnlyCollection<AbiWriter> elements)
    {
        var inner = new AbiWriter();
        foreach (var element in elements) inner.Tuple(element);
        return Counted(elements.Count, inner);
    }

    /// <summary><c>bytes[]</c>, whose elements are no tuples.</summary>
    public AbiWriter BytesArray(IReadOnlyCollection<byte[]> elements)
    {
        var inner = new AbiWriter();
        foreach (var element in elements) inner.Bytes(element);
        return Counted(elements.Count, inner);
    }

    public byte[] ToArray()
    {
        var head = 0;
        var total = 0;
        foreach (var part in _parts)
        {
            head += part.IsDynamic ? AbiReader.Word : part.Bytes.Length;
            total += part.Bytes.Length + (part.IsDynamic ? AbiReader.Word : 0);
        }

        var bytes = new byte[total];
        var next = 0;
        var tail = head;
        foreach (var part in _parts)
        {
            part.Bytes.CopyTo(bytes, part.IsDynamic ? tail : next);
            if (!part.IsDynamic)
            {
                next += part.Bytes.Length;
                continue;
            }

            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(next + AbiReader.Word - sizeof(int)), tail);
            next += AbiReader.Word;
            tail += part.Bytes.Length;
        }

        return bytes;
    }

    /// <summary>Call data: the selector and then the arguments.</summary>
    public byte[] ToCall(uint selector)
    {
        var arguments = ToArray();
        var call = new byte[AbiSelector.Size + arguments.Length];
        BinaryPrimitives.WriteUInt32BigEndian(call, selector);
        arguments.CopyTo(call, AbiSelector.Size);
        return call;
    }

    private AbiWriter Counted(int count, AbiWriter elements) => Dynamic([.. new AbiWriter().UInt((UInt128)count).ToArray(), .. elements.ToArray()]);

    private AbiWriter Static(byte[] words)
    {
        _parts.Add(new(words, IsDynamic: false));
        return this;
    }

    private AbiWriter Dynamic(byte[] tail)
    {
        _parts.Add(new(tail, IsDynamic: true));
        IsDynamic = true;
        return this;
    }

    private readonly record struct Part(byte[] Bytes, bool IsDynamic);
}
