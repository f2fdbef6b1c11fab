using System.Text;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Tests.Planning;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Receipts;

public sealed class ReceiptTests
{
    private const int Mutations = 20_000;

    private static readonly Hash256 First = Position(1);
    private static readonly Hash256 Second = Position(2);
    private static readonly InclusionBlock Block = new(12, Position(3), Start + 4_000, 50_000, 30);

    [Fact]
    public void APosting_LeavesAReceiptForEachStatement_WithAllItsTimes()
    {
        var (book, posting) = Begun();
        Assert.Empty(book.Apply(new SendEvent.Submitted(posting, 0, First, 40, 1, false, Start + 2_000)));
        Assert.Empty(book.Apply(new SendEvent.Submitted(posting, 0, Second, 50, 2, true, Start + 3_000)));
        Assert.All(book.Apply(new SendEvent.Included(posting, Second, Block, Start + 4_100)), static receipt => Assert.Null(receipt.Final));
        var receipts = book.Apply(new SendEvent.Final(posting, Second, Block, Start + 9_000));
        Assert.Equal(["A/USD", "B/USD"], receipts.Select(static receipt => receipt.Subject));
        var receipt = receipts[0];
        Assert.Equal(
            ((long?)Start, Start + 500, (long?)Start + 550, Start + 600, (long?)Start + 2_000, (long?)Start + 4_100, (long?)Start + 9_000),
            (receipt.Source, receipt.Observed, receipt.Signed, receipt.Published, receipt.Submitted, receipt.Included, receipt.Final));
        Assert.Equal((Second.ToString(), (ulong?)12, (ulong?)50_000, (UInt128?)30, 2, "Batch", "me"), (receipt.Transaction, receipt.Block, receipt.GasUsed, receipt.FeePerGas, receipt.Statements, receipt.Form, receipt.Relayer));
        Assert.Equal(0, book.Count);
    }

    [Fact]
    public void TheSameEventAgain_ChangesNothing()
    {
        var (book, posting) = Begun();
        book.Apply(new SendEvent.Submitted(posting, 0, First, 40, 1, false, Start + 2_000));
        Assert.Equal(2, book.Apply(new SendEvent.Included(posting, First, Block, Start + 4_100)).Count);
        Assert.Empty(book.Apply(new SendEvent.Included(posting, First, Block, Start + 4_200)));
        Assert.Empty(book.Apply(new SendEvent.Submitted(posting, 0, First, 40, 1, false, Start + 2_000)));
        Assert.Equal(2, book.Apply(new SendEvent.Final(posting, First, Block, Start + 9_000)).Count);
        Assert.Empty(book.Apply(new SendEvent.Final(posting, First, Block, Start + 9_000)));
    }

    [Fact]
    public void AReorganisedInclusion_IsTakenBack_AndTheNextOneCounts()
    {
        var (book, posting) = Begun();
        book.Apply(new SendEvent.Included(posting, First, Block, Start + 4_100));
        Assert.All(book.Apply(new SendEvent.Reorged(posting, First, Block.Hash, Start + 5_000)), static receipt => Assert.Equal((null, null, null, null), (receipt.Included, receipt.Block, receipt.GasUsed, receipt.FeePerGas)));
        Assert.Equal(Start + 6_000, book.Apply(new SendEvent.Included(posting, First, Block with { Number = 13 }, Start + 6_000))[0].Included);
    }

    [Fact]
    public void WhatIsNeverPosted_LeavesNoReceipt()
    {
        foreach (var end in (Func<string, SendEvent>[])[id => new SendEvent.Refused(id, "BelowFloor", true, 1), id => new SendEvent.Reverted(id, First, Block, "Replay", 1)])
        {
            var (book, posting) = Begun();
            Assert.Empty(book.Apply(new SendEvent.Refused(posting, "Ahead", false, 1)));
            Assert.Empty(book.Apply(new SendEvent.TooDear(posting, 2, 1, 1)));
            Assert.Equal(1, book.Count);
            Assert.Empty(book.Apply(end(posting)));
            Assert.Equal(0, book.Count);
            Assert.Empty(book.Apply(new SendEvent.Final(posting, First, Block, 1)));
        }

        var (kept, id) = Begun();
        kept.Retain([id]);
        Assert.Equal(1, kept.Count);
        kept.Retain([]);
        Assert.Equal(0, kept.Count);
    }

    [Fact]
    public void AReceipt_HasOneForm()
    {
        var (book, posting) = Begun();
        var receipt = book.Apply(new SendEvent.Included(posting, First, Block with { FeePerGas = UInt128.MaxValue, GasUsed = ulong.MaxValue }, Start))[0] with { Sequence = ulong.MaxValue, Source = null };
        var bytes = ReceiptCodec.Encode(receipt);
        Assert.Null(ReceiptCodec.Decode(bytes, out var decoded));
        Assert.Equal(receipt, decoded);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.StartsWith("{\"chain\":\"eip155:31337\",\"kind\":\"Prices\",\"form\":\"Batch\",\"shard\":\"single\",\"sequence\":\"18446744073709551615\",\"subject\":\"A/USD\",\"source\":null,", text, StringComparison.Ordinal);
        foreach (var other in (string[])[text + " ", text.Replace(",", ", ", StringComparison.Ordinal), text.Replace("\"sequence\":\"", "\"sequence\":\"0", StringComparison.Ordinal), "[]", "", "null", text.Replace("Prices", "3", StringComparison.Ordinal), text[..^1] + ",\"more\":1}"])
        {
            Assert.IsType<Refusal.OutOfRange>(ReceiptCodec.Decode(System.Text.Encoding.UTF8.GetBytes(other), out decoded));
            Assert.Null(decoded);
        }
    }

    [Fact]
    public void ADeadLetter_HasOneForm_AndKeepsABodyThatFits()
    {
        var body = new byte[999];
        new Random(1).NextBytes(body);
        var refused = new IntakeOutcome.Refused(new Refusal.BadMagic("attestation", "é\n"), null, default);
        foreach (var letter in (DeadLetter[])
        [
            DeadLetter.Of(3, "0042", refused, body), DeadLetter.Of(3, "0042", refused, new byte[DeadLetter.MaximumBody + 1]),
            DeadLetter.Of(0, "1", RelayScene.Chain, PostingOf().Posting, "BelowFloor(subject 0x, sequence 1, floor 2)", body),
        ])
        {
            var bytes = DeadLetterCodec.Encode(letter);
            Assert.Null(DeadLetterCodec.Decode(bytes, out var decoded));
            Assert.Equal(letter, decoded);
            Assert.True(bytes.Length < Streams.StreamLimits.MaxEventBytes);
        }

        Assert.Null(DeadLetter.Of(3, "0042", refused, new byte[DeadLetter.MaximumBody + 1]).Body);
        Assert.True(DeadLetterCodec.Encode(DeadLetter.Of(3, "0042", refused, new byte[DeadLetter.MaximumBody])).Length < Streams.StreamLimits.MaxEventBytes - 65_536);
        Assert.DoesNotContain("é", DeadLetter.Of(3, "0042", refused, body).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedDocuments_AreRefusedOrCanonical_AndNeverThrow()
    {
        var (book, posting) = Begun();
        var receipt = ReceiptCodec.Encode(book.Apply(new SendEvent.Included(posting, First, Block, Start))[0]);
        var letter = DeadLetterCodec.Encode(DeadLetter.Of(0, "1", RelayScene.Chain, PostingOf().Posting, "Expired", new byte[40]));
        var mutator = new Mutator(20_261_120);
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = mutator.Next(i % 2 == 0 ? receipt : letter);
            if (ReceiptCodec.Decode(damaged, out var one) is null) Assert.True(ReceiptCodec.Encode(one!).AsSpan().SequenceEqual(damaged), mutator.Describe(i));
            if (DeadLetterCodec.Decode(damaged, out var other) is null) Assert.True(DeadLetterCodec.Encode(other!).AsSpan().SequenceEqual(damaged), mutator.Describe(i));
        }
    }

    private static (ReceiptBook Book, string Posting) Begun()
    {
        var posting = PostingOf();
        var book = new ReceiptBook(RelayScene.Chain, "me");
        book.Begin(posting);
        book.Begin(posting);
        return (book, posting.Posting.Id);
    }

    /// <summary>Observed at <see cref="Start"/> + 500, signed 50 ms and published 100 ms after that.</summary>
    private static EvmPosting PostingOf()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start + 500, Price("A/USD", "100"), Price("B/USD", "100"));
        return Assert.Single(scene.Plan(Start + 1_000).Postings);
    }
}
