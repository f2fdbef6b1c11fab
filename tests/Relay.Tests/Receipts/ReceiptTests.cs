using System.Text;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Relay.Tests.Planning;
using CrossChainOracle.Streams.Consuming;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Receipts;

public sealed class ReceiptTests
{
    private const int Mutations = 20_000;

    private static readonly Hash256 First = Position(1);
    private static readonly Hash256 Second = Position(2);
    private static readonly EvmPosting Posted = PostingOf();
    private static readonly string Id = Posted.Posting.Id;
    private static readonly InclusionBlock Block = new(12, Position(3), Start + 4_000, 50_000, 30);

    [Fact]
    public void APosting_LeavesAReceiptForEachStatement_WithAllItsTimes()
    {
        var receipt = Folded(
            new SendEvent.Submitted(Id, 0, First, 40, 1, false, Start + 2_000), new SendEvent.Submitted(Id, 0, Second, 50, 2, true, Start + 3_000),
            new SendEvent.Included(Id, Second, Block, Start + 4_100), new SendEvent.Final(Id, Second, Block, Start + 9_000));
        var records = RelayReceipt.Of(receipt, "me");
        Assert.Equal(["A/USD", "B/USD"], records.Select(static record => record.Subject));
        var record = records[0];
        Assert.Equal(
            ((long?)Start, Start + 500, (long?)Start + 550, Start + 600, (long?)Start + 2_000, (long?)Start + 4_100, (long?)Start + 9_000),
            (record.Source, record.Observed, record.Signed, record.Published, record.Submitted, record.Included, record.Final));
        Assert.Equal((Second.ToString(), (ulong?)12, (ulong?)50_000, (UInt128?)30, null, 2, "Batch"), (record.Transaction, record.Block, record.GasUsed, record.FeePerGas, record.Fee, record.Statements, record.Form));
        Assert.Equal((Id, "me", 1), (record.Posting, record.Relayer, receipt.Replacements));
        Assert.Equal(["source", "observed", "signed", "published", "submitted", "included", "final"], ReceiptJson.Trail(receipt).Select(static stage => stage.Stage));
    }

    [Fact]
    public void TheSameEventAgain_ChangesNothing()
    {
        SendEvent[] way =
        [
            new SendEvent.Submitted(Id, 0, First, 40, 1, false, Start + 2_000), new SendEvent.Submitted(Id, 0, Second, 50, 2, true, Start + 3_000),
            new SendEvent.Included(Id, Second, Block, Start + 4_100), new SendEvent.Final(Id, Second, Block, Start + 9_000),
        ];
        var receipt = PostingReceipt.Of(RelayScene.Chain, Posted.Posting, Posted.Form);
        foreach (var said in way)
        {
            receipt = receipt.After(said.ToPosting());
            Assert.Same(receipt, receipt.After(said.ToPosting()));
        }

        foreach (var said in way) Assert.Same(receipt, receipt.After(said.ToPosting()));
    }

    [Fact]
    public void AReorganisedInclusion_IsTakenBack_AndTheNextOneCounts()
    {
        var receipt = Folded(new SendEvent.Included(Id, First, Block, Start + 4_100), new SendEvent.Reorged(Id, First, Block.Hash, Start + 5_000));
        Assert.Equal((ReceiptStatus.Submitted, null, null, 1), (receipt.Status, receipt.IncludedAt, receipt.Block, receipt.Reorgs));
        var again = receipt.After(new SendEvent.Included(Id, First, Block with { Number = 13 }, Start + 6_000).ToPosting());
        Assert.Equal((ReceiptStatus.Included, (long?)(Start + 6_000), (ulong?)13), (again.Status, again.IncludedAt, again.Block?.Number));
    }

    [Fact]
    public void WhatIsNotPosted_SaysWhy()
    {
        Assert.Equal((ReceiptStatus.Refused, "BelowFloor"), Said(new SendEvent.Refused(Id, "BelowFloor", true, 1)));
        Assert.Equal((ReceiptStatus.Submitted, "Ahead"), Said(new SendEvent.Refused(Id, "Ahead", false, 1)));
        Assert.Equal((ReceiptStatus.Reverted, "Replay"), Said(new SendEvent.Reverted(Id, First, Block, "Replay", 1)));
        Assert.Equal((ReceiptStatus.Submitted, "the chain asks 2 wei per gas, at most 1 are to be paid"), Said(new SendEvent.TooDear(Id, 2, 1, 1)));
        Assert.Equal((ReceiptStatus.Submitted, "another transaction of the account took nonce 7"), Said(new SendEvent.NonceTaken(Id, 7, 1)));
        Assert.Equal((ReceiptStatus.Submitted, "endpoint"), Said(new SendEvent.Failed(Id, "endpoint", 1)));

        (ReceiptStatus Status, string? Reason) Said(SendEvent said) => (Folded(said).Status, Folded(said).Reason);
    }

    [Fact]
    public void AClustersEvents_GiveTheSameReceipt_WithItsFee()
    {
        var signature = SolanaSignature.From(new byte[SolanaSignature.Size]);
        SolanaSendEvent[] way =
        [
            new SolanaSendEvent.Submitted(Id, signature, 900, new(10_000, 50), 1, Start + 2_000), new SolanaSendEvent.Included(Id, signature, 870, 10_050, Start + 2_500),
            new SolanaSendEvent.Dropped(Id, signature, 870, Start + 2_700), new SolanaSendEvent.Included(Id, signature, 871, 10_050, Start + 3_000),
            new SolanaSendEvent.LowBalance(1, 2, Start), new SolanaSendEvent.Final(Id, signature, 871, 10_050, Start + 15_000),
        ];
        var receipt = way.Select(static said => said.ToPosting()).OfType<PostingEvent>().Aggregate(PostingReceipt.Of(RelayScene.Chain, Posted.Posting, "Instruction"), static (before, said) => before.After(said));
        Assert.Equal((ReceiptStatus.Final, signature.ToString(), (ulong?)871, (long?)(Start + 3_000), 1), (receipt.Status, receipt.Transaction, receipt.Block?.Number, receipt.IncludedAt, receipt.Reorgs));
        Assert.Equal(((UInt128?)10_050, null), (RelayReceipt.Of(receipt, "me")[0].Fee, RelayReceipt.Of(receipt, "me")[0].GasUsed));
    }

    [Fact]
    public void AReceipt_WithoutItsBatch_LeavesNoRecord() =>
        Assert.Empty(RelayReceipt.Of(PostingReceipt.Of(RelayScene.Chain, Id)!.After(new SendEvent.Final(Id, First, Block, Start).ToPosting()), "me"));

    [Fact]
    public void AReceipt_HasOneForm()
    {
        var folded = Folded(new SendEvent.Final(Id, First, Block with { FeePerGas = UInt128.MaxValue, GasUsed = ulong.MaxValue }, Start));
        var receipt = RelayReceipt.Of(folded, "me")[0] with { Sequence = ulong.MaxValue, Source = null };
        var bytes = ReceiptCodec.Encode(receipt);
        Assert.Null(ReceiptCodec.Decode(bytes, out var decoded));
        Assert.Equal(receipt, decoded);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.StartsWith("{\"chain\":\"eip155:31337\",\"posting\":\"" + Id + "\",\"kind\":\"Prices\",\"form\":\"Batch\",\"shard\":\"single\",\"sequence\":\"18446744073709551615\",\"subject\":\"A/USD\",\"source\":null,", text, StringComparison.Ordinal);
        foreach (var other in (string[])[text + " ", text.Replace(",", ", ", StringComparison.Ordinal), text.Replace("\"sequence\":\"", "\"sequence\":\"0", StringComparison.Ordinal), "[]", "", "null", text.Replace("Prices", "3", StringComparison.Ordinal), text[..^1] + ",\"more\":1}"])
        {
            Assert.IsType<Refusal.OutOfRange>(ReceiptCodec.Decode(System.Text.Encoding.UTF8.GetBytes(other), out decoded));
            Assert.Null(decoded);
        }
    }

    [Fact]
    public void WhatIsNeverPosted_IsADeadLetter_ThatSaysWhatItKnows_AndFits()
    {
        var body = new byte[999];
        new Random(1).NextBytes(body);
        var refused = new IntakeOutcome.Refused(new Refusal.BadMagic("attestation", "é\n"), null, default);
        var unread = Unpostable.Of("0042", refused, body).ToLetter(RelayScene.Chain);
        Assert.True(unread.Body.Span.SequenceEqual(body));
        Assert.Equal(("attestations", "0042", RelayScene.Chain.ToString()), (unread.Properties[DeadLetter.HubProperty], unread.Properties[DeadLetter.OffsetProperty], unread.PartitionKey));
        Assert.DoesNotContain("é", unread.Properties[DeadLetter.ReasonProperty], StringComparison.Ordinal);
        Assert.DoesNotContain(Unpostable.ChainProperty, unread.Properties.Keys);
        var posting = PostingOf().Posting;
        var known = Unpostable.Of("1", RelayScene.Chain, posting, "BelowFloor(subject 0x, sequence 1, floor 2)", body).ToLetter(RelayScene.Chain).Properties;
        Assert.Equal(
            (RelayScene.Chain.ToString(), posting.Header.Shard.ToString(), posting.Header.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), posting.Digest.ToString()),
            (known[Unpostable.ChainProperty], known[Unpostable.ShardProperty], known[Unpostable.SequenceProperty], known[Unpostable.BatchProperty]));
        var large = Unpostable.Of("1", refused, new byte[Streams.StreamLimits.MaxEventBytes]).ToLetter(RelayScene.Chain);
        Assert.Equal((0, Streams.StreamLimits.MaxEventBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)), (large.Body.Length, large.Properties[DeadLetter.BodyLeftOutProperty]));
    }

    [Fact]
    public void DamagedDocuments_AreRefusedOrCanonical_AndNeverThrow()
    {
        var receipt = ReceiptCodec.Encode(RelayReceipt.Of(Folded(new SendEvent.Final(Id, First, Block, Start)), "me")[0]);
        var mutator = new Mutator(20_261_120);
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = mutator.Next(receipt);
            if (ReceiptCodec.Decode(damaged, out var one) is null) Assert.True(ReceiptCodec.Encode(one!).AsSpan().SequenceEqual(damaged), mutator.Describe(i));
        }
    }

    private static PostingReceipt Folded(params SendEvent[] events) =>
        events.Aggregate(PostingReceipt.Of(RelayScene.Chain, Posted.Posting, Posted.Form), static (receipt, said) => receipt.After(said.ToPosting()));

    /// <summary>Observed at <see cref="Start"/> + 500, signed 50 ms and published 100 ms after that.</summary>
    private static EvmPosting PostingOf()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start + 500, Price("A/USD", "100"), Price("B/USD", "100"));
        return Assert.Single(scene.Plan(Start + 1_000).Postings);
    }
}
