using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Decides one call from what the endpoints answered about it at one block.</summary>
internal static class Agreement
{
    private static readonly uint ErrorString = AbiSelector.Of("Error(string)");

    /// <summary>The answer that at least <paramref name="needed"/> endpoints gave, and more than gave any other.</summary>
    public static CallOutcome Decide(
        PinnedBlock block, EvmAddress contract, int call, int needed, IReadOnlyList<EvmNode> nodes, IReadOnlyList<Reply<MulticallResult[]>> replies, Action<EndpointIncident> report)
    {
        var answers = new Hash256?[nodes.Count];
        for (var i = 0; i < nodes.Count; i++) answers[i] = replies[i].Value is { } results ? Digest(results[call]) : null;
        var first = Quorum.Find(answers, needed, out var support);
        if (first < 0)
        {
            return new CallOutcome.Failed(Shortfall.Explain(
                support, needed, [.. nodes.Select(node => node.Name)], [.. replies.Select(reply => reply.Failure)], i => $"answer {answers[i]}"));
        }

        var agreed = answers[first]!.Value;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (answers[i] is { } answer && answer != agreed) report(new EndpointIncident.Dissent(nodes[i].Name, block, contract, answer, agreed));
        }

        return Outcome(contract, replies[first].Value![call]);
    }

    private static Hash256 Digest(MulticallResult result) => Keccak256.Hash([result.Success ? (byte)1 : (byte)0], result.ReturnData.Span);

    private static CallOutcome Outcome(EvmAddress contract, MulticallResult result)
    {
        if (!result.Success) return Failed($"{contract} reverted{Reason(result.ReturnData.Span)}");

        // A call to an address without code succeeds and returns nothing.
        return result.ReturnData.IsEmpty ? Failed($"{contract} returned nothing: no contract there, or not this one") : new CallOutcome.Returned(result.ReturnData);
    }

    private static string Reason(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return " without a reason";
        if (!AbiSelector.TrySplit(data, out var selector, out var arguments) || selector != ErrorString) return $": {Hex.Encode(data[..Math.Min(data.Length, 36)])}";
        var reader = new AbiReader(arguments);
        return reader.TryOpen(1, out var top) && reader.TryReadString(ref top, 256, out var text) ? $": {PlainText.Clean(text, 80)}" : ": unreadable reason";
    }

    private static CallOutcome.Failed Failed(string detail) => new(new(RejectionCode.CallFailed, detail)) { IsAgreed = true };
}
