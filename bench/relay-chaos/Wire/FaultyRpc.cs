using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Transactions;
using CrossChainOracle.RelayChaos.Judging;
using Microsoft.AspNetCore.Http;

namespace CrossChainOracle.RelayChaos.Wire;

/// <summary>A chain's endpoints as one relayer reaches them: for some time they time out, answer with an error, or break off after the request was carried out.</summary>
internal sealed class FaultyRpc(HttpClient http, Uri chain, FastTime time, Counts counts, Random random)
{
    /// <summary>Longer than a relayer waits.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _sent = [];
    private readonly Dictionary<ulong, HashSet<string>> _byNonce = [];
    private long _badUntil;

    /// <param name="until">Unix milliseconds.</param>
    public void Spoil(long until) => Volatile.Write(ref _badUntil, until);

    public async Task HandleAsync(HttpContext context, string endpoint)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var request = buffer.ToArray();
        Interlocked.Increment(ref counts.Requests);
        if (endpoint == "0") Note(request);
        var fault = Draw();
        if (fault == 0)
        {
            await Task.Delay(Silence, time, context.RequestAborted);
            context.Abort();
            return;
        }

        if (fault == 1)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        using var content = new ByteArrayContent(request);
        content.Headers.ContentType = new("application/json");
        using var answer = await http.PostAsync(chain, content, context.RequestAborted);
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (fault == 2)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>0 silence, 1 an error, 2 half of an answer; more: none.</summary>
    private int Draw()
    {
        if (time.Now >= Volatile.Read(ref _badUntil)) return int.MaxValue;
        int fault;
        lock (_gate) fault = random.Next(6);
        if (fault <= 2) Interlocked.Increment(ref counts.Faults);
        return fault;
    }

    /// <summary>What the relayer sent, also in the lives that were ended: the bytes say which nonce, and whether they came before.</summary>
    private void Note(byte[] request)
    {
        if (request.AsSpan().IndexOf("eth_sendRawTransaction"u8) < 0) return;
        using var json = JsonDocument.Parse(request);
        foreach (var call in json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement])
        {
            if (call.GetProperty("method").GetString() != "eth_sendRawTransaction" || !Hex.TryDecode(call.GetProperty("params")[0].GetString(), out byte[]? raw)) continue;
            if (!SignedTransaction.TryDecode(raw, out var signed, out _)) continue;
            lock (counts) Count(signed.Transaction.Nonce, signed.Hash.ToString());
        }
    }

    private void Count(ulong nonce, string hash)
    {
        if (!_sent.TryAdd(hash, 1))
        {
            _sent[hash]++;
            counts.Rebroadcasts++;
            return;
        }

        counts.Transactions++;
        if (!_byNonce.TryGetValue(nonce, out var others)) _byNonce.Add(nonce, others = []);
        if (others.Count > 0) counts.Bumps++;
        others.Add(hash);
    }
}
