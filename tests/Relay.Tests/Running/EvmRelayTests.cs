using CrossChainOracle.Relay.Running;
using CrossChainOracle.Storage.Tests;

namespace CrossChainOracle.Relay.Tests.Running;

/// <summary>What a relayer owes after it ended at the worst moments.</summary>
public sealed class EvmRelayTests
{
    [Fact]
    public async Task AReceipt_ThatTheDiskDidNotTake_IsWrittenByTheNextRun()
    {
        await using var rig = new RelayRig();
        rig.Sinks.Plan = static step => step.Kind == StepKind.Write && step.Path.Contains(RelaySinks.Receipts, StringComparison.Ordinal) ? Fault.NotPersisted : Fault.None;
        Assert.Null(await rig.RunAsync(() => Task.FromResult(rig.WasTold("disk: receipts"))));
        Assert.Empty(rig.Receipts());
        Assert.Equal(1, await rig.UnderWayAsync());

        Assert.Null(await rig.RunAsync(async () => rig.Receipts().Count > 0 && await rig.UnderWayAsync() == 0));
        var receipt = Assert.Single(rig.Receipts());
        Assert.Equal(("A/USD", (long?)Planning.Deployment.Start + 50), (receipt.Subject, receipt.Signed));

        // Which of them is cheaper for one price is decided by the zeros in a signature.
        Assert.Contains(receipt.Form, (string[])["Price", "Batch"]);
        Assert.True(receipt is { Final: not null, GasUsed: 40_000 });
        Assert.Equal(1, rig.Posted);
    }

    [Fact]
    public async Task AReceipt_ThatWasKeptAndNotForgotten_ComesAgain_AndIsToldByItsPostingAndSubject()
    {
        await using var rig = new RelayRig();
        rig.Journal.Plan = step => step.Kind == StepKind.Write && rig.Receipts().Count > 0 ? Fault.NotPersisted : Fault.None;
        Assert.Null(await rig.RunAsync(() => Task.FromResult(rig.WasTold("disk: journal"))));
        Assert.Single(rig.Receipts());

        Assert.Null(await rig.RunAsync(async () => await rig.UnderWayAsync() == 0));
        Assert.Equal(2, rig.Receipts().Count);
        Assert.Single(rig.Receipts().Select(static receipt => (receipt.Chain, receipt.Posting, receipt.Subject)).Distinct());
        Assert.Equal(1, rig.Posted);
    }

    [Fact]
    public async Task AJournal_ThatMayHaveTakenSomething_EndsTheRun_AndTheNextOneGoesOn()
    {
        await using var rig = new RelayRig();
        Assert.Equal(0, await rig.UnderWayAsync());

        // The first transaction: half of it is written, and cannot be taken back.
        var broken = false;
        rig.Journal.Plan = step =>
        {
            broken |= step.Kind == StepKind.Write;
            return !broken ? Fault.None : step.Kind == StepKind.Write ? Fault.Half : Fault.NotPersisted;
        };
        var ended = await rig.RunAsync(static () => Task.FromResult(false));
        Assert.StartsWith("journal: Unknown", ended, StringComparison.Ordinal);
        Assert.Equal(0, rig.Posted);

        Assert.Null(await rig.RunAsync(async () => rig.Receipts().Count > 0 && await rig.UnderWayAsync() == 0));
        Assert.Equal((1, 1), (rig.Posted, rig.Receipts().Count));
    }

    [Fact]
    public async Task AStream_ThatMayHaveTakenAReceipt_IsOpenedAgainInTheSameRun()
    {
        await using var rig = new RelayRig();
        var left = 3;
        rig.Sinks.Plan = step =>
        {
            if (!step.Path.Contains(RelaySinks.Receipts, StringComparison.Ordinal) || rig.Posted == 0 || left == 0) return Fault.None;
            left--;
            return step.Kind == StepKind.Write ? Fault.Half : Fault.NotPersisted;
        };
        Assert.Null(await rig.RunAsync(() => Task.FromResult(rig.Receipts().Count > 0)));
        Assert.True(rig.WasTold("disk: receipts: Unknown"), string.Join("; ", rig.Notices));
        Assert.Single(rig.Receipts());
    }

    [Fact]
    public async Task ARefusalThatPasses_IsToldWhenItLasts_AndWhenItIsOver()
    {
        await using var rig = new RelayRig();
        var refused = 0;
        rig.RefuseWhile(() => !rig.WasTold("trial: Ahead") && ++refused > 0);
        Assert.Null(await rig.RunAsync(() => Task.FromResult(rig.WasTold("trial: well again") && rig.Posted > 0)));
        Assert.Equal(PostingDesk.PatientSteps, refused);
        Assert.Single(rig.Notices, static notice => notice.Text.StartsWith("trial: Ahead(observedAt 2, latest 1)", StringComparison.Ordinal));
        Assert.Equal(1, rig.Posted);
    }
}
