using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

public sealed class CosigningTests
{
    private static readonly AttesterSet Set = Keys.Set();
    private static readonly Proposal First = Chain.Start().Propose();
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Misbehaviours => [.. Ways.Keys];

    private static Dictionary<string, (Func<EvmAddress, ICosigner> Make, CosignerFaultKind Kind)> Ways { get; } = new()
    {
        ["throws at once"] = (address => new ScriptedCosigner(address, (_, _) => throw new InvalidOperationException("broken")), CosignerFaultKind.Failed),
        ["throws later"] = (address => new ScriptedCosigner(address, async (_, _) => { await Task.Yield(); throw new IOException("gone"); }), CosignerFaultKind.Failed),
        ["fails"] = (address => ScriptedCosigner.Answering(address, new CosignOutcome.Failed("disk full")), CosignerFaultKind.Failed),
        ["does not know"] = (address => ScriptedCosigner.Answering(address, new CosignOutcome.Unknown("disk gone")), CosignerFaultKind.Unknown),
        ["refuses"] = (address => ScriptedCosigner.Answering(address, new CosignOutcome.Refused(new Refusal.TooFewSignatures(0, 3))), CosignerFaultKind.Refused),
        ["answers nothing"] = (address => ScriptedCosigner.Answering(address, null!), CosignerFaultKind.Lying),
        ["signs another digest"] = (address => Signed(address, signer => signer.Sign(Keys.Digest("another"))), CosignerFaultKind.Lying),
        ["gives another's signature"] = (address => Signed(address, signer => Keys.Five.First(other => other.Address != signer.Address).Sign(First.Digest)), CosignerFaultKind.Lying),
        ["gives a high s"] = (address => Signed(address, signer => AttesterTests.HighS(signer.Sign(First.Digest))), CosignerFaultKind.Lying),
        ["gives v of 0 or 1"] = (address => Signed(address, signer => AttesterTests.LowV(signer.Sign(First.Digest))), CosignerFaultKind.Lying),
        ["gives garbage"] = (address => ScriptedCosigner.Signing(address, new byte[65]), CosignerFaultKind.Lying),
        ["gives half a signature"] = (address => Signed(address, signer => signer.Sign(First.Digest)[..64]), CosignerFaultKind.Lying),
        ["gives no bytes"] = (address => ScriptedCosigner.Signing(address, []), CosignerFaultKind.Lying),
    };

    [Fact]
    public async Task AllFive_AlongAChain_ReachTheThresholdEachTime()
    {
        await using var fleet = new Fleet();
        var chain = Chain.Start();
        for (var i = 0; i < 10; i++)
        {
            var proposal = chain.Propose($"{2_500 + i}");
            var signatures = AssertReached(proposal, await CosignAsync(fleet.Nodes, proposal)).Signatures;
            chain = proposal.Then(signatures);
        }
    }

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task TwoOfFive_MisbehavingInAnyWay_ChangeNothing(string way)
    {
        await using var fleet = new Fleet();
        var bad = new[] { Ways[way].Make(Keys.Five[1].Address), Ways[way].Make(Keys.Five[4].Address) };
        AssertReached(First, await CosignAsync([fleet.Nodes[0], bad[0], fleet.Nodes[2], fleet.Nodes[3], bad[1]], First));
    }

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task ThreeOfFive_MisbehavingInAnyWay_StopItWithAReasonEach_AndARetryResumes(string way)
    {
        await using var fleet = new Fleet();
        var (make, kind) = Ways[way];
        ICosigner[] asked = [make(Keys.Five[0].Address), make(Keys.Five[1].Address), fleet.Nodes[2], make(Keys.Five[3].Address), fleet.Nodes[4]];
        var outcome = Assert.IsType<CosigningOutcome.Short>(await CosignAsync(asked, First));
        Assert.Equal((2, 3), (outcome.Have, outcome.Threshold));
        Assert.Equal(new[] { 0, 1, 3 }.Select(i => Keys.Five[i].Address), outcome.Faults.Select(fault => fault.Attester).Order());
        Assert.All(outcome.Faults, fault => Assert.Equal(kind, fault.Kind));
        Assert.All(outcome.Faults, fault => Assert.Equal(kind == CosignerFaultKind.Refused, fault.Refusal is not null));

        AssertReached(First, await CosignAsync(fleet.Nodes, First));
        // None has bound itself to anything else; those that were asked in vain are still free or bound to the same.
        Assert.All(fleet.Nodes, node => Assert.Equal(First.Digest, node.Log.Last(Samples.Shard)?.Digest ?? First.Digest));
    }

    [Fact]
    public async Task ALiar_IsNamedAlsoWhenItAnswersTooLate()
    {
        await using var fleet = new Fleet();
        var (release, named) = (new TaskCompletionSource(), new TaskCompletionSource<CosignerFault>());
        var liar = new ScriptedCosigner(Keys.Five[0].Address, async (_, _) =>
        {
            await release.Task;
            return new CosignOutcome.Signed(Keys.Five[0].Sign(Keys.Digest("another")));
        });
        var cosigning = new Cosigning(new HandFiredTime(), Timeout, named.SetResult);
        var reached = AssertReached(First, await cosigning.CosignAsync([liar, .. fleet.Nodes.Skip(1)], Set, First.Request, First.Digest));
        Assert.Empty(reached.Faults);
        release.SetResult();
        var fault = await named.Task;
        Assert.Equal((Keys.Five[0].Address, CosignerFaultKind.Lying), (fault.Attester, fault.Kind));
    }

    [Fact]
    public async Task ThreeOfFive_ThatNeverAnswer_AreSilentOnceTheirTimeIsUp()
    {
        await using var fleet = new Fleet();
        var time = new HandFiredTime();
        var never = new TaskCompletionSource<CosignOutcome>();
        using var blocked = new ManualResetEventSlim();
        ICosigner[] asked =
        [
            fleet.Nodes[0],
            new ScriptedCosigner(Keys.Five[1].Address, (_, _) => new(never.Task)),
            new ScriptedCosigner(Keys.Five[2].Address, async (_, ct) => { await Task.Delay(System.Threading.Timeout.Infinite, ct); return null!; }),
            fleet.Nodes[3],
            new ScriptedCosigner(Keys.Five[4].Address, (_, _) => { blocked.Wait(CancellationToken.None); return new(new CosignOutcome.Failed("woken")); }),
        ];
        var cosigning = new Cosigning(time, Timeout).CosignAsync(asked, Set, First.Request, First.Digest);
        foreach (var dead in new[] { 1, 2, 4 }) time.Fire(dead);
        var outcome = Assert.IsType<CosigningOutcome.Short>(await cosigning);
        blocked.Set();
        Assert.Equal((2, 3), (outcome.Have, outcome.Threshold));
        Assert.All(outcome.Faults, fault => Assert.Equal((CosignerFaultKind.Silent, "no answer within 2000 ms"), (fault.Kind, fault.Reason)));
        AssertReached(First, await CosignAsync(fleet.Nodes, First));
    }

    [Fact]
    public async Task SlowOnes_AreNotAwaited_MayFinish_AndTheirFaultsAreSeen()
    {
        const string Late = "too late to matter";
        var unobserved = 0;

        // The event is the process's: other tests have faults of their own.
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.Flatten().InnerExceptions.Any(static fault => fault.Message == Late)) Interlocked.Increment(ref unobserved);
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await using var fleet = new Fleet();
            var (release, finished) = (new TaskCompletionSource(), new TaskCompletionSource<CosignOutcome>());
            var slow = new ScriptedCosigner(Keys.Five[3].Address, async (request, ct) =>
            {
                await release.Task;
                var outcome = await fleet.Nodes[3].CosignAsync(request, ct);
                finished.SetResult(outcome);
                return outcome;
            });
            var faulting = new ScriptedCosigner(Keys.Five[4].Address, async (_, _) =>
            {
                await release.Task;
                throw new IOException(Late);
            });
            AssertReached(First, await CosignAsync([fleet.Nodes[0], fleet.Nodes[1], fleet.Nodes[2], slow, faulting], First));
            release.SetResult();
            Assert.IsType<CosignOutcome.Signed>(await finished.Task);
            Assert.Equal(First.Digest, fleet.Nodes[3].Log.Last(Samples.Shard)!.Digest);
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);
    }

    [Fact]
    public async Task Strangers_AndOneAttesterAskedTwice_DoNotCount()
    {
        await using var fleet = new Fleet();
        var stranger = Keys.Of("a stranger");
        ICosigner[] asked = [fleet.Nodes[0], fleet.Nodes[0], fleet.Nodes[1], ScriptedCosigner.Signing(stranger.Address, stranger.Sign(First.Digest))];
        var outcome = Assert.IsType<CosigningOutcome.Short>(await CosignAsync(asked, First));
        Assert.Equal(2, outcome.Have);
        Assert.Equal([(stranger.Address, CosignerFaultKind.Stranger)], outcome.Faults.Select(fault => (fault.Attester, fault.Kind)));
    }

    [Fact]
    public async Task Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        ICosigner[] asked = [new ScriptedCosigner(Keys.Five[0].Address, async (_, _) => { await cancel.CancelAsync(); return await new TaskCompletionSource<CosignOutcome>().Task; })];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Cosigning(new HandFiredTime(), Timeout).CosignAsync(asked, Set, First.Request, First.Digest, cancel.Token));
    }

    internal static Task<CosigningOutcome> CosignAsync(IReadOnlyList<ICosigner> attesters, Proposal proposal) =>
        new Cosigning(new HandFiredTime(), Timeout).CosignAsync(attesters, Set, proposal.Request, proposal.Digest);

    internal static CosigningOutcome.Reached AssertReached(Proposal proposal, CosigningOutcome outcome)
    {
        var reached = Assert.IsType<CosigningOutcome.Reached>(outcome);
        Assert.Null(SignatureQuorum.Check(proposal.Digest, Set, reached.Signatures));
        return reached;
    }

    private static ScriptedCosigner Signed(EvmAddress address, Func<PlatformSigner, byte[]> sign) =>
        ScriptedCosigner.Signing(address, sign(Keys.Five.Single(signer => signer.Address == address)));
}
