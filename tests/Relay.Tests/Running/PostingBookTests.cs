using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Relay.Tests.Planning;
using Deployment = CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Running;

public class PostingBookTests
{
    private const long Now = Deployment.Start + 500;

    private const string Transaction = "0xaa";

    private static readonly PostedBlock Block = new(7, "0xbb", Deployment.Start + 1_000, new PostingCost.Gas(50_000, 9));

    private readonly RelayScene _scene = new();
    private readonly PostingBook _book = new(RelayScene.Chain);

    [Fact]
    public void Posting_OnItsWholeWay_HasEveryStageAndIsFinishedOnce()
    {
        var posting = Wanted(out _);
        Want(posting);
        var id = posting.Posting.Id;
        Assert.Empty(_book.Finish(new HashSet<string> { id }));
        var included = Assert.Single(_book.Apply([new PostingEvent.Submitted(id, Transaction, false, Now), new PostingEvent.Included(id, Transaction, Block, Now + 1_000)]).Included);
        Assert.Equal(["source", "observed", "signed", "published", "submitted", "included"], ReceiptJson.Trail(included).Select(static stage => stage.Stage));
        Assert.Equal((ReceiptStatus.Included, Block), (included.Status, included.Block));
        var final = _book.Apply([new PostingEvent.Final(id, Transaction, Block, Now + 9_000)]).Final;
        Assert.Equal((long?)(Now + 9_000), Assert.Single(final).FinalAt);
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
        Want(posting);
        _book.Apply([new PostingEvent.Submitted(id, Transaction, false, Now), new PostingEvent.Included(id, Transaction, Block, Now), new PostingEvent.Reorged(id, Transaction, "block 0xbb was reorganised away", Now)]);
        Assert.Equal((0ul, 1ul), (_book.Counts.Posted, _book.Counts.Reorged));
        _book.Apply([new PostingEvent.Reverted(id, Transaction, Block, "Replay()", Now)]);
        Assert.Equal((1ul, 50_000ul), (_book.Counts.Reverted, _book.Counts.LostGas));
        var finished = Assert.Single(_book.Finish(new HashSet<string>()));
        Assert.Equal((ReceiptStatus.Reverted, "Replay()", 1, 1), (finished.Status, finished.Reason, finished.Reverts, finished.Reorgs));
    }

    [Fact]
    public void Posting_ThatWasNeverSent_LeavesNothing_AndOneThatWasReplacedIsOvertaken()
    {
        var posting = Wanted(out _);
        Want(posting);
        Assert.Empty(_book.Finish(new HashSet<string>()));
        Want(posting);
        _book.Apply([new PostingEvent.Submitted(posting.Posting.Id, Transaction, false, Now)]);
        Assert.Equal(ReceiptStatus.Overtaken, Assert.Single(_book.Finish(new HashSet<string>())).Status);
    }

    [Fact]
    public void Posting_OfAnEarlierRun_HoldsItsPlaceAndIsWholeAgainWhenItsBatchComesBack()
    {
        var posting = Wanted(out var attestation);
        var id = posting.Posting.Id;
        _book.Remember([(id, "Paired"), ("no posting's id", "Paired")]);
        Assert.Equal((ulong?)posting.Posting.Header.Sequence, _book.Oldest(RelayScene.Single));
        var accepted = (IntakeOutcome.Accepted)_scene.Deployment.Intake().Open(AttestationCodec.Encode(attestation));
        _book.Recall(accepted.Batch, new(1, 2));
        var final = _book.Apply([new PostingEvent.Included(id, Transaction, Block, Now), new PostingEvent.Final(id, Transaction, Block, Now)]).Final;
        var record = Assert.Single(RelayReceipt.Of(Assert.Single(final), "me"));
        Assert.Equal(("A/USD", "Paired", 1L, 2L), (record.Subject, record.Form, record.Signed!.Value, record.Published));
        var finished = Assert.Single(_book.Finish(new HashSet<string>()));
        Assert.Equal(("A/USD", (long?)attestation.Header.ObservedAt), (Assert.Single(finished.Statements).Subject, finished.ObservedAt));
    }

    [Fact]
    public void Posting_OfAnEarlierRun_ThatIsFinalBeforeItsBatchIsBack_IsOwedUntilTheBatchComesOrIsPassed()
    {
        var posting = Wanted(out var attestation);
        var id = posting.Posting.Id;
        foreach (var comes in (bool[])[true, false])
        {
            var book = new PostingBook(RelayScene.Chain);
            book.Remember([(id, "Batch")]);
            Assert.Empty(book.Apply([new PostingEvent.Final(id, Transaction, Block, Now)]).Final);
            Assert.Empty(book.Finish(new HashSet<string>()));
            Assert.Equal((true, (ulong?)posting.Posting.Header.Sequence), (book.IsOwed(id), book.Oldest(RelayScene.Single)));
            var next = comes ? attestation : _scene.Batch(RelayScene.Single, Deployment.Start + 100, Deployment.Price("A/USD", "101"));
            book.Recall(((IntakeOutcome.Accepted)_scene.Deployment.Intake().Open(AttestationCodec.Encode(next))).Batch, new(1, 2));
            Assert.False(book.IsOwed(id));
            var final = book.Apply([]).Final;
            if (comes) Assert.Equal("A/USD", Assert.Single(RelayReceipt.Of(Assert.Single(final), "me")).Subject);
            else Assert.Empty(final);
            Assert.Empty(book.Apply([]).Final);
            Assert.Single(book.Finish(new HashSet<string>()));
        }
    }

    [Fact]
    public void Posting_ThatWasGivenUp_AndComesIntoABlockAfterAll_KeepsItsTrail()
    {
        var posting = Wanted(out _);
        var id = posting.Posting.Id;
        Want(posting);
        _book.Apply([new PostingEvent.Submitted(id, Transaction, false, Now), new PostingEvent.Reverted(id, Transaction, Block, "Replay()", Now)]);
        Assert.Equal(ReceiptStatus.Reverted, Assert.Single(_book.Finish(new HashSet<string>())).Status);
        var events = new PostingEvent[] { new PostingEvent.Reorged(id, Transaction, "gone", Now), new PostingEvent.Included(id, Transaction, Block, Now), new PostingEvent.Final(id, Transaction, Block, Now + 1) };
        Assert.Equal("A/USD", Assert.Single(RelayReceipt.Of(Assert.Single(_book.Apply(events).Final), "me")).Subject);
        Assert.Equal((1ul, 1ul), (_book.Counts.Posted, _book.Counts.Reorged));
        Assert.Empty(_book.Apply(events[2..]).Final);
        Assert.Single(_book.Finish(new HashSet<string>()));
        Assert.Single(_book.Recent);
    }

    [Fact]
    public void Posting_AtTwoNonces_StandsWhereOneOfThemStands()
    {
        var posting = Wanted(out _);
        var id = posting.Posting.Id;
        Want(posting);
        var (included, _) = _book.Apply([new PostingEvent.Included(id, "0x06", Block, Now), new PostingEvent.Reverted(id, "0x05", Block, "Replay()", Now), new PostingEvent.Reorged(id, "0x05", "gone", Now)]);
        Assert.Single(included);
        var shown = Assert.Single(_book.Apply([new PostingEvent.Final(id, "0x06", Block, Now)]).Final);
        Assert.Equal((ReceiptStatus.Final, "0x06", 1, 0), (shown.Status, shown.Transaction, shown.Reverts, shown.Reorgs));
        Assert.Equal((1ul, 1ul, 0ul), (_book.Counts.Posted, _book.Counts.Reverted, _book.Counts.Reorged));
    }

    [Fact]
    public void Posting_OnAChainWithoutGas_CostsItsFee()
    {
        var posting = Wanted(out _);
        var id = posting.Posting.Id;
        var slot = new PostedBlock(6_001, null, null, new PostingCost.Total(15_500));
        Want(posting);
        _book.Apply([new PostingEvent.Reverted(id, "5sig", slot, "Custom(6)", Now)]);
        var final = Assert.Single(_book.Apply([new PostingEvent.Final(id, "6sig", slot, Now)]).Final);
        var record = Assert.Single(RelayReceipt.Of(final, "me"));
        Assert.Equal((null, null, (UInt128?)15_500, (ulong?)6_001), (record.GasUsed, record.FeePerGas, record.Fee, record.Block));
        Assert.Null(ReceiptCodec.Decode(ReceiptCodec.Encode(record), out var read));
        Assert.Equal(record, read);
        Assert.Equal((0ul, (UInt128)15_500), (_book.Counts.LostGas, _book.Counts.LostFee));
        using var json = JsonDocument.Parse(ReceiptJson.Write(final));
        Assert.Equal("""{"number":"6001","fee":"15500"}""", json.RootElement.GetProperty("block").GetRawText());
        Assert.Equal("15500", json.RootElement.GetProperty("lostFee").GetString());
    }

    private void Want(EvmPosting posting) => _book.Want([(posting.Posting, posting.Form)]);

    /// <summary>A posting as the planner makes it.</summary>
    private EvmPosting Wanted(out Attestation attestation)
    {
        attestation = _scene.Batch(RelayScene.Single, Deployment.Start, Deployment.Price("A/USD", "100"));
        return Assert.Single(_scene.Plan(Deployment.Start + 200).Postings);
    }
}
