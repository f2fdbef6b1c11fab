using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>
/// Every signature in the vectors, by digest and key. Nonces are random, so a signature is made once and then kept here; everything else in the vectors
/// is computed again on every run.
/// </summary>
public sealed class SignatureBook
{
    public const string FileName = "signatures";

    private readonly SortedDictionary<string, SortedDictionary<int, string>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonNode> _used = [];

    public static SignatureBook Load()
    {
        var book = new SignatureBook();
        if (!File.Exists(VectorFile.PathOf(FileName))) return book;
        foreach (var (digest, byKey) in VectorFile.Read(FileName).AsObject())
        {
            book._known[digest] = new(byKey!.AsObject().ToDictionary(pair => int.Parse(pair.Key, null), pair => (string)pair.Value!));
        }

        return book;
    }

    public byte[] Sign(int key, Hash256 digest)
    {
        if (!_known.TryGetValue($"{digest}", out var byKey)) _known[$"{digest}"] = byKey = [];
        if (!byKey.TryGetValue(key, out var text))
        {
            if (!VectorFile.Rewriting) throw new InvalidOperationException($"tests/vectors/{FileName}.json has no signature of key {key} over {digest}: the bytes changed. Write the vectors anew with CCO_WRITE_VECTORS=1.");
            byKey[key] = text = Hex.Encode(TestAttesters.Sign(key, digest));
        }

        if (!_used.TryGetValue($"{digest}", out var used)) _used[$"{digest}"] = used = new JsonObject();
        used[$"{key}"] = text;
        Hex.TryDecode(text, out byte[]? bytes);
        return bytes!;
    }

    /// <summary>Signatures of the members at these indices of the set.</summary>
    public AttesterSignature[] Sign(AttesterSet set, Hash256 digest, params int[] signers) =>
        [.. signers.Select(signer => new AttesterSignature((byte)signer, Sign(TestAttesters.NumberOf(set.Members[signer]), digest)))];

    /// <summary>What was used since <see cref="Load"/>; signatures that nothing needs any more are dropped.</summary>
    public JsonObject ToJson() => new(_used.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.DeepClone())));
}
