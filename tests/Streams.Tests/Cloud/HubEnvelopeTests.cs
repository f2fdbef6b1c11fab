using CrossChainOracle.Crypto;
using CrossChainOracle.Streams.Cloud;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Streams.Tests.Cloud;

public sealed class HubEnvelopeTests
{
    private const string Source = "urn:crosschainoracle:test:attestations";
    private const long Now = 1_790_000_000_123;

    private static readonly StreamEvent Attestation = new(
        "majors",
        "application/vnd.crosschainoracle.attestation",
        System.Text.Encoding.UTF8.GetBytes("body"),
        new Dictionary<string, string> { ["shard"] = "majors", ["sequence"] = "7", ["digest"] = "0xabc", ["signedAt"] = "1" });

    [Fact]
    public void AnEvent_CarriesTheAttributesOfCloudEvents()
    {
        var wrapped = Wrap(Attestation);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["cloudEvents_id"] = "majors/7/0xabc",
                ["cloudEvents_source"] = Source,
                ["cloudEvents_specversion"] = "1.0",
                ["cloudEvents_subject"] = "majors",
                ["cloudEvents_time"] = "2026-09-21T14:13:20.123Z",
                ["cloudEvents_type"] = "crosschainoracle.attestation",
                ["digest"] = "0xabc",
                ["formatVersion"] = "1",
                ["sequence"] = "7",
                ["shard"] = "majors",
                ["signedAt"] = "1",
            }.OrderBy(property => property.Key, StringComparer.Ordinal),
            wrapped.Properties.OrderBy(property => property.Key, StringComparer.Ordinal));
        Assert.Equal((Attestation.ContentType, "majors/7/0xabc"), (wrapped.ContentType, wrapped.Id));
        Assert.Null(wrapped.Claim);
    }

    [Theory]
    [InlineData("application/vnd.crosschainoracle.receipt+json", "crosschainoracle.receipt")]
    [InlineData("text/plain; charset=utf-8", "plain")]
    [InlineData("odd", "odd")]
    [InlineData("application/", "application/")]
    public void TheType_IsTheContentTypesName(string contentType, string type) =>
        Assert.Equal(type, Wrap(Attestation with { ContentType = contentType }).Properties["cloudEvents_type"]);

    [Fact]
    public void TheSamePublicationAgain_HasTheSameId_AndAnotherBodyAnother()
    {
        var plain = Attestation with { Properties = StreamEvent.NoProperties };
        Assert.Equal(Wrap(plain).Id, Wrap(plain with { PartitionKey = "other" }, Now + 1).Id);
        Assert.NotEqual(Wrap(plain).Id, Wrap(plain with { Body = new byte[] { 1 } }).Id);
        Assert.Equal(Wrap(Attestation).Id, Wrap(Attestation with { Body = new byte[] { 1 } }).Id);
    }

    [Fact]
    public void WhatIsWrapped_OpensToTheSame_WithEitherSeparator()
    {
        var sent = Wrap(Attestation);
        foreach (var separator in new[] { "cloudEvents_", "cloudEvents:" })
        {
            var properties = sent.Properties.ToDictionary(property => property.Key.Replace("cloudEvents_", separator, StringComparison.Ordinal), property => property.Value);
            var stored = Assert.IsType<HubOpening.Whole>(HubEnvelope.Open(Delivered(sent) with { Properties = properties })).Event;
            Assert.Equal((3, 41L, "4611-a", Now + 5, "majors", Attestation.ContentType), (stored.Partition, stored.SequenceNumber, stored.Offset, stored.EnqueuedTime, stored.PartitionKey, stored.ContentType));
            Assert.True(stored.Body.Span.SequenceEqual(Attestation.Body.Span));
            Assert.Equal(Attestation.Properties.OrderBy(property => property.Key), stored.Properties.OrderBy(property => property.Key));
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(HubEnvelope.MaximumInlineBytes, false)]
    [InlineData(HubEnvelope.MaximumInlineBytes + 1, true)]
    [InlineData(3 * 1024 * 1024, true)]
    public void ABodyOver900KiB_IsClaimed(int length, bool claimed)
    {
        var sent = Wrap(Attestation with { Body = Body(length) });
        Assert.Equal(claimed, sent.Claim is not null);
        var opening = HubEnvelope.Open(Delivered(sent));
        if (opening is HubOpening.Claimed claim)
        {
            Assert.Equal((0, Keccak256.Hash(Body(length)), length), (sent.Body.Length, claim.Digest, claim.Length));
            opening = HubEnvelope.Redeem(claim, sent.Claim!.Body);
        }

        Assert.True(Assert.IsType<HubOpening.Whole>(opening).Event.Body.Span.SequenceEqual(Body(length)));
    }

    [Fact]
    public void AnotherBodyThanClaimed_IsMalformed()
    {
        var claim = Assert.IsType<HubOpening.Claimed>(HubEnvelope.Open(Delivered(Wrap(Attestation with { Body = Body(1_000_000) }))));
        var other = Body(1_000_000);
        other[^1] ^= 1;
        Assert.Contains($"has a body of digest {Keccak256.Hash(other)}", Assert.IsType<HubOpening.Malformed>(HubEnvelope.Redeem(claim, other)).Reason, StringComparison.Ordinal);
        Assert.Contains("is 999999 bytes, the event says 1000000", Assert.IsType<HubOpening.Malformed>(HubEnvelope.Redeem(claim, other.AsMemory(1))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("formatVersion", null, "no formatVersion")]
    [InlineData("formatVersion", "2", "formatVersion 2, known is 1")]
    [InlineData("cloudEvents_specversion", "0.3", "CloudEvents specversion 0.3, known is 1.0")]
    [InlineData("cloudEvents_id", "", "no CloudEvents id")]
    [InlineData("cloudEvents_source", null, "no CloudEvents source")]
    [InlineData("cloudEvents_type", null, "no CloudEvents type")]
    [InlineData("claimDigest", "0x12", "claimDigest is no digest")]
    [InlineData("claimLength", "12", "claimDigest is no digest")]
    public void AnEventThatIsNotOurs_IsMalformed_AndSaysWhy(string property, string? value, string reason)
    {
        var delivery = Delivered(Wrap(Attestation));
        var properties = delivery.Properties.Where(one => one.Key != property).ToDictionary();
        if (value is not null) properties[property] = value;
        Assert.Equal(reason, Assert.IsType<HubOpening.Malformed>(HubEnvelope.Open(delivery with { Properties = properties })).Reason);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("67108865")]
    [InlineData("4294967297")]
    [InlineData("x")]
    public void AClaimOfALengthThatNoBodyHas_IsMalformed(string length)
    {
        var sent = Wrap(Attestation with { Body = Body(1_000_000) });
        var delivery = Delivered(sent) with { Properties = new Dictionary<string, string>(sent.Properties) { ["claimLength"] = length } };
        Assert.Equal($"claimLength {length} is not from 1 to 67108864", Assert.IsType<HubOpening.Malformed>(HubEnvelope.Open(delivery)).Reason);
        Assert.IsType<HubOpening.Malformed>(HubEnvelope.Open(Delivered(sent) with { Body = new byte[] { 1 } }));
        Assert.IsType<HubOpening.Malformed>(HubEnvelope.Open(Delivered(sent) with { Offset = null }));
    }

    [Fact]
    public void WhatTheEnvelopeCannotCarry_IsRefusedWithOperands()
    {
        Assert.Equal("property name", Assert.IsType<PublishOutcome.Invalid>(Refused(Attestation with { Properties = new Dictionary<string, string> { ["cloudEvents_id"] = "mine" } })).Field);
        Assert.Equal("property name", Assert.IsType<PublishOutcome.Invalid>(Refused(Attestation with { Properties = new Dictionary<string, string> { ["claimDigest"] = "mine" } })).Field);
        Assert.Equal("content type", Assert.IsType<PublishOutcome.Invalid>(Refused(Attestation with { ContentType = "" })).Field);
        Assert.Equal("partition key", Assert.IsType<PublishOutcome.Invalid>(Refused(Attestation with { PartitionKey = "\udc00" })).Field);
        Assert.Equal(
            new PublishOutcome.EventTooLarge(4, HubEnvelope.MaximumClaimBytes + 1, HubEnvelope.MaximumClaimBytes), Refused(Attestation with { Body = new byte[HubEnvelope.MaximumClaimBytes + 1] }));
    }

    /// <summary>Any text in any property, missing ones, any body: an outcome, never an exception.</summary>
    [Fact]
    public void AnyDelivery_IsOpenedOrMalformed()
    {
        var mutator = new Mutator(20);
        var random = new Random(20);
        string[] names = ["formatVersion", "cloudEvents_specversion", "cloudEvents_id", "cloudEvents:source", "cloudEvents_source", "cloudEvents_type", "claimDigest", "claimLength", "shard", "other"];
        var sent = new[] { Wrap(Attestation), Wrap(Attestation with { Body = Body(1_000_000) }) };
        var outcomes = new Dictionary<Type, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var delivery = Delivered(sent[i % 2]);
            var properties = new Dictionary<string, string>(delivery.Properties);
            for (var change = random.Next(3); change > 0; change--)
            {
                var name = names[random.Next(names.Length)];
                if (random.Next(3) == 0) properties.Remove(name);
                else properties[name] = System.Text.Encoding.Latin1.GetString(mutator.Next(System.Text.Encoding.Latin1.GetBytes(properties.GetValueOrDefault(name, "1"))));
            }

            var opened = HubEnvelope.Open(delivery with { Properties = properties, Offset = random.Next(50) == 0 ? null : "o", Body = random.Next(50) == 0 ? new byte[] { 1 } : delivery.Body });
            outcomes[opened.GetType()] = outcomes.GetValueOrDefault(opened.GetType()) + 1;
        }

        Assert.Equal(3, outcomes.Count);
        Assert.All(outcomes.Values, count => Assert.True(count > 500, string.Join(", ", outcomes)));
    }

    [Fact]
    public void AShard_GoesToItsNumberModuloThePartitions() => Assert.Equal([0, 1, 2, 3, 0, 1], Enumerable.Range(0, 6).Select(shard => HubEnvelope.PartitionOf(shard, 4)));

    [Theory]
    [InlineData("QuotaExceeded", 0, true)]
    [InlineData("ServiceBusy", 0, true)]
    [InlineData("ServiceBusy", 1, false)]
    [InlineData("ServiceTimeout", 0, false)]
    [InlineData("ServiceCommunicationProblem", 0, false)]
    [InlineData("GeneralError", 0, false)]
    [InlineData("NeverHeardOf", 0, false)]
    public void AFailedSend_IsFailedOnlyWhereNothingWasTaken(string reason, int before, bool failed)
    {
        var outcome = HubFaults.Outcome(reason, before);
        Assert.Equal(failed, outcome is PublishOutcome.Failed);
        Assert.Equal(!failed, outcome is PublishOutcome.Unknown);
    }

    private static byte[] Body(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 251))];

    private static HubEvent Wrap(StreamEvent e, long now = Now)
    {
        var wrapped = HubEnvelope.Wrap(e, Source, now, 0, out var refusal);
        Assert.Null(refusal);
        return wrapped!;
    }

    private static PublishOutcome Refused(StreamEvent e)
    {
        Assert.Null(HubEnvelope.Wrap(e, Source, Now, 4, out var refusal));
        return refusal!;
    }

    private static HubDelivery Delivered(HubEvent sent) => new(3, 41, "4611-a", Now + 5, sent.ContentType, sent.Body, sent.Properties);
}
