using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Ledger;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.Node.Tests.Sandbox;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Hosting;

/// <summary>Attesters that hand over to others: cut off at any step, too early, too late, twice.</summary>
public sealed class RotationTests : IAsyncLifetime, IDisposable
{
    private static readonly ShardId Shard = AttesterHistory.Shard;

    private readonly TemporaryFolder _temporary = new();
    private readonly ShiftedTime _time = new();
    private readonly Signers _old = Signers.Ephemeral();
    private readonly Signers _new = Signers.Ephemeral();
    private readonly HttpClient _http = NodeHttp.Client();
    private readonly List<NodeNotice> _notices = [];
    private SandboxWorld _world = null!;
    private NodeConfig _config = null!;

    public async Task InitializeAsync()
    {
        _world = await SandboxWorld.StartAsync(TinyMarket.Load(), new(), TimeProvider.System, CancellationToken.None);
        _config = SandboxConfig.For(_world, _temporary.In("data"), new Uri("http://127.0.0.1:0"));
        await AttestAsync(_config, _old);
    }

    /// <summary>Killed after any write, the old set is in force until the same command ends what it began; then the new one is, by the one digest that there is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Rotation_CutOffAfterAnyStep_LeavesTheOldSetInForce_OrIsFinished(int steps)
    {
        var wanted = Wanted(_new);
        var digest = await BeginAsync(wanted, steps);
        if (steps < 4)
        {
            var fault = await Assert.ThrowsAsync<NodeFaultException>(() => AttestAsync(_config, _old));
            Assert.Contains("run rotate again", fault.Message, StringComparison.Ordinal);
            Assert.Contains("epoch 0", (await Assert.ThrowsAsync<NodeFaultException>(() => AttestAsync(After(0), _new))).Message, StringComparison.Ordinal);
            Assert.Contains("can only be finished", Assert.IsType<RotationOutcome.Refused>(await RotateAsync(wanted with { Threshold = 5 })).Reason, StringComparison.Ordinal);
        }

        var done = Assert.IsType<RotationOutcome.Done>(await RotateAsync(wanted));
        Assert.Equal((digest, steps == 4), (done.Digest, done.WasThere));
        var again = Assert.IsType<RotationOutcome.Done>(await RotateAsync(wanted));
        Assert.Equal((digest, true), (again.Digest, again.WasThere));
        await AttestAsync(After(done.Set.ValidFrom), _new);
        var report = await new FolderVerification(new(_config.DataFolder), null, null).RunAsync(CancellationToken.None);
        Assert.Equal([], report.Problems);
        Assert.Equal(1ul, Assert.Single(report.Shards, shard => shard.Shard == $"{Shard}").Batches);
    }

    /// <summary>A batch that waits for the old attesters is theirs to finish: they may be gone after the rotation.</summary>
    [Fact]
    public async Task Rotation_WhileABatchWaitsForSignatures_FinishesItFirst()
    {
        var sequence = await ReserveAsync();
        Assert.IsType<RotationOutcome.Done>(await RotateAsync(Wanted(_new)));
        await using var folder = await OpenAsync(Wanted(_new));
        Assert.True((await folder.Ledger.ReadAsync("sandbox", sequence))!.Signed);
    }

    /// <summary>Reserved by the old attesters after they had handed over, and never signed: the new ones say whose it is, and the old ones finish it, however late.</summary>
    [Fact]
    public async Task BatchLeftOpenAfterARotation_IsFinishedByTheSetThatItNames()
    {
        var done = Assert.IsType<RotationOutcome.Done>(await RotateAsync(Wanted(_new)));
        await ReserveAsync();
        _time.Shift(TimeSpan.FromHours(3));
        var fault = await Assert.ThrowsAsync<NodeFaultException>(() => AttestAsync(After(done.Set.ValidFrom), _new));
        Assert.Contains("waits for signatures of epoch 0", fault.Message, StringComparison.Ordinal);
        Assert.True(Assert.IsType<RotationOutcome.Done>(await RotateAsync(Wanted(_new))).WasThere);
        await AttestAsync(After(done.Set.ValidFrom), _new);
    }

    [Fact]
    public async Task Node_WithTheKeysOfAnotherTime_SaysWhatToDo_AndReservesNothing()
    {
        var from = Now() + 600_000;
        var done = Assert.IsType<RotationOutcome.Done>(await RotateAsync(Wanted(_new) with { ValidFrom = from }));
        Assert.Equal(from, done.Set.ValidFrom);
        Assert.Contains("signs from", (await Assert.ThrowsAsync<NodeFaultException>(() => AttestAsync(After(from), _new))).Message, StringComparison.Ordinal);
        await AttestAsync(_config, _old);
        Assert.Contains(_notices, notice => notice.Subject == "attesters" && notice.Text.Contains("epoch 1 follows at", StringComparison.Ordinal));
        _time.Shift(TimeSpan.FromMinutes(65));
        await AttestAsync(_config, _old);
        await AttestAsync(After(from), _new);
        _time.Shift(TimeSpan.FromMinutes(10));
        Assert.Contains("signs no more", (await Assert.ThrowsAsync<NodeFaultException>(() => AttestAsync(_config, _old))).Message, StringComparison.Ordinal);
        using var strangers = Signers.Ephemeral();
        Assert.Contains("another attester set", (await Assert.ThrowsAsync<NodeFaultException>(() => AttestAsync(After(from), strangers))).Message, StringComparison.Ordinal);
        Assert.True((await new FolderVerification(new(_config.DataFolder), null, null).RunAsync(CancellationToken.None)).Holds);
    }

    /// <summary>The leader goes on after the grace has ended while it runs: it reserves nothing that no attester would sign.</summary>
    [Fact]
    public async Task Shard_OfASetWhoseGraceEnds_StopsBeforeItReserves()
    {
        Assert.IsType<RotationOutcome.Done>(await RotateAsync(Wanted(_new) with { ValidFrom = Now() + 1_000 }));
        await using var node = await NodeRuntime.OpenAsync(_config, Services(_old), [], [], CancellationToken.None);
        Assert.IsType<RoundOutcome.Published>(await node.Shards[0].Loop.TurnAsync(CancellationToken.None));
        var head = await node.Ledger.HeadAsync("sandbox");
        _time.Shift(TimeSpan.FromMinutes(61));
        Assert.IsType<Refusal.EpochExpired>(Assert.IsType<RoundOutcome.OutOfTerm>(await node.Shards[0].Loop.TurnAsync(CancellationToken.None)).Refusal);
        Assert.Equal(head, await node.Ledger.HeadAsync("sandbox"));
    }

    /// <summary>Back to the old keys within their hour, after the new ones have published: what they reserved now nobody could sign.</summary>
    [Fact]
    public async Task Node_WithTheOldKeysAfterTheNewHavePublished_ReservesNothing()
    {
        var done = Assert.IsType<RotationOutcome.Done>(await RotateAsync(Wanted(_new)));
        await AttestAsync(After(done.Set.ValidFrom), _new);
        await using (var node = await NodeRuntime.OpenAsync(_config, Services(_old), [], [], CancellationToken.None))
        {
            var head = await node.Ledger.HeadAsync("sandbox");
            Assert.IsType<RoundOutcome.Published>(await node.Shards[0].Loop.TurnAsync(CancellationToken.None));
            _time.Shift(TimeSpan.FromMilliseconds(2));
            Assert.IsType<Refusal.BadRotation>(Assert.IsType<RoundOutcome.OutOfTerm>(await node.Shards[0].Loop.TurnAsync(CancellationToken.None)).Refusal);
            Assert.Equal(head, await node.Ledger.HeadAsync("sandbox"));
        }

        await AttestAsync(After(done.Set.ValidFrom), _new);
    }

    [Fact]
    public async Task Rotation_ThatTheRulesForbid_IsRefusedAndLeavesNothing()
    {
        var wanted = Wanted(_new);
        Assert.Contains("is that set already", await RefusedAsync(new(_config.Attesters.Threshold, _config.Attesters.ExpiresAt, AttesterHouse.SetOf(_config.Attesters, _old.All).Members)), StringComparison.Ordinal);
        Assert.Contains("epoch 1 is next", await RefusedAsync(wanted with { Epoch = 2 }), StringComparison.Ordinal);
        Assert.Contains("before the rotation", await RefusedAsync(wanted with { ValidFrom = Now() - 120_000 }), StringComparison.Ordinal);
        Assert.Contains("are needed", await RefusedAsync(wanted with { ExpiresAt = Now() + 3_600_000 }), StringComparison.Ordinal);
        Assert.Contains("nobody could sign", await RefusedAsync(wanted with { ValidFrom = _config.Attesters.ExpiresAt, ExpiresAt = _config.Attesters.ExpiresAt + 86_400_000 }), StringComparison.Ordinal);
        Assert.IsType<RotationOutcome.Allowed>(await RotateAsync(wanted, dryRun: true));
        await using (var folder = await OpenAsync(wanted)) Assert.Null(await folder.Ledger.HeadAsync($"{Shard}"));

        // Two in a row: the keys of epoch 2 would have to believe a batch of epoch 0.
        var done = Assert.IsType<RotationOutcome.Done>(await RotateAsync(wanted));
        using var third = Signers.Ephemeral();
        Assert.Contains("only its keys name the next set", Assert.IsType<RotationOutcome.Refused>(await RotateAsync(Wanted(third))).Reason, StringComparison.Ordinal);
        Assert.Contains("has no batch of epoch 1 yet", Assert.IsType<RotationOutcome.Refused>(await RunningNode.RotateAsync(After(done.Set.ValidFrom), Services(_new), Wanted(third))).Reason, StringComparison.Ordinal);
        await AttestAsync(After(done.Set.ValidFrom), _new);
        Assert.Equal(2u, Assert.IsType<RotationOutcome.Done>(await RunningNode.RotateAsync(After(done.Set.ValidFrom), Services(_new), Wanted(third))).Set.Epoch);
    }

    /// <summary>Signed, and killed before the stream had it: whoever follows must see it before anything of the set that it names.</summary>
    [Fact]
    public async Task Node_AfterARotationThatTheStreamNeverSaw_PublishesItFirst()
    {
        await BeginAsync(Wanted(_new), 4);
        long from;
        await using (var folder = await OpenAsync(Wanted(_new))) from = folder.History.Current.ValidFrom;
        await AttestAsync(After(from), _new);
        var batches = new List<(ushort Algorithm, uint Epoch)>();
        FileEventStream.Verify(FileEventStream.In(new DataFolder(_config.DataFolder).Stream), stored =>
        {
            Assert.Null(AttestationCodec.Decode(stored.Body, out Attestation? attestation));
            batches.Add((attestation!.Header.Algorithm, attestation.Header.Epoch));
        });
        var (rotation, first) = (batches.IndexOf((BatchHeader.RotationV1, 0)), batches.FindIndex(static batch => batch.Epoch == 1));
        Assert.True(rotation >= 0 && first > rotation, $"rotation {rotation}, first of its set {first}");
    }

    [Fact]
    public async Task Folder_InUse_IsNotRotated()
    {
        await using var node = await NodeRuntime.OpenAsync(_config, Services(_old), [], [], CancellationToken.None);
        Assert.Contains("in use by another process", (await Assert.ThrowsAsync<NodeFaultException>(() => RotateAsync(Wanted(_new)))).Message, StringComparison.Ordinal);
    }

    /// <summary>A rotation whose signatures were exchanged for the new set's own is found, and so is every batch that stands on it.</summary>
    [Fact]
    public async Task Verify_AgainstAnotherFirstSet_BelievesNoRotation()
    {
        var done = Assert.IsType<RotationOutcome.Done>(await RotateAsync(Wanted(_new)));
        await AttestAsync(After(done.Set.ValidFrom), _new);
        using var others = Signers.Ephemeral();
        var anchor = new DeploymentRecord(_config.Deployment, AttesterHouse.SetOf(_config.Attesters, others.All));
        var report = await new FolderVerification(new(_config.DataFolder), null, anchor).RunAsync(CancellationToken.None);
        Assert.Contains(report.Problems, problem => problem.StartsWith($"shard {Shard}, batch 0: BadSignature", StringComparison.Ordinal));
        Assert.Contains(report.Problems, problem => problem.Contains(nameof(Refusal.UnknownEpoch), StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
        _http.Dispose();
        _temporary.Dispose();
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private NodeServices Services(Signers keys) => new(_time, _http, _world.Trust, keys.All, notice => { lock (_notices) _notices.Add(notice); });

    private NextSet Wanted(Signers keys) => new(3, _config.Attesters.ExpiresAt, AttesterHouse.SetOf(_config.Attesters, keys.All).Members);

    /// <summary>The configuration once the operator has named the new keys.</summary>
    private NodeConfig After(long validFrom) => _config with { Attesters = _config.Attesters with { Epoch = 1, ValidFrom = validFrom } };

    private Task<RotationOutcome> RotateAsync(NextSet wanted, bool dryRun = false) => RunningNode.RotateAsync(_config, Services(_old), wanted, dryRun);

    private async Task<string> RefusedAsync(NextSet wanted)
    {
        Assert.IsType<RotationOutcome.Refused>(await RotateAsync(wanted, dryRun: true));
        return Assert.IsType<RotationOutcome.Refused>(await RotateAsync(wanted)).Reason;
    }

    private Task<OpenedFolder> OpenAsync(NextSet wanted) => OpenedFolder.OpenAsync(_config, Services(_old), history => [AttesterRotation.RulesOf(history, wanted.Approve)], CancellationToken.None);

    /// <summary>A start of the node and two rounds: the one that was last, seen again, and a new one.</summary>
    private async Task AttestAsync(NodeConfig config, Signers keys)
    {
        await using var node = await NodeRuntime.OpenAsync(config, Services(keys), [], [], CancellationToken.None);
        for (var round = 0; round < 2; round++)
        {
            _time.Shift(TimeSpan.FromMilliseconds(2));
            Assert.IsType<RoundOutcome.Published>(await node.Shards[0].Loop.TurnAsync(CancellationToken.None));
        }
    }

    /// <summary>The writes of a rotation one by one: 1 the reservation, 2 one attester's signature, 3 all of theirs, 4 the signatures in the ledger. The stream has nothing.</summary>
    private async Task<Hash256> BeginAsync(NextSet wanted, int steps)
    {
        await using var folder = await OpenAsync(wanted);
        var rules = AttesterRotation.RulesOf(folder.History, wanted.Approve);
        var head = ShardHead.Initial(rules, Now() - 1);
        Assert.Null(new RotationRoundMaker(folder.Domain, rules, wanted).Make(new(head, folder.Attesters.Set.Epoch, Now()), out var made));
        var (batch, unsigned) = (made!.Batch, made.Batch.EncodeUnsigned());
        Assert.IsType<ReserveOutcome.Reserved>(await folder.Ledger.ReserveAsync(new($"{Shard}", 0, Hash256.Zero, batch.Digest, unsigned, made.Round, batch.StateBytes)));
        var request = new ReservedBatch(batch.Header, batch.Digest, unsigned, made.Round, head.StateBytes, null).ToRequest();
        var signatures = new List<AttesterSignature>();
        foreach (var cosigner in folder.Attesters.Cosigners.Take(steps switch { 1 => 0, 2 => 1, _ => folder.Attesters.Set.Threshold }))
        {
            var signed = Assert.IsType<CosignOutcome.Signed>(await cosigner.CosignAsync(request));
            signatures.Add(new((byte)folder.Attesters.Set.Members.ToList().IndexOf(cosigner.Address), signed.Signature));
        }

        if (steps == 4) Assert.IsType<AttachOutcome.Attached>(await folder.Ledger.AttachAsync($"{Shard}", 0, batch.Digest, AttestationCodec.EncodeSignatures([.. signatures.OrderBy(signature => signature.Signer)])));
        return batch.Digest;
    }

    /// <summary>A batch of prices that was reserved by a node which then was killed.</summary>
    private async Task<ulong> ReserveAsync()
    {
        await using var folder = await OpenAsync(Wanted(_new));
        var rules = folder.Rules.Prices[0];
        var head = (await folder.LoadAsync(rules, 0, CancellationToken.None)).Head!;
        _time.Shift(TimeSpan.FromMilliseconds(2));
        Assert.Null(new PriceRoundMaker(folder.Domain, rules, static () => new([], [], [])).Make(new(head, folder.Attesters.Set.Epoch, Now()), out var made));
        var header = made!.Batch.Header;
        Assert.IsType<ReserveOutcome.Reserved>(await folder.Ledger.ReserveAsync(new("sandbox", header.Sequence, header.PreviousDigest, made.Batch.Digest, made.Batch.EncodeUnsigned(), made.Round, made.Batch.StateBytes)));
        return header.Sequence;
    }
}
