using System.CommandLine;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Ledger;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>inspect account ID</c>: what is attested about an account, and what became of it, from a running node or from its data folder.</summary>
internal static class InspectAccountCommand
{
    private const int MaximumAnswer = 16 << 20;
    private static readonly Uri DefaultNode = new("http://127.0.0.1:5080");
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("id") { Description = "The account, such as alice." };
        var node = new Option<string?>("--node") { Description = $"A running node. [default: {DefaultNode}]" };
        var data = new Option<string?>("--data") { Description = "A node's data folder instead of a running node: the whole history, from the ledger." };
        var json = Options.Json();
        var command = new Command("account", "Shows an account's positions with credit, risk and finality, its snapshot, what is missing, and the history of statements, upgrades and retractions. It verifies nothing; that is what verify is for.") { id, node, data, json }
            .WithExamples("inspect account alice --json", "inspect account alice --data /tmp/attested");
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetValue(id)!, parsed.GetValue(node), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string name, string? node, string? data, bool json, CancellationToken cancellation)
    {
        if (node is not null && data is not null) return Failed(terminal, ExitCode.Usage, "--node and --data: one of them");
        var server = DefaultNode;
        if (node is not null && (!Uri.TryCreate(node, UriKind.Absolute, out server) || server.Scheme is not ("http" or "https"))) return Failed(terminal, ExitCode.Usage, $"--node: '{node}' is not an address such as {DefaultNode}");
        if (!AccountId.TryParse(name, out var account)) return Failed(terminal, ExitCode.Usage, $"'{name}' is not an account: 1 to 16 printable characters without spaces");
        var (document, problem) = data is null
            ? await FromNodeAsync(new Uri(server, $"/v1/accounts/{Uri.EscapeDataString(name)}"), cancellation).ConfigureAwait(false)
            : await FromFolderAsync(new DataFolder(data), account, cancellation).ConfigureAwait(false);
        if (document is null) return Failed(terminal, ExitCode.Failed, problem!);
        if (!json) return AccountView.Show(terminal, document) ? ExitCode.Ok : ExitCode.Failed;
        terminal.Line(System.Text.Encoding.UTF8.GetString(document));
        return ExitCode.Ok;
    }

    private static async Task<(byte[]? Document, string? Problem)> FromNodeAsync(Uri address, CancellationToken cancellation)
    {
        using var http = NodeHttp.Client();
        (http.Timeout, http.MaxResponseContentBufferSize) = (AnswerTimeout, MaximumAnswer);
        try
        {
            using var response = await http.GetAsync(address, cancellation).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return (body, null);
            return (null, $"{address}: {(int)response.StatusCode}{Detail(body)}");
        }
        catch (HttpRequestException failure)
        {
            return (null, $"{address}: {failure.Message}. Is a node running there? --node names another, --data reads a folder");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"{address}: no answer within {AnswerTimeout.TotalSeconds} s. Is it a node? --node names another, --data reads a folder");
        }
    }

    private static string Detail(byte[] body)
    {
        using var json = StrictJson.Parse(body, out _);
        return json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("detail", out var detail) ? $": {detail}" : string.Empty;
    }

    private static async Task<(byte[]? Document, string? Problem)> FromFolderAsync(DataFolder folder, AccountId account, CancellationToken cancellation)
    {
        if (DeploymentRecord.Read(folder.Deployment, out var problem) is not { } deployment) return (null, problem);
        using var ledger = Opening.Require(FileLedger.OpenReadOnly(FileLedger.In(folder.Ledger)), "ledger");
        var board = new AccountBoard(int.MaxValue);
        var domain = new SigningDomain(deployment.Deployment);
        foreach (var shard in ledger.Shards)
        {
            await foreach (var entry in ledger.ReadFromAsync(shard, 0, cancellation).ConfigureAwait(false))
            {
                if (StoredBatch.Open(entry, domain, out var batch) is { } refusal) return (null, $"shard {shard}, batch {entry.Reservation.Sequence}: {refusal}");
                if (batch!.Header.Algorithm != BatchHeader.CollateralV1) break;
                if (batch.Signatures.Count > 0) board.Apply(batch.ToAttestation(), batch.Digest);
            }
        }

        return board.Find(account) is { } found
            ? (AccountDocument.One(board, found), null)
            : (null, $"account {account} is in no batch of {folder.Path}; there are: {(board.All.Count == 0 ? "none" : string.Join(", ", board.All.Select(entry => entry.Account)))}");
    }

    private static int Failed(Terminal terminal, int code, string problem)
    {
        terminal.Error(problem);
        return code;
    }
}
