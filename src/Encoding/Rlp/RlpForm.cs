namespace CrossChainOracle.Encoding.Rlp;

/// <summary>The form of RLP as such, whatever it means.</summary>
public static class RlpForm
{
    /// <summary>Whether the data is exactly one item, canonical in all its parts.</summary>
    /// <param name="data">The item.</param>
    /// <param name="maximumDepth">Lists within lists that are accepted; 0 for bytes only.</param>
    /// <returns>Of code <see cref="RlpFaultCode.None"/> if it is.</returns>
    public static RlpFault Check(ReadOnlySpan<byte> data, int maximumDepth)
    {
        var reader = new RlpReader(data);
        CheckItem(ref reader, maximumDepth);
        return reader.Finish();
    }

    private static void CheckItem(ref RlpReader reader, int depth)
    {
        var at = reader.Position;
        var item = reader.Item();
        if (!reader.Ok || !item.IsList) return;
        if (depth == 0)
        {
            reader.Refuse(new(RlpFaultCode.TooDeep, at, "a list within more lists than are accepted"));
            return;
        }

        var items = new RlpReader(item.Payload, item.At);
        while (!items.IsAtEnd) CheckItem(ref items, depth - 1);
        reader.Close(items);
    }
}
