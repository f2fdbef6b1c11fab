using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Relay.Evm;

/// <summary>The function of a hub that takes a posting (<c>IOracleHub</c>, push).</summary>
public enum PostingForm
{
    /// <summary><c>post</c>: all prices of a batch, a slot each.</summary>
    Batch = 1,

    /// <summary><c>postPaired</c>: all prices of a batch, two to a slot.</summary>
    Paired = 2,

    /// <summary><c>postPrice</c>: one price with its proof.</summary>
    Price = 3,

    /// <summary><c>postFact</c>: a position, a snapshot, a chain status or a retraction with its proof.</summary>
    Fact = 4,

    /// <summary><c>rotate</c>: an attester set with its proof.</summary>
    Rotation = 5,
}

/// <summary>The calls of a hub that change it (contracts/evm, <c>IOracleHub</c>): selector and one <c>bytes</c> argument, a posting by section 15.1.</summary>
public static class HubCalls
{
    private static readonly Dictionary<PostingForm, uint> Selectors = new()
    {
        [PostingForm.Batch] = AbiSelector.Of("post(bytes)"),
        [PostingForm.Paired] = AbiSelector.Of("postPaired(bytes)"),
        [PostingForm.Price] = AbiSelector.Of("postPrice(bytes)"),
        [PostingForm.Fact] = AbiSelector.Of("postFact(bytes)"),
        [PostingForm.Rotation] = AbiSelector.Of("rotate(bytes)"),
    };

    /// <summary>All prices of a batch, with all the signatures that are given.</summary>
    public static byte[] Post(Attestation attestation, SigningDomain domain) => Call(PostingForm.Batch, PostingCodec.Encode(attestation, domain, attestation.Signatures.Count));

    /// <summary>The same, two prices to a slot.</summary>
    public static byte[] PostPaired(Attestation attestation, SigningDomain domain) => Call(PostingForm.Paired, PostingCodec.Encode(attestation, domain, attestation.Signatures.Count));

    /// <param name="form">One of those that take a statement.</param>
    /// <param name="statement">With its proof and all the signatures that are to be sent.</param>
    public static byte[] Post(PostingForm form, StatementAttestation statement, SigningDomain domain) =>
        form is PostingForm.Price or PostingForm.Fact or PostingForm.Rotation
            ? Call(form, PostingCodec.Encode(statement, domain, statement.Signatures.Count))
            : throw new ArgumentOutOfRangeException(nameof(form), form, "takes a batch");

    /// <summary>Null for the call of something else.</summary>
    public static PostingForm? FormOf(ReadOnlySpan<byte> call)
    {
        if (!AbiSelector.TrySplit(call, out var selector, out _)) return null;
        foreach (var (form, known) in Selectors)
        {
            if (known == selector) return form;
        }

        return null;
    }

    /// <summary>The posting inside a call of ours; false for anything else.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> call, out PostingForm form, out byte[] posting)
    {
        form = FormOf(call).GetValueOrDefault();
        posting = [];
        if (form == 0) return false;
        var reader = new AbiReader(call[AbiSelector.Size..]);
        if (!reader.TryOpen(1, out var frame) || !reader.TryReadBytes(ref frame, int.MaxValue, out var bytes) || !reader.TryFinish()) return false;
        posting = bytes.ToArray();
        return true;
    }

    /// <summary>Where a hub keeps a batch's prices two to a slot (section 15.3): keccak256(0x02 ‖ shard ‖ each feed, in order of name).</summary>
    public static Hash256 LayoutOf(ShardId shard, IEnumerable<FeedId> feeds)
    {
        using var writer = new CanonicalWriter();
        writer.U8(2);
        writer.Shard(shard);
        foreach (var feed in feeds) writer.Feed(feed);
        return Keccak256.Hash(writer.Written);
    }

    private static byte[] Call(PostingForm form, byte[] posting) => new AbiWriter().Bytes(posting).ToCall(Selectors[form]);
}
