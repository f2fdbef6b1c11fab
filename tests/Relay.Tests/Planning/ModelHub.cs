using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;

namespace CrossChainOracle.Relay.Tests.Planning;

/// <summary>A hub's rules (docs/spec/attestation-v1.md, section 15.2) over the bytes of calls: signatures, root and body are really checked. Prices are kept as they were signed.</summary>
internal sealed class ModelHub(SigningDomain domain, AttesterSet anchor)
{
    private readonly List<AttesterSet> _sets = [anchor];
    private readonly Dictionary<(ShardId, FeedId), StoredPrice> _prices = [];
    private readonly Dictionary<(ShardId Shard, Hash256 Subject), (ulong Sequence, long ValidUntil, StatementKind Kind)> _facts = [];
    private readonly Dictionary<(ShardId Shard, Hash256 Subject), ulong> _floors = [];
    private readonly Dictionary<ShardId, ulong> _snapshotFloors = [];

    public ulong Number { get; private set; }

    public long Time { get; private set; } = Deployment.Start;

    public UInt128 BaseFee { get; set; } = 10;

    public uint Epoch => _sets[^1].Epoch;

    public void Mine(long time) => (Number, Time) = (Number + 1, Math.Max(time, Time + 1));

    public HubState State() => new(
        Number, Deployment.Position((int)Number % 200), Time, BaseFee, Epoch, new Dictionary<(ShardId, FeedId), StoredPrice>(_prices), _facts.ToDictionary(static fact => fact.Key, static fact => fact.Value.Sequence),
        new Dictionary<(ShardId, Hash256), ulong>(_floors))
    {
        FactEnds = _facts.ToDictionary(static fact => fact.Key, static fact => fact.Value.ValidUntil),
        SnapshotFloors = new Dictionary<ShardId, ulong>(_snapshotFloors),
    };

    /// <summary>Null when the call is taken, else the name of the error.</summary>
    public string? Execute(ReadOnlySpan<byte> call)
    {
        if (!HubCalls.TryOpen(call, out var form, out var posting)) return "no call of a hub";
        var statements = new List<byte[]>();
        if (Open(posting, form is PostingForm.Batch or PostingForm.Paired, statements, out var header) is { } error) return error;
        if (header.ObservedAt > Time + 2_000) return "Ahead";
        Statement[] decoded = [.. statements.Select(static bytes => StatementCodec.Decode(bytes, out var statement) is null ? statement! : throw new InvalidOperationException("a statement does not decode"))];
        return form switch
        {
            PostingForm.Rotation => Rotate(header, ((AttesterSetStatement)decoded[0]).Set),
            PostingForm.Fact => decoded[0] is RetractionStatement retraction ? Retract(retraction) : Store(header, decoded[0]),
            PostingForm.Paired => StorePaired(header, decoded),
            _ => decoded.Select(statement => StorePrice(header, statement)).ToList() is var errors && errors.Contains(null) ? null : errors[0],
        };
    }

    private string? Open(byte[] posting, bool isBatch, List<byte[]> statements, out BatchHeader header)
    {
        header = null!;
        var reader = new CanonicalReader(posting, "posting");
        if (!reader.Bytes(4).SequenceEqual(domain.Salt.ToArray().AsSpan(0, 4))) return "WrongDeployment";
        var terms = reader.Bytes(80).ToArray();
        var provenance = reader.Hash();
        var other = reader.Hash();
        var signatures = new List<AttesterSignature>();
        for (var left = reader.U8(); left > 0; left--) signatures.Add(new(reader.U8(), reader.Bytes(65).ToArray()));
        Hash256 root;
        Hash256 body;
        if (isBatch)
        {
            var rest = reader.Bytes(reader.Remaining).ToArray();
            for (var at = 0; at < rest.Length;)
            {
                var size = rest[at] switch { 1 => 96, 2 => 64, 3 => 20 + (20 * rest[at + 3]), 5 => 192, 6 => 160, 7 => 256, 10 => 96, _ => 224 };
                statements.Add(rest[at..(at + size)]);
                at += size;
            }

            (root, body) = (other, Keccak256.Hash(rest));
        }
        else
        {
            var proof = new Hash256[reader.U8()];
            for (var i = 0; i < proof.Length; i++) proof[i] = reader.Hash();
            statements.Add(reader.Bytes(reader.Remaining).ToArray());
            (root, body) = (MerkleTree.RootFromProof(MerkleTree.LeafHash(statements[0]), proof), other);
        }

        // What the provenance stands for is not in a posting; a header is decoded with any that keeps its rules.
        var previous = terms.AsSpan(8, 8).ContainsAnyExcept((byte)0) ? provenance : Hash256.Zero;
        byte[] whole = [.. terms, .. previous.ToArray(), .. Hash256.Zero.ToArray(), .. Hash256.Zero.ToArray(), .. root.ToArray(), .. body.ToArray()];
        if (!reader.Ok || BatchHeaderCodec.Decode(whole, out var decoded) is not null) return "Truncated";
        header = decoded!;
        return CheckSignatures(header, domain.Digest(header, provenance), signatures);
    }

    private string? CheckSignatures(BatchHeader header, Hash256 digest, List<AttesterSignature> signatures)
    {
        var set = _sets.TakeLast(2).FirstOrDefault(set => set.Epoch == header.Epoch);
        if (set is null) return "UnknownEpoch";
        if (signatures.Count != set.Threshold) return "TooFewSignatures";
        for (var i = 0; i < signatures.Count; i++)
        {
            if (i > 0 && signatures[i].Signer <= signatures[i - 1].Signer) return "SignerOrder";
            if (!Secp256k1.TryRecoverAddress(digest, signatures[i].Bytes.Span, out var address) || address != set.Members[signatures[i].Signer]) return "BadSignature";
        }

        return null;
    }

    private string? Rotate(BatchHeader header, AttesterSet set)
    {
        if (set.Epoch != Epoch + 1 || header.Epoch != Epoch) return "BadRotation";
        _sets.Add(set);
        return null;
    }

    private string? Retract(RetractionStatement retraction)
    {
        var key = (retraction.Shard, retraction.Subject);
        _floors[key] = Math.Max(retraction.Sequence, _floors.GetValueOrDefault(key));
        _snapshotFloors[retraction.Shard] = Math.Max(retraction.Sequence, _snapshotFloors.GetValueOrDefault(retraction.Shard));
        return null;
    }

    private string? Store(BatchHeader header, Statement statement)
    {
        var key = (header.Shard, FactSubject.Of(statement)!.Value);
        var validUntil = header.ObservedAt + statement switch { CollateralStatement c => c.ValidFor, SnapshotStatement s => s.ValidFor, MarketIndexStatement m => m.ValidFor, _ => ((ChainStatusStatement)statement).ValidFor };
        if (_facts.TryGetValue(key, out var stored) && stored.Sequence >= header.Sequence) return stored.Sequence == header.Sequence ? "Replay" : "OlderSequence";
        if (statement is SnapshotStatement && _snapshotFloors.TryGetValue(header.Shard, out var any) && any >= header.Sequence) return "Retracted";
        if (statement is CollateralStatement or MarketIndexStatement && _floors.TryGetValue(key, out var floor) && floor >= header.Sequence) return "BelowFloor";
        if (Time > validUntil) return "Expired";
        _facts[key] = (header.Sequence, validUntil, statement.Kind);
        return null;
    }

    private string? StorePrice(BatchHeader header, Statement statement)
    {
        if (statement is not (PriceStatement or GapStatement)) return "not a price";
        var feed = statement is PriceStatement price ? price.Feed : ((GapStatement)statement).Feed;
        if (_prices.TryGetValue((header.Shard, feed), out var stored) && stored.Sequence >= header.Sequence) return stored.Sequence == header.Sequence ? "Replay" : "OlderSequence";
        if (statement is PriceStatement { } kept)
        {
            if (!kept.Verdict.HasFlag(Verdict.Relay)) return "NoPrice";
            if (Time > header.ObservedAt + kept.ValidFor) return "Expired";
        }

        _prices[(header.Shard, feed)] = ToStored(header, statement);
        return null;
    }

    private string? StorePaired(BatchHeader header, Statement[] statements)
    {
        Statement[] prices = [.. statements.Where(static statement => statement is PriceStatement or GapStatement)];
        var keys = prices.Select(statement => (header.Shard, statement is PriceStatement price ? price.Feed : ((GapStatement)statement).Feed)).ToList();
        var newest = keys.Select(key => _prices.GetValueOrDefault(key)?.Sequence).Max();
        if (newest >= header.Sequence) return newest == header.Sequence ? "Replay" : "OlderSequence";
        for (var i = 0; i < prices.Length; i++)
        {
            var isHeld = prices[i] is PriceStatement price && price.Verdict.HasFlag(Verdict.Relay) && Time <= header.ObservedAt + price.ValidFor;
            _prices[keys[i]] = isHeld ? ToStored(header, prices[i]) : ToStored(header, Deployment.Gap("none"));
        }

        return null;
    }

    private static StoredPrice ToStored(BatchHeader header, Statement statement) => statement is PriceStatement price
        ? new(header.Sequence, header.ObservedAt, price.PublishedAt, header.ObservedAt + price.ValidFor, price.Value, price.Confidence, price.Verdict, price.Breaker)
        : new(header.Sequence, header.ObservedAt, 0, header.ObservedAt, default, default, Verdict.None, ((GapStatement)statement).Breaker);
}
