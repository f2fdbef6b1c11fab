using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm.Transactions;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>The wire of nodes that share one chain, one mempool and a <c>PostBox</c>; everything that a chain does to a sender happens when the test says so.</summary>
internal sealed class FakeChain : HttpMessageHandler
{
    public const ulong ChainId = 31337;

    private const ulong Gas = 60_000;

    private readonly Lock _gate = new();
    private readonly List<Block> _blocks = [];
    private readonly Dictionary<ulong, SignedTransaction> _mempool = [];
    private readonly Dictionary<Hash256, UInt128> _rival = [];
    private readonly EvmAddress _account;
    private int _hashes;

    public FakeChain(EvmAddress account)
    {
        _account = account;
        Mine();
    }

    public static EvmAddress Hub { get; } = EvmAddress.Parse(new('b', 40));

    /// <summary>Of the block after the head.</summary>
    public UInt128 BaseFee { get; set; } = Postings.Gwei;

    public UInt128 Balance { get; set; } = 10 * Postings.Gwei * Postings.Gwei;

    public ulong FinalDepth { get; set; } = 3;

    /// <summary>Sees every request before it is answered: host, method. What it returns is the answer; null leaves it to the chain.</summary>
    public Func<string, string, Odd?> Oddity { get; set; } = (_, _) => null;

    public List<(string Host, string Method)> Requests { get; } = [];

    /// <summary>What a call of the hub posts; by default one of <c>PostBox</c>.</summary>
    public Func<ReadOnlyMemory<byte>, (Hash256 Box, UInt128 Sequence)> Reading { get; init; } = ReadPostBox;

    /// <summary>What another contract returns.</summary>
    public Func<EvmAddress, byte[], byte[]> Elsewhere { get; set; } = static (_, _) => [];

    /// <summary>Bytes of every transaction that arrived, in order.</summary>
    public List<(string Host, byte[] Raw)> Arrived { get; } = [];

    public IReadOnlyCollection<SignedTransaction> Mempool => _mempool.Values;

    public ulong Head => (ulong)_blocks.Count - 1;

    public ulong Nonce => (ulong)_blocks.Sum(block => block.Transactions.Count);

    /// <summary>What the hub took, in the order of the chain.</summary>
    public IReadOnlyList<(Hash256 Box, UInt128 Sequence)> Taken =>
        [.. _blocks.SelectMany(block => block.Transactions).Where(each => each.Succeeded && each.Signed.Transaction.To == Hub).Select(each => Reading(each.Signed.Transaction.Data))];

    public int Failures => _blocks.Sum(block => block.Transactions.Count(each => !each.Succeeded));

    /// <summary>One block with what the mempool has for it.</summary>
    public void Mine(bool empty = false)
    {
        lock (_gate)
        {
            var block = new Block((ulong)_blocks.Count, Keccak256.Hash(BitConverter.GetBytes(++_hashes)), BaseFee, []);
            var nonce = Nonce;
            _blocks.Add(block);
            while (!empty && _mempool.TryGetValue(nonce, out var next) && next.Transaction.MaximumFeePerGas >= BaseFee)
            {
                _mempool.Remove(nonce++);
                block.Transactions.Add((next, Refusal(next.Transaction) is null));
            }
        }
    }

    /// <summary>Another relayer posts.</summary>
    public void RivalPosts(Hash256 box, UInt128 sequence)
    {
        lock (_gate) _rival[box] = UInt128.Max(sequence, _rival.GetValueOrDefault(box));
    }

    public UInt128 RivalSequence(string shard)
    {
        lock (_gate) return _rival.GetValueOrDefault(Postings.Box(shard));
    }

    /// <summary>The newest blocks are replaced by empty ones.</summary>
    /// <param name="keep">Whether their transactions go back to the mempool.</param>
    public void Reorganise(int depth, bool keep)
    {
        lock (_gate)
        {
            depth = Math.Min(depth, _blocks.Count - 1);
            var lost = _blocks[^depth..];
            _blocks.RemoveRange(_blocks.Count - depth, depth);
            foreach (var each in lost.SelectMany(block => block.Transactions).Where(_ => keep)) _mempool.TryAdd(each.Signed.Transaction.Nonce, each.Signed);
        }

        for (var i = 0; i < depth; i++) Mine(empty: true);
    }

    public void Drop(bool all = true)
    {
        lock (_gate)
        {
            if (all) _mempool.Clear();
            else if (_mempool.Count > 0) _mempool.Remove(_mempool.Keys.Max());
        }
    }

    /// <summary>Somebody with the same key is first at a nonce.</summary>
    public void Intrude(SignedTransaction foreign)
    {
        lock (_gate) _mempool[foreign.Transaction.Nonce] = foreign;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        var (host, method, parameters) = (request.RequestUri!.Host, (string)call["method"]!, call["params"]!.AsArray());
        lock (_gate)
        {
            Requests.Add((host, method));
            var odd = Oddity(host, method);
            cancellationToken.ThrowIfCancellationRequested();
            if (odd is { Before: false } instead) return Reply(instead, call);
            JsonObject answer;
            try
            {
                answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone(), ["result"] = Answer(host, method, parameters) };
            }
            catch (NodeError error)
            {
                answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone(), ["error"] = error.ToJson() };
            }

            return odd is null ? Reply(new(Body: answer.ToJsonString()), call) : Reply(odd, call);
        }
    }

    private JsonNode? Answer(string host, string method, JsonArray parameters) => method switch
    {
        "eth_chainId" => Quantity(ChainId),
        "eth_getBlockByNumber" => Describe((string)parameters[0]!),
        "eth_getTransactionCount" => Quantity((string)parameters[1]! == "pending" ? Pending() : Nonce),
        "eth_getBalance" => Quantity(Balance),
        "eth_feeHistory" => new JsonObject { ["oldestBlock"] = "0x0", ["baseFeePerGas"] = new JsonArray("0x1", Quantity(BaseFee)), ["reward"] = new JsonArray(new JsonArray("0x5f5e100")) },
        "eth_getTransactionReceipt" => Receipt(Hash256.Parse((string)parameters[0]!)),
        "eth_getTransactionByHash" => Knows(Hash256.Parse((string)parameters[0]!)) ? new JsonObject { ["hash"] = parameters[0]!.DeepClone() } : null,
        "eth_call" => Simulate(parameters) ?? Hex.Encode(Elsewhere(EvmAddress.Parse((string)parameters[0]!["to"]!), Convert.FromHexString(((string?)parameters[0]!["data"] ?? "0x")[2..]))),
        "eth_estimateGas" => Simulate(parameters) ?? Quantity(Gas),
        "eth_sendRawTransaction" => Take(host, (string)parameters[0]!),
        _ => throw new NodeError(-32601, "the method does not exist"),
    };

    /// <summary>A call that names no block is made on what the mempool would make of the chain, as anvil does.</summary>
    private string? Simulate(JsonArray parameters)
    {
        var call = parameters[0]!;
        if (EvmAddress.Parse((string)call["to"]!) != Hub) return null;
        var transaction = new DynamicFeeTransaction(ChainId, 0, 0, 0, 0, Hub, 0, Convert.FromHexString(((string)call["data"]!)[2..]));
        return Refusal(transaction, isPending: parameters.Count == 1) is { } data ? throw new NodeError(3, "execution reverted", data) : null;
    }

    private byte[]? Refusal(DynamicFeeTransaction transaction, bool isPending = false)
    {
        if (transaction.To != Hub) return null;
        var (box, sequence) = Reading(transaction.Data);
        var ahead = isPending ? _mempool.Values.Where(each => each.Transaction.To == Hub).Select(each => Reading(each.Transaction.Data)) : [];
        var stored = Taken.Concat(ahead).Where(each => each.Box == box).Select(each => each.Sequence).Append(_rival.GetValueOrDefault(box)).Max();
        return sequence > stored ? null
            : sequence == stored ? new AbiWriter().Bytes32(box).UInt(sequence).ToCall(AbiSelector.Of("Replay(bytes32,uint64)"))
            : new AbiWriter().Bytes32(box).UInt(sequence).UInt(stored).ToCall(AbiSelector.Of("OlderSequence(bytes32,uint64,uint64)"));
    }

    private string Take(string host, string text)
    {
        var raw = Convert.FromHexString(text[2..]);
        Arrived.Add((host, raw));
        if (!SignedTransaction.TryDecode(raw, out var signed, out var problem)) throw new NodeError(-32000, problem);
        if (signed.Sender != _account || signed.Transaction.ChainId != ChainId) throw new NodeError(-32000, "invalid sender");
        var (nonce, fee) = (signed.Transaction.Nonce, signed.Transaction.MaximumFeePerGas);
        if (nonce < Nonce) throw new NodeError(-32000, "nonce too low");
        if (signed.Transaction.GasLimit * fee > Balance) throw new NodeError(-32000, "insufficient funds for gas * price + value");
        if (_mempool.TryGetValue(nonce, out var there))
        {
            if (there.Hash == signed.Hash) throw new NodeError(-32000, "already known");
            var (old, tip, newTip) = (there.Transaction.MaximumFeePerGas, there.Transaction.Tip, signed.Transaction.Tip);
            if (fee * 100 < old * 110 || newTip * 100 < tip * 110) throw new NodeError(-32000, "replacement transaction underpriced");
        }

        _mempool[nonce] = signed;
        return signed.Hash.ToString();
    }

    private bool Knows(Hash256 hash) => _mempool.Values.Any(each => each.Hash == hash) || _blocks.Any(block => block.Transactions.Any(each => each.Signed.Hash == hash));

    private JsonObject? Receipt(Hash256 hash)
    {
        foreach (var block in _blocks)
        {
            foreach (var (signed, succeeded) in block.Transactions.Where(each => each.Signed.Hash == hash))
            {
                return new()
                {
                    ["transactionHash"] = hash.ToString(), ["blockNumber"] = Quantity(block.Number), ["blockHash"] = block.Hash.ToString(), ["status"] = succeeded ? "0x1" : "0x0",
                    ["gasUsed"] = Quantity(40_000), ["effectiveGasPrice"] = Quantity(UInt128.Min(signed.Transaction.MaximumFeePerGas, block.BaseFee + signed.Transaction.Tip)),
                };
            }
        }

        return null;
    }

    private JsonObject? Describe(string which)
    {
        var number = which == "latest" ? Head : which == "finalized" ? Head - Math.Min(Head, FinalDepth) : ulong.Parse(which.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (number > Head) return null;
        var block = _blocks[(int)number];
        return new()
        {
            ["number"] = Quantity(number), ["hash"] = block.Hash.ToString(), ["parentHash"] = Hash256.Zero.ToString(), ["timestamp"] = Quantity(1_790_000_000 + (12 * number)),
            ["baseFeePerGas"] = Quantity(block.BaseFee),
        };
    }

    private ulong Pending()
    {
        var nonce = Nonce;
        while (_mempool.ContainsKey(nonce)) nonce++;
        return nonce;
    }

    private static (Hash256 Box, UInt128 Sequence) ReadPostBox(ReadOnlyMemory<byte> call)
    {
        var arguments = new AbiReader(call.Span[AbiSelector.Size..]);
        arguments.TryOpen(3, out var frame);
        arguments.ReadBytes32(ref frame, out var box);
        arguments.TryReadUInt128(ref frame, 64, out var sequence);
        return (box, sequence);
    }

    private static HttpResponseMessage Reply(Odd odd, JsonNode call)
    {
        if (odd.Hangs) throw new HttpRequestException(HttpRequestError.ConnectionError);
        var body = odd.Body ?? $$"""{"jsonrpc":"2.0","id":{{call["id"]!.ToJsonString()}},{{odd.Member}}}""";
        return new((HttpStatusCode)odd.Status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
    }

    private static string Quantity(UInt128 value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>What a node answers in place of what it should.</summary>
    /// <param name="Member"><c>"result":…</c> or <c>"error":…</c> under the right id.</param>
    /// <param name="Before">The node does what it is asked, and answers this all the same.</param>
    internal sealed record Odd(string? Member = null, string? Body = null, int Status = 200, bool Hangs = false, bool Before = false);

    private sealed record Block(ulong Number, Hash256 Hash, UInt128 BaseFee, List<(SignedTransaction Signed, bool Succeeded)> Transactions);

    private sealed class NodeError(int code, string message, byte[]? data = null) : Exception(message)
    {
        public JsonObject ToJson() => new() { ["code"] = code, ["message"] = Message, ["data"] = data is null ? null : Hex.Encode(data) };
    }
}
