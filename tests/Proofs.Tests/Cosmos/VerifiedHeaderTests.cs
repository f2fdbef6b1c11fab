using System.Text.Json;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Tests.Fakes.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.Proofs.Cosmos;
using CrossChainOracle.Proofs.Cosmos.CometBft;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Proofs.Tests.Cosmos;

public sealed class VerifiedHeaderTests(ITestOutputHelper output) : IDisposable
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_122;
    private const long Day = 86_400_000;
    private const long Now = 1_800_000_000_000;

    private readonly FakeCosmosChain _chain = new FakeCosmosChain("test-1", [40, 30, 20, 10]).Put("bank", [2], [1]).Commit(20);

    public void Dispose() => _chain.Dispose();

    [Theory]
    [InlineData("celestia_mainnet_3000_header.json", "057111B3CF420C45BF68DC807BD3728D75F352F3169A9AE48A6E6B876A16CB9F")]
    [InlineData("celestia_mainnet_3001_header.json", "26B6BBC3F873B2C8B1DC838B31C8508C461BD4547147916D1AF60263607685FC")]
    [InlineData("mocha-4_10000_commit.json", "A0123D5E4B8B8888A61F931EE2252D83568B97C223E0ECA9795B29B8BD8CBA2D")]
    public void Hash_OfARecordedHeader_IsTheChains(string file, string hash) => Assert.Equal(Hash256.Parse(hash), RecordedHeader(file).ComputeHash());

    [Fact]
    public void Hash_OfARecordedHeader_IsNamedByTheNext()
    {
        // The Axelar recording has no hash of its own; the field set and the order are those of the others.
        Assert.Equal(5_153_624, RecordedHeader("axelar_testnet_5153624_header_and_data.json").Height);
        var next = RecordedHeader("celestia_mainnet_3001_header.json");
        Assert.Equal(RecordedHeader("celestia_mainnet_3000_header.json").ComputeHash(), next.LastBlock.Hash);
        Assert.Equal(RecordedHeader("celestia_mainnet_3000_header.json").NextValidatorsHash, next.ValidatorsHash);
    }

    [Fact]
    public void SignBytes_OfRecordedVotes_AreTheExpectedOnes()
    {
        var commit = RecordedCommit().Commit;
        var expected = Recorded.Read("cosmos/signed_headers/_expected.json").GetProperty("mocha-4_10000").GetProperty("sign_bytes_hex");
        Assert.Equal(expected.EnumerateArray().Select(item => item.GetString()), commit.Votes.Select(vote => Convert.ToHexStringLower(commit.SignBytes("mocha-4", vote))));
    }

    [Fact]
    public void TryVerify_OfTheRecordedCommit_Holds()
    {
        var (signed, validators) = (RecordedCommit(), RecordedValidators());
        var verified = Verify("mocha-4", signed, validators, new CometTrust.Validators(validators.Hash));
        Assert.Equal(10_000, verified.Header.Height);
        Assert.Equal(validators.Power, verified.Validators.Power);
        Refused<CosmosRefusal.WrongChain>("mocha-3", signed, validators, new CometTrust.Validators(validators.Hash));
    }

    [Fact]
    public void TryVerify_NeedsMoreThanTwoThirdsOfThePower_AndCountsOnlyVotesForTheBlock()
    {
        // Of 100: 40 + 30 = 70 is enough, 40 + 20 is not; votes for nil are none.
        Verify(Voted([0, 1]));
        Assert.Equal(60, Refused<CosmosRefusal.TooLittlePower>(Voted([0, 2])).Signed);
        Assert.Equal(0, Refused<CosmosRefusal.TooLittlePower>(Voted([0, 1, 2, 3], VoteKind.Nil)).Signed);
        Refused<CosmosRefusal.TooLittlePower>(Voted([]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void TryVerify_OfExactlyTwoThirds_IsRefused(int validators)
    {
        using var chain = new FakeCosmosChain("test-1", [.. Enumerable.Repeat(1L, validators)]).Put("bank", [2], [1]).Commit();
        var header = chain.Signed(1).Header;
        Assert.False(VerifiedHeader.TryVerify("test-1", new(header, chain.SignBy(header, [.. Enumerable.Range(0, validators * 2 / 3)])), chain.Validators, new CometTrust.Validators(chain.Validators.Hash), Now, out _, out var refusal));
        Assert.Equal(validators * 2 / 3, Assert.IsType<CosmosRefusal.TooLittlePower>(refusal).Signed);
    }

    [Fact]
    public void TryVerify_CountsAnInvalidSignatureForNothing_AndLetsItSpoilNothing()
    {
        var signed = _chain.Signed(5);
        Verify(With(signed, 3, vote => vote with { Signature = new byte[64] }));
        Verify(With(signed, 2, vote => vote with { Signature = default }));
        var refusal = Refused<CosmosRefusal.TooLittlePower>(With(signed, 0, vote => vote with { Time = new(vote.Time.Seconds + 1, 0) }));
        Assert.Equal((60, 1), (refusal.Signed, refusal.Invalid));
    }

    [Fact]
    public void TryVerify_CountsEachValidatorOnce_InItsOwnPlace()
    {
        var signed = _chain.Signed(5);
        Refused<CosmosRefusal.BadVote>(With(signed, 1, _ => signed.Commit.Votes[0]));
        Refused<CosmosRefusal.BadVote>(signed with { Commit = signed.Commit with { Votes = [.. signed.Commit.Votes, signed.Commit.Votes[0]] } });
        Refused<CosmosRefusal.BadVote>(signed with { Commit = signed.Commit with { Votes = [.. signed.Commit.Votes.Take(3)] } });

        // Under skipping trust places do not matter, but whoever stands there again still counts once: 30 of 100 is no third.
        using var trusted = new FakeCosmosChain("test-1", [40, 30, 20, 10]).Put("bank", [2], [1]).Commit();
        var previous = Verify("test-1", trusted.Signed(1), trusted.Validators, new CometTrust.Validators(trusted.Validators.Hash));
        var again = With(With(With(signed, 0, _ => signed.Commit.Votes[1]), 2, _ => signed.Commit.Votes[1]), 3, _ => signed.Commit.Votes[1]);
        var refusal = Refused<CosmosRefusal.TooLittlePower>("test-1", again, _chain.Validators, new CometTrust.Since(previous, Day * 10_000));
        Assert.Equal(30, refusal.Signed);
    }

    [Fact]
    public void TryVerify_OfVotesForAnotherBlockHeightOrValidators_IsRefused()
    {
        var signed = _chain.Signed(5);
        Refused<CosmosRefusal.OtherBlock>(signed with { Header = signed.Header with { AppHash = Hash256.Zero } });
        Refused<CosmosRefusal.OtherBlock>(signed with { Commit = _chain.Signed(6).Commit with { Height = 5 } });
        Refused<CosmosRefusal.WrongHeight>(signed with { Commit = _chain.Signed(6).Commit });
        using var other = new FakeCosmosChain("test-1", [40, 30, 20, 10], seed: 9);
        Refused<CosmosRefusal.WrongValidators>("test-1", signed, other.Validators, Trust);
        Assert.Equal("trust", Refused<CosmosRefusal.WrongValidators>("test-1", signed, _chain.Validators, new CometTrust.Validators(other.Validators.Hash)).NamedBy);
        Refused<CosmosRefusal.WrongTime>("test-1", signed, _chain.Validators, Trust, now: signed.Header.Time.Milliseconds - CometTrust.MaximumDrift - 1);
    }

    [Fact]
    public void TryVerify_ByANamedHeader_HoldsForThatHeaderOnly()
    {
        var signed = _chain.Signed(5);
        Verify("test-1", signed, _chain.Validators, new CometTrust.Header(5, signed.Header.ComputeHash()));
        Refused<CosmosRefusal.OtherRoot>("test-1", signed, _chain.Validators, new CometTrust.Header(5, Hash256.Zero));
        Refused<CosmosRefusal.WrongHeight>("test-1", signed, _chain.Validators, new CometTrust.Header(6, signed.Header.ComputeHash()));
    }

    [Fact]
    public void TryVerify_SinceAnEarlierHeader_FollowsItWithinItsPeriod()
    {
        var previous = Verify(_chain.Signed(5));
        var trust = new CometTrust.Since(previous, Day);
        var soon = previous.Header.Time.Milliseconds + (Day / 2);
        Verify("test-1", _chain.Signed(6), _chain.Validators, trust, soon);
        Verify("test-1", _chain.Signed(20), _chain.Validators, trust, soon);
        Refused<CosmosRefusal.WrongHeight>("test-1", _chain.Signed(5), _chain.Validators, trust, soon);
        Refused<CosmosRefusal.WrongHeight>("test-1", _chain.Signed(4), _chain.Validators, trust, soon);
        Refused<CosmosRefusal.TrustExpired>("test-1", _chain.Signed(6), _chain.Validators, trust, previous.Header.Time.Milliseconds + Day);

        // A chain of the same name with validators of its own: no power of ours, and next to the trusted header not the named ones.
        using var other = new FakeCosmosChain("test-1", [40, 30, 20, 10], seed: 9).Put("bank", [2], [1]).Commit(20);
        Assert.Equal(0, Refused<CosmosRefusal.TooLittlePower>("test-1", other.Signed(20), other.Validators, trust, soon).Signed);
        Assert.Equal("header 5", Refused<CosmosRefusal.WrongValidators>("test-1", other.Signed(6), other.Validators, trust, soon).NamedBy);
        using var namesake = new FakeCosmosChain("test-2", [40, 30, 20, 10]).Put("bank", [2], [1]).Commit(6);
        Refused<CosmosRefusal.WrongChain>("test-2", namesake.Signed(6), namesake.Validators, trust, soon);
    }

    [Fact]
    public void StateProof_HoldsUnderTheHeaderAboveItsHeight_AndUnderNoOther()
    {
        _chain.Put("bank", [3], [7]).Commit(2);
        var height = _chain.Height - 1;
        foreach (byte key in new byte[] { 2, 3, 4 })
        {
            var (value, steps) = _chain.Query(height, "bank", [key]);
            var proof = new CosmosStateProof("bank", new[] { key }, value is null ? default(ReadOnlyMemory<byte>?) : value, height, steps);
            Assert.Equal(key == 4, value is null);
            Assert.Null(proof.Verify(Verify(_chain.Signed(height + 1)), Proofs.Cosmos.Ics23.ProofSpec.Iavl));
            Assert.IsType<CosmosRefusal.WrongHeight>(proof.Verify(Verify(_chain.Signed(height)), Proofs.Cosmos.Ics23.ProofSpec.Iavl));
            Assert.IsType<CosmosRefusal.OtherRoot>((proof with { Height = height - 1 }).Verify(Verify(_chain.Signed(height)), Proofs.Cosmos.Ics23.ProofSpec.Iavl));
        }
    }

    [Fact]
    public void DamagedCommits_NeverThrow_AndNeverShowAnotherBlock()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        var validators = RecordedValidators();
        var original = System.Text.Encoding.UTF8.GetBytes(Recorded.Read("cosmos/signed_headers/mocha-4_10000_commit.json").GetProperty("result").GetRawText());
        var hash = RecordedCommit().Header.ComputeHash();
        var (parsed, held) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            if (Parse(mutator.Next(original)) is not { } json || !CometParser.TryParseCommit(json, out var signed, out _)) continue;
            parsed++;
            var verified = VerifiedHeader.TryVerify("mocha-4", signed, validators, new CometTrust.Validators(validators.Hash), Now, out var header, out var refusal);
            if (verified) held++;
            Assert.True(verified ? header!.Hash == hash && refusal is null : refusal!.Detail.Length is > 0 and <= 200, $"{mutator.Describe(i)}: {refusal}");
        }

        output.WriteLine($"{parsed} read, {held} hold");
        Assert.True(parsed > Cases / 50, "the mutations never reach the verifier");
    }

    private CometTrust Trust => new CometTrust.Validators(_chain.Validators.Hash);

    private SignedHeader Voted(int[] voters, VoteKind kind = VoteKind.Block) => new(_chain.Signed(5).Header, _chain.SignBy(_chain.Signed(5).Header, voters, kind));

    private static SignedHeader With(SignedHeader signed, int place, Func<CommitVote, CommitVote> change) =>
        signed with { Commit = signed.Commit with { Votes = [.. signed.Commit.Votes.Select((vote, i) => i == place ? change(vote) : vote)] } };

    private VerifiedHeader Verify(SignedHeader signed) => Verify("test-1", signed, _chain.Validators, Trust);

    private static VerifiedHeader Verify(string chain, SignedHeader signed, ValidatorSet validators, CometTrust trust, long now = Now)
    {
        Assert.True(VerifiedHeader.TryVerify(chain, signed, validators, trust, now, out var verified, out var refusal), refusal?.ToString());
        return verified;
    }

    private T Refused<T>(SignedHeader signed)
        where T : CosmosRefusal => Refused<T>("test-1", signed, _chain.Validators, Trust);

    private static T Refused<T>(string chain, SignedHeader signed, ValidatorSet validators, CometTrust trust, long now = Now)
        where T : CosmosRefusal
    {
        Assert.False(VerifiedHeader.TryVerify(chain, signed, validators, trust, now, out _, out var refusal));
        return Assert.IsType<T>(refusal);
    }

    private static JsonElement? Parse(byte[] json)
    {
        using var document = Encoding.StrictJson.Parse(json, out _);
        return document?.RootElement.Clone();
    }

    private static CometHeader RecordedHeader(string file)
    {
        var json = Recorded.Read($"cosmos/signed_headers/{file}");
        if (json.TryGetProperty("result", out var result)) json = result;
        if (json.TryGetProperty("signed_header", out var signed)) json = signed;
        Assert.True(CometParser.TryParseHeader(json.GetProperty("header"), out var header, out var problem), problem);
        return header;
    }

    private static SignedHeader RecordedCommit()
    {
        Assert.True(CometParser.TryParseCommit(Recorded.Read("cosmos/signed_headers/mocha-4_10000_commit.json").GetProperty("result"), out var signed, out var problem), problem);
        return signed;
    }

    private static ValidatorSet RecordedValidators()
    {
        var json = Recorded.Read("cosmos/signed_headers/mocha-4_10000_validators.json").GetProperty("result");
        Assert.True(CometParser.TryParseValidators(json, out var height, out var page, out var total, out var problem), problem);
        Assert.Equal((10_000, 2), (height, total));
        Assert.True(ValidatorSet.TryCreate(page, out var set, out problem), problem);
        return set!;
    }
}
