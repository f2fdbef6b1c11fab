using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.Judging;
using CrossChainOracle.RelayChaos.Relayers;
using CrossChainOracle.RelayChaos.Wire;

namespace CrossChainOracle.RelayChaos;

/// <summary>Brings the planned trouble where it belongs, at its time: the chains' to their drivers, everything else to processes and wires.</summary>
internal sealed class Director(
    IReadOnlyList<ChainDriver> drivers, IReadOnlyList<RelayerProcess> relayers, IReadOnlyDictionary<string, FaultyRpc> proxies, StreamWire stream, FastTime time, Counts counts, RunLog log, long begin)
{
    private const long SayEveryMs = 60_000;

    private readonly List<(RelayerProcess Relayer, long At)> _restarts = [];

    /// <summary>Ends when the time of trouble is over and everybody who was killed lives again.</summary>
    public async Task RunAsync(IReadOnlyList<Trouble> plan, long length, CancellationToken cancellation)
    {
        var own = new Queue<Trouble>(plan.Where(static trouble => !IsOfChain(trouble.Kind)));
        for (var chain = 0; chain < drivers.Count; chain++) drivers[chain].Add(plan.Where(trouble => IsOfChain(trouble.Kind) && trouble.Chain == chain));
        var said = 0L;
        while (time.Now < begin + length || _restarts.Count > 0)
        {
            while (own.TryPeek(out var trouble) && begin + trouble.At <= time.Now) Do(own.Dequeue());
            Restart();
            if (time.Now - begin >= said + SayEveryMs)
            {
                said += SayEveryMs;
                log.Say($"{counts.Batches} batches, {counts.Blocks} blocks, {counts.Reorgs} reorganisations, {counts.Restarts} kills, {counts.Transactions} transactions");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellation);
        }
    }

    private static bool IsOfChain(TroubleKind kind) => kind is not (TroubleKind.Kill or TroubleKind.Faults or TroubleKind.StreamCut);

    private void Do(Trouble trouble)
    {
        log.Note(trouble.ToString());
        var relayer = relayers[(trouble.Chain * RunningChain.Relayers) + trouble.Relayer];
        switch (trouble.Kind)
        {
            case TroubleKind.Faults: proxies[relayer.Name].Spoil(time.Now + trouble.Amount); break;
            case TroubleKind.StreamCut: stream.Cut(relayer.Name); break;
            case TroubleKind.Kill when _restarts.All(waiting => waiting.Relayer != relayer):
                relayer.Kill();
                counts.Restarts++;
                _restarts.Add((relayer, time.Now + trouble.Amount));
                break;
        }
    }

    private void Restart()
    {
        foreach (var waiting in _restarts.Where(waiting => waiting.At <= time.Now).ToList())
        {
            _restarts.Remove(waiting);
            waiting.Relayer.Start();
        }
    }
}
