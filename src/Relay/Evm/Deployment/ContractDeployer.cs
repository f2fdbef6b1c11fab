using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Evm.Deployment;

/// <summary>Creates contracts on one chain, one after the other, and waits until each is in a block.</summary>
/// <remarks>The account must send nothing else meanwhile.</remarks>
/// <param name="client">One endpoint of the chain.</param>
/// <param name="chainId">EIP-155 id that the endpoint must have.</param>
/// <param name="signer">Whose account pays.</param>
/// <param name="maximumFeePerGas">Wei per gas, base fee and tip together: above it nothing is sent.</param>
/// <param name="time">Between two looks for a receipt, and how long at most.</param>
public sealed class ContractDeployer(JsonRpcClient client, ulong chainId, ISigner signer, UInt128 maximumFeePerGas, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a creation may wait for its block.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What an estimate of gas is exceeded by, in percent: the state may be another one block later.</summary>
    private const int SparePercent = 10;

    /// <summary>Offered to the block's producer where the chain names nothing: 0.001 gwei.</summary>
    private static readonly UInt128 LeastTip = 1_000_000;

    /// <param name="creation">Creation code and constructor arguments.</param>
    public async Task<DeployOutcome> DeployAsync(byte[] creation, CancellationToken cancellation) => (await DeployAsync([creation], cancellation).ConfigureAwait(false))[^1];

    /// <summary>All of them, in order, without waiting for one before the next is sent. Ends with the first that is not deployed.</summary>
    /// <param name="creations">Creation code and constructor arguments of each; at least one.</param>
    public async Task<IReadOnlyList<DeployOutcome>> DeployAsync(IReadOnlyList<byte[]> creations, CancellationToken cancellation)
    {
        var (offer, problem) = await LookAsync(cancellation).ConfigureAwait(false);
        if (offer is null) return [problem!];
        var sent = new List<(EvmAddress Address, Hash256 Hash)>();
        foreach (var creation in creations)
        {
            var nonce = offer.Nonce + (ulong)sent.Count;
            var (gas, refusal) = await EstimateAsync(creation, cancellation).ConfigureAwait(false);
            problem = refusal;
            if (refusal is not null) break;
            var raw = await new CreationTransaction(chainId, nonce, offer.Tip, offer.MaximumFeePerGas, gas + (gas * SparePercent / 100), creation).SignAsync(signer, cancellation).ConfigureAwait(false);
            var (address, hash) = (CreationTransaction.AddressOf(signer.Address, nonce), Keccak256.Hash(raw));
            problem = await SendAsync(raw, address, hash, cancellation).ConfigureAwait(false);
            if (problem is not null) break;
            sent.Add((address, hash));
        }

        var outcomes = new List<DeployOutcome>();
        foreach (var (address, hash) in sent)
        {
            outcomes.Add(await AwaitAsync(address, hash, cancellation).ConfigureAwait(false));
            if (outcomes[^1] is not DeployOutcome.Deployed) return outcomes;
        }

        return problem is null ? outcomes : [.. outcomes, problem];
    }

    private sealed record Offer(ulong Nonce, UInt128 Tip, UInt128 MaximumFeePerGas);

    private async Task<(Offer? Offer, DeployOutcome? Problem)> LookAsync(CancellationToken cancellation)
    {
        var answers = await client.SendAllAsync([new("eth_chainId"), new("eth_getTransactionCount", signer.Address.ToString(), "pending"), new("eth_getBlockByNumber", "latest", false)], cancellation).ConfigureAwait(false);
        if (!TryNumber(answers[0], out var chain)) return (null, Problem("eth_chainId", answers[0]));
        if (chain != chainId) return (null, new DeployOutcome.Refused($"the endpoint is of chain {chain}, not {chainId}"));
        if (!TryNumber(answers[1], out var nonce)) return (null, Problem("eth_getTransactionCount", answers[1]));
        if (answers[2] is not JsonRpcAnswer.Ok ok || !EvmNodeParser.TryParseBlock(ok.Result, out var head, out _)) return (null, Problem("eth_getBlockByNumber", answers[2]));
        var tip = await TipAsync(cancellation).ConfigureAwait(false);
        var needed = head.BaseFee + tip;

        // Twice the base fee outlasts six full blocks.
        return needed > maximumFeePerGas
            ? (null, new DeployOutcome.Refused($"the chain asks {needed} wei per gas, at most {maximumFeePerGas} are to be paid"))
            : (new(nonce, tip, UInt128.Min(maximumFeePerGas, (2 * head.BaseFee) + tip)), null);
    }

    private async Task<(ulong Gas, DeployOutcome? Problem)> EstimateAsync(byte[] creation, CancellationToken cancellation)
    {
        var call = new JsonObject { ["from"] = signer.Address.ToString(), ["data"] = Hex.Encode(creation) };
        var answer = await client.SendAsync(new("eth_estimateGas", call), cancellation).ConfigureAwait(false);
        return TryNumber(answer, out var gas) ? (gas, null) : (0, Problem("eth_estimateGas", answer));
    }

    /// <summary>Null where the endpoint has it.</summary>
    private async Task<DeployOutcome?> SendAsync(byte[] raw, EvmAddress address, Hash256 hash, CancellationToken cancellation) =>
        await client.SendAsync(new("eth_sendRawTransaction", Hex.Encode(raw)), cancellation).ConfigureAwait(false) switch
        {
            JsonRpcAnswer.Ok => null,
            JsonRpcAnswer.RpcError error => new DeployOutcome.Refused($"eth_sendRawTransaction: {error.Message}"),
            var other => new DeployOutcome.Unknown(address, hash, Describe("eth_sendRawTransaction", other)),
        };

    private async Task<UInt128> TipAsync(CancellationToken cancellation)
    {
        var answer = await client.SendAsync(new("eth_maxPriorityFeePerGas"), cancellation).ConfigureAwait(false);
        return TryNumber(answer, out var tip) ? UInt128.Max(tip, LeastTip) : LeastTip;
    }

    /// <summary>Looks until the receipt is there, also where the endpoint fails meanwhile.</summary>
    private async Task<DeployOutcome> AwaitAsync(EvmAddress address, Hash256 hash, CancellationToken cancellation)
    {
        var deadline = time.GetUtcNow() + Patience;
        var last = "not in a block";
        while (time.GetUtcNow() < deadline)
        {
            var answer = await client.SendAsync(new("eth_getTransactionReceipt", hash.ToString()), cancellation).ConfigureAwait(false);
            if (answer is JsonRpcAnswer.Ok { Result.ValueKind: JsonValueKind.Object } ok) return Read(ok.Result, address, hash);
            last = answer is JsonRpcAnswer.Ok ? "not in a block" : Describe("eth_getTransactionReceipt", answer);
            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
        }

        return new DeployOutcome.Unknown(address, hash, $"{last} after {Patience.TotalSeconds:0} s");
    }

    private static DeployOutcome Read(JsonElement receipt, EvmAddress address, Hash256 hash)
    {
        if (!TryField(receipt, "status", out var status) || !TryField(receipt, "blockNumber", out var block) || !TryField(receipt, "gasUsed", out var gas)) return new DeployOutcome.Unknown(address, hash, "the receipt has no status, blockNumber and gasUsed in hex");
        return status == 1 ? new DeployOutcome.Deployed(address, hash, block, gas) : new DeployOutcome.Refused($"transaction {hash} failed in block {block} and used {gas} gas");
    }

    private static bool TryField(JsonElement element, string name, out ulong value)
    {
        value = 0;
        return element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && EvmNodeParser.TryParseQuantity(member.GetString(), out value);
    }

    private static bool TryNumber(JsonRpcAnswer answer, out ulong number)
    {
        number = 0;
        return answer is JsonRpcAnswer.Ok { Result.ValueKind: JsonValueKind.String } ok && EvmNodeParser.TryParseQuantity(ok.Result.GetString(), out number);
    }

    private static DeployOutcome Problem(string method, JsonRpcAnswer answer) =>
        answer is JsonRpcAnswer.RpcError ? new DeployOutcome.Refused(Describe(method, answer)) : new DeployOutcome.Failed(Describe(method, answer));

    private static string Reason(string? data) => Hex.TryDecode(data, out byte[]? revert) && revert.Length > 0 ? $" ({HubErrors.Decode(revert)})" : string.Empty;

    private static string Describe(string method, JsonRpcAnswer answer) => answer switch
    {
        JsonRpcAnswer.RpcError error => string.Create(CultureInfo.InvariantCulture, $"{method}: rpc error {error.Code}: {error.Message}{Reason(error.Data)}"),
        JsonRpcAnswer.Failed failed => $"{method}: {failed.Code}: {failed.Detail}",
        _ => $"{method}: the answer is malformed",
    };
}
