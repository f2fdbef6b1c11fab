using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Tests.Planning;
using Deployment = CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Running;

public class PostingBookTests
{
    private const long Now = Deployment.Start + 500;

    private static readonly Hash256 Transaction = Hash256.Parse("0x" + new string('a', 64));
    private static readonly InclusionBlock Block = new(7, Hash256.Parse("0x" + new string('b', 64)), Deployment.Start + 1_000, 50_000, 9);

    private readonly RelayScene _scene = new();
    private readonly PostingBook _book = new(RelayScene.Chain, "0xrelayer");

    [Fact]
    public void Posting_OnItsWholeWay_HasEveryStageAndIsFinishedOnce()
    {
        var posting = Wanted(out _);
        _book.Want([posting]);
        var id = posting.Posting.Id;
        Assert.Empty(_book.Finish(new HashSet<string> { id }));
        var included = Assert.Single(_book.Apply([new SendEvent.Submitted(id, 3, Transaction, 10, 1, false, Now), new SendEvent.Included(id, Transaction, Block, Now + 1_000)]).Included);
        Assert.Equal(["source", "observed", "signed", "published", "submitted", "included"], ReceiptJson.Trail(included).Select(static stage => stage.Stage));
        Assert.Equal((ReceiptStatus.Included, Block), (included.Status, included.Block));
        var final = _book.Apply([new SendEvent.Final(id, Transaction, Block, Now + 9_000)]).Final;
        Assert.Equal((long?)(Now + 9_000), Assert.Single(final).Final);
        var finished = Assert.Single(_book.Finish(new HashSet<string> { id }));
        Assert.Equal((ReceiptStatus.Final, (long?)(Now + 9_000)), (finished.Status, finished.FinalAt));
        Assert.Equal((1ul, 0ul), (_book.Counts.Posted, _book.Counts.Reverted));
        Assert.Same(finished, Assert.Single(_book.Recent));

        using var json = JsonDocument.Parse(ReceiptJson.Write(finished));
        Assert.Equal("final", json.RootElement.GetProperty("status").GetString());
        Assert.Equal(Now, json.RootElement.GetProperty("trail").GetProperty("submitted").GetInt64());
    }

    [Fact]
    public void Posting_ThatLostARaceOrItsBlock_IsCountedAndGoesOn()
    {
        var posting = Wanted(out _);
        var id = posting.Posting.Id;
        _book.Want([posting]);
        _book.Apply([new SendEvent.Submitted(id, 3, Transaction, 10, 1, false, Now), new SendEvent.Included(id, Transaction, Block, Now), new SendEvent.Reorged(id, Transaction, Block.Hash, Now)]);
        Assert.Equal((0ul, 1ul), (_book.Counts.Posted, _book.Counts.Reorged));
        _book.Apply([new SendEvent.Reverted(id, Transaction, Block, "Replay()", Now)]);
        Assert.Equal((1ul, 50_000ul), (_book.Counts.Reverted, _book.Counts.LostGas));
        var finished = Assert.Single(_book.Finish(new HashSet<string>()));
        Assert.Equal((ReceiptStatus.Reverted, "Replay()", 1, 1), (finished.Status, finished.Reason, finished.Reverts, finished.Reorgs));
    }

    [Fact]
    public void Posting_ThatWasNeverSent_LeavesNothing_AndOneThatWasReplacedIsOvertaken()
    {
        var posting = Wanted(out _);
        _book.Want([posting]);
        Assert.Empty(_book.Finish(new HashSet<string>()));
        _book.Want([posting]);
        _book.Apply([new SendEvent.Submitted(posting.Posting.Id, 3, Transaction, 10, 1, false, Now)]);
        Assert.Equal(ReceiptStatus.Overtaken, Assert.Single(_book.Finish(new HashSet<string>())).Status);
    }

    [Fact]
    public void Posting_OfAnEarlierRun_HoldsItsPlaceAndIsWholeAgainWhenItsBatchComesBack()
    {
        var posting = Wanted(out var attestation);
        var id = posting.Posting.Id;
        _book.Remember([id, "no posting's id"]);
        Assert.Equal((ulong?)posting.Posting.Header.Sequence, _book.Oldest(RelayScene.Single));
        var accepted = (IntakeOutcome.Accepted)_scene.Deployment.Intake().Open(AttestationCodec.Encode(attestation));
        _book.Recall(accepted.Batch, new(1, 2));
        var final = _book.Apply([new SendEvent.Included(id, Transaction, Block, Now), new SendEvent.Final(id, Transaction, Block, Now)]).Final;
        Assert.Equal("A/USD", Assert.Single(final).Subject);
        var finished = Assert.Single(_book.Finish(new HashSet<string>()));
        Assert.Equal(("A/USD", (long?)attestation.Header.ObservedAt), (Assert.Single(finished.Statements).Subject, finished.ObservedAt));
    }

    /// <summary>A posting as the planner makes it.</summary>
    private EvmPosting Wanted(out Attestation attestation)
    {
        attestation = _scene.Batch(RelayScene.Single, Deployment.Start, Deployment.Price("A/USD", "100"));
        return Assert.Single(_scene.Plan(Deployment.Start + 200).Postings);
    }
}
