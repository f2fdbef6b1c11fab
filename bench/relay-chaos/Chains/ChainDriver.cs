using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.RelayChaos.Judging;

namespace CrossChainOracle.RelayChaos.Chains;

/// <summary>Makes a chain's blocks at the simulated time, and its trouble between them: one after the other, so that none disturbs the other.</summary>
internal sealed class ChainDriver(RunningChain chain, int index, FastTime time, ChainJudge judge, Counts counts, Random random, RunLog log)
{
    private static readonly UInt128 UsualBaseFee = 1_000_000_000;
    private static readonly UInt128 SpikeBaseFee = 120_000_000_000;
    private static readonly UInt128 HighSpikeBaseFee = 600_000_000_000;

    /// <summary>Wei: a hundredth of an ether, a few postings.</summary>
    private const string Poor = "0x2386f26fc10000";

    private readonly Mempool _mempool = new(chain);
    private readonly Queue<Trouble> _troubles = new();
    private readonly Dictionary<int, long> _poorUntil = [];
    private long _spikeUntil;
    private long _pausedUntil;
    private UInt128 _spike;

    public Mempool Mempool => _mempool;

    public void Add(IEnumerable<Trouble> troubles)
    {
        foreach (var trouble in troubles) _troubles.Enqueue(trouble);
    }

    /// <summary>Every trouble is over and will not come back.</summary>
    public bool IsCalm => _troubles.Count == 0 && time.Now > Math.Max(_spikeUntil, _pausedUntil) && _poorUntil.Count == 0;

    public async Task RunAsync(long begin, CancellationToken cancellation)
    {
        for (var next = time.Now + chain.Plan.BlockMs; !cancellation.IsCancellationRequested;)
        {
            while (_troubles.TryPeek(out var trouble) && begin + trouble.At <= time.Now) await DoAsync(_troubles.Dequeue());
            await RefillAsync();
            if (time.Now >= _pausedUntil) await MineAsync(null);
            await judge.LookAsync(time.Now);
            next = Math.Max(next + chain.Plan.BlockMs, time.Now + (chain.Plan.BlockMs / 4));
            var wait = next - time.Now;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, wait)), time, cancellation).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <param name="at">Unix seconds of the block; null for now.</param>
    private async Task MineAsync(ulong? at)
    {
        var head = await chain.Rpc.AskAsync("eth_getBlockByNumber", "latest", false);
        var stamp = Math.Max(Rpc.Number(head.GetProperty("timestamp")) + 1, at ?? (ulong)(time.Now / 1_000));
        var baseFee = time.Now < _spikeUntil ? _spike : UsualBaseFee + (UInt128)random.Next(500_000_000);
        await chain.Rpc.AskAsync("anvil_setNextBlockBaseFeePerGas", "0x" + baseFee.ToString("x", System.Globalization.CultureInfo.InvariantCulture));
        await chain.Rpc.AskAsync("evm_setNextBlockTimestamp", stamp);
        await chain.Rpc.AskAsync("evm_mine");
        counts.Blocks++;
    }

    private async Task DoAsync(Trouble trouble)
    {
        log.Note(trouble.ToString());
        var account = chain.Accounts[trouble.Relayer];
        switch (trouble.Kind)
        {
            case TroubleKind.ReorgBack: await ReorganiseAsync(trouble.Amount, comesBack: true); break;
            case TroubleKind.ReorgGone: await ReorganiseAsync(trouble.Amount, comesBack: false); break;
            case TroubleKind.Spike: Spike(SpikeBaseFee, trouble.Amount); break;
            case TroubleKind.HighSpike: Spike(HighSpikeBaseFee, trouble.Amount); break;
            case TroubleKind.Pause: _pausedUntil = time.Now + trouble.Amount; counts.Pauses++; break;
            case TroubleKind.Drop: counts.Dropped += await _mempool.DropAsync(account.Address); break;
            case TroubleKind.ForeignNonce: counts.ForeignNonces += await _mempool.SendForeignAsync(account, 0) is null ? 0 : 1; break;
            case TroubleKind.NonceGap: counts.NonceGaps += await _mempool.SendForeignAsync(account, trouble.Amount + 1) is null ? 0 : 1; break;
            case TroubleKind.LowBalance: await ImpoverishAsync(trouble.Relayer, trouble.Amount); break;
            default: throw new InvalidOperationException($"{trouble.Kind} is no trouble of a chain.");
        }

        log.Note($"{index} done");
    }

    private void Spike(UInt128 baseFee, int length)
    {
        (_spike, _spikeUntil) = (baseFee, time.Now + length);
        counts.FeeSpikes++;
    }

    private async Task ImpoverishAsync(int relayer, int length)
    {
        await chain.Rpc.AskAsync("anvil_setBalance", chain.Accounts[relayer].Address.ToString(), Poor);
        _poorUntil[relayer] = time.Now + length;
        counts.LowBalances++;
    }

    /// <summary>Before every block: what is given to an account stands in a block, and a reorganisation takes it back.</summary>
    private async Task RefillAsync()
    {
        for (var relayer = 0; relayer < chain.Accounts.Count; relayer++)
        {
            if (_poorUntil.TryGetValue(relayer, out var until) && until > time.Now) continue;
            _poorUntil.Remove(relayer);
            var account = chain.Accounts[relayer].Address.ToString();
            var balance = (await chain.Rpc.AskAsync("eth_getBalance", account, "latest")).GetString()!;
            if (balance.Length <= Poor.Length) await chain.Rpc.AskAsync("anvil_setBalance", account, RunningChain.Funds);
        }
    }

    /// <summary>The newest blocks are gone, and as many and one more others stand in their place.</summary>
    private async Task ReorganiseAsync(int depth, bool comesBack)
    {
        var head = await chain.Rpc.NumberAsync("eth_blockNumber");
        if (head < chain.First + (ulong)depth) return;
        var (lost, from) = await LostAsync(head - (ulong)depth + 1, head);
        await chain.Rpc.AskAsync("anvil_rollback", depth);
        counts.Reorgs++;
        counts.Orphaned += lost.Count;
        if (comesBack)
        {
            foreach (var raw in lost) await chain.Rpc.TryAsync("eth_sendRawTransaction", raw);
        }

        // Who builds a block is in its hash: the new ones are others even where they have the same transactions.
        await chain.Rpc.AskAsync("anvil_setCoinbase", Address());
        for (var i = 0; i <= depth; i++) await MineAsync(from + ((ulong)i * (ulong)chain.Plan.BlockMs / 1_000));
        await judge.LookAsync(time.Now);
    }

    private async Task<(List<string> Raw, ulong Time)> LostAsync(ulong first, ulong last)
    {
        var (raw, at) = (new List<string>(), 0UL);
        for (var number = first; number <= last; number++)
        {
            var block = await chain.Rpc.BlockAsync(number, whole: false);
            if (number == first) at = Rpc.Number(block.GetProperty("timestamp"));
            foreach (var hash in block.GetProperty("transactions").EnumerateArray())
            {
                if (await chain.Rpc.TryAsync("eth_getRawTransactionByHash", hash.GetString()) is { ValueKind: JsonValueKind.String } found) raw.Add(found.GetString()!);
            }
        }

        return (raw, at);
    }

    private string Address()
    {
        var bytes = new byte[EvmAddress.Size];
        random.NextBytes(bytes);
        return Hex.Encode(bytes);
    }
}
