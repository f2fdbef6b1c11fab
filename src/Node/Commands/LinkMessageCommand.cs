using System.CommandLine;
using CrossChainOracle.Collateral.Links;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>link-message</c>: exactly what an owner signs so that an address belongs to an account.</summary>
internal static class LinkMessageCommand
{
    public static Command Create(Terminal terminal)
    {
        var deployment = new Option<string>("--deployment") { Description = "Name of the deployment, as its configuration has it.", Required = true };
        var account = new Option<string>("--account") { Description = "Account: 1 to 16 characters.", Required = true };
        var address = new Option<string>("--address") { Description = "CAIP-10 address that is to belong to it; EVM addresses in lower case.", Required = true };
        var nonce = new Option<ulong>("--nonce") { Description = "Higher than in every proof before.", DefaultValueFactory = _ => 1 };
        var json = Options.Json();
        var command = new Command("link-message", "Prints what the owner of an address signs: typed data on EVM chains, a text and its bytes elsewhere.") { deployment, account, address, nonce, json }
            .WithExamples(
                "link-message --deployment crosschainoracle:example --account alice --address eip155:1:0x88ea3d429b4039326e5742198d978476a5f32040",
                "link-message --deployment crosschainoracle:example --account alice --address cosmos:cosmoshub-4:cosmos19sa8egc43een6wyudx5965wcf5gry9uwnqqd6s --nonce 2 --json");
        command.SetAction(parsed => Run(terminal, parsed.GetValue(deployment)!, parsed.GetValue(account)!, parsed.GetValue(address)!, parsed.GetValue(nonce), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string deployment, string account, string address, ulong nonce, bool json)
    {
        if (!AccountId.TryParse(account, out var accountId)) return Usage(terminal, $"--account: '{account}' is not 1 to 16 printable ASCII characters without spaces");
        if (!AccountAddress.TryParse(address, out var accountAddress)) return Usage(terminal, $"--address: '{address}' is not a CAIP-10 address such as eip155:1:0xab... (EVM addresses in lower case)");
        if (deployment.Length == 0) return Usage(terminal, "--deployment: must not be empty");
        if (LinkRequest.Of(new(deployment, accountId, accountAddress, nonce), out var problem) is not { } request) return Usage(terminal, problem!);
        if (json) WriteJson(terminal, request);
        else foreach (var (name, value) in request.Parts) terminal.Line(request.Parts.Count == 1 ? value : $"{name}: {value}");
        return ExitCode.Ok;
    }

    private static int Usage(Terminal terminal, string problem)
    {
        terminal.Error(problem);
        return ExitCode.Usage;
    }

    private static void WriteJson(Terminal terminal, LinkRequest request) => terminal.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("scheme", request.Scheme);
        foreach (var (name, value) in request.Parts)
        {
            // Of a sign doc every byte counts: it is text. Typed data is a document.
            writer.WritePropertyName(name);
            if (name == LinkRequest.TypedData) writer.WriteRawValue(value);
            else writer.WriteStringValue(value);
        }

        writer.WriteEndObject();
    });
}

/// <summary>What is handed to an owner's wallet.</summary>
/// <param name="Scheme">As <c>proof.scheme</c> has it.</param>
/// <param name="Parts">By name, in the order in which they are shown; a document, where there is only one.</param>
internal sealed record LinkRequest(string Scheme, IReadOnlyList<(string Name, string Value)> Parts)
{
    public const string TypedData = "typedData";

    /// <param name="claim">What is to be signed.</param>
    /// <param name="problem">Null exactly when there is a request.</param>
    public static LinkRequest? Of(LinkClaim claim, out string? problem)
    {
        problem = null;
        var chain = claim.Address.Chain;
        if (LinkVerifier.Fits(LinkScheme.Eip712, chain)) return new("eip712", [(TypedData, LinkTypedData.Document(claim))]);
        if (LinkVerifier.Fits(LinkScheme.Adr36, chain)) return new("adr36", [("text", claim.Text), ("signer", claim.Address.Address), ("signDoc", CosmosLink.SignDoc(claim))]);
        if (!LinkVerifier.Fits(LinkScheme.SolanaOffchain, chain)) problem = $"--address: addresses of {chain} cannot be proven; declare them";
        else if (!SolanaKey.TryParse(claim.Address.Address, out _)) problem = $"--address: {claim.Address} is no base58 key of 32 bytes";
        else if (!SolanaLink.CanSign(claim)) problem = $"--deployment: Solana's message format 0 holds at most {SolanaLink.MaximumText} characters of printable ASCII";
        else return Solana(claim, SolanaKey.Parse(claim.Address.Address));
        return null;
    }

    private static LinkRequest Solana(LinkClaim claim, SolanaKey signer) => new(
        "solanaOffchain",
        [("text", claim.Text), ("message", Hex.Encode(SolanaLink.ShortMessage(claim))), ("messageWithSigners", Hex.Encode(SolanaLink.FullMessage(claim, signer)))]);
}
