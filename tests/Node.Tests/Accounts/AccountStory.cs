using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Ledger;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Rounds.Accounts;
using CrossChainOracle.Rounds.Tests.Accounts;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Node.Tests.Accounts;

/// <summary>A shard of accounts whose batches are made by hand, round by round.</summary>
internal sealed class AccountStory
{
    private readonly TestShard _shard = new(Policy);
    private readonly List<(CollateralBatch Batch, byte[] Round)> _batches = [];

    /// <summary>Seven coins and a half of bob's are final; then he deposits one more.</summary>
    public static PositionReading Held { get; } = Position(BobOne, Coin, Ether(75), 90);

    public static PositionReading Deposit { get; } = Position(BobOne, Coin, Ether(75), 95).Changed((Int128)Ether(10), 100, fork: 1);

    public static AccountProblem Unread { get; } = new(Bob, One, new(RejectionCode.Unreachable, "aave-v3", string.Empty, "no answer"));

    public static LostBlock Lost { get; } = new(100, Block(100, One, 1).Hash, Block(100, One).Hash);

    public IReadOnlyList<(CollateralBatch Batch, byte[] Round)> Batches => _batches;

    /// <summary>A deposit that is stated, lost, made again, becomes safe and final, and at the end a chain that is not seen.</summary>
    public static AccountStory Whole()
    {
        var story = new AccountStory();
        story.Tell(Chain(One, 99, 95), Held);
        story.Tell(Chain(One, 100, 95, fork: 1), Deposit);
        story.Tell(Chain(One, 101, 95) with { Lost = [Lost], ReorgDepth = 1 }, Held);
        var again = Position(BobOne, Coin, Ether(75), 95).Changed((Int128)Ether(10), 102);
        story.Tell(Chain(One, 102, 95), again);
        story.Tell(Chain(One, 110, 95, safe: 105), again);
        story.Tell(Chain(One, 120, 110), Position(BobOne, Coin, Ether(85), 102));
        story.Tell(Chain(One, 121, 111), [Position(BobOne, Coin, Ether(85), 102)], Unread);
        return story;
    }

    public Attestation Tell(ChainReading chain, params PositionReading[] positions) => Tell(chain, positions, []);

    public Attestation Tell(ChainReading chain, PositionReading[] positions, params AccountProblem[] problems)
    {
        var round = _shard.Next(chain) with { Positions = positions, Problems = problems };
        var told = _shard.Run(round);
        _batches.Add((told.Batch, CollateralRoundCodec.Encode(round)));
        return Signed(told.Batch);
    }

    /// <summary>What the story says on a board.</summary>
    public void ApplyTo(AccountBoard board)
    {
        foreach (var (batch, _) in _batches) board.Apply(Signed(batch), batch.Digest);
    }

    /// <summary>A data folder whose ledger holds the story; the last batches may have no signatures yet.</summary>
    public async Task WriteAsync(string path, int unsigned = 0)
    {
        var folder = new DataFolder(path);
        Directory.CreateDirectory(path);
        folder.Keep(new DeploymentRecord(Samples.Domain.Deployment, Keys.Set()));
        await using var ledger = Opening.Require(FileLedger.Open(FileLedger.In(folder.Ledger)), "ledger");
        foreach (var (batch, round) in _batches)
        {
            var header = batch.Header;
            var shard = header.Shard.ToString();
            Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(new(shard, header.Sequence, header.PreviousDigest, batch.Digest, batch.EncodeUnsigned(), round, batch.StateBytes), default));
            if (header.Sequence >= (ulong)(_batches.Count - unsigned)) continue;
            Assert.IsType<AttachOutcome.Attached>(await ledger.AttachAsync(shard, header.Sequence, batch.Digest, AttestationCodec.EncodeSignatures(Keys.Sign(batch.Digest, 0, 1, 2)), default));
        }
    }

    private static Attestation Signed(CollateralBatch batch) => new(batch.Header, batch.Leaves, Keys.Sign(batch.Digest, 0, 1, 2));
}
