using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Commands;

/// <summary>Verifies one attestation, whole or of one statement, in whatever form it was given.</summary>
internal static class SingleVerification
{
    /// <param name="anchors">The sets to believe, the newest first; the one before counts while its grace lasts. At least one.</param>
    public static int Run(Terminal terminal, ReadOnlyMemory<byte> given, IReadOnlyList<DeploymentRecord> anchors, long? now, bool json)
    {
        var refusal = GivenAttestation.Read(given, out var attestation);
        var anchor = anchors.FirstOrDefault(known => known.Attesters.Epoch == attestation?.Header.Epoch) ?? anchors[0];
        var end = anchors[0].Attesters.ValidFrom + AttesterSet.MaximumGraceMs;
        if (refusal is null && anchor != anchors[0] && (now ?? attestation!.Header.ObservedAt) >= end) refusal = new Refusal.EpochExpired(anchor.Attesters.Epoch, end, now ?? attestation!.Header.ObservedAt);
        var domain = new SigningDomain(anchor.Deployment);
        var verifier = new AttestationVerifier(domain, new AttesterSets(anchor.Attesters));
        BatchHeader? header = null;
        IReadOnlyList<Statement?> statements = [];
        if (refusal is null && attestation is GivenAttestation.Batch { Value: var whole })
        {
            refusal = verifier.Verify(whole, now, out var batch);
            if (batch is not null) (header, statements) = (batch.Header, batch.Statements);
            if (batch is not null && now is { } clock) refusal = batch.Prices.Select(price => price.CheckFresh(clock)).FirstOrDefault(expired => expired is not null);
        }
        else if (refusal is null && attestation is GivenAttestation.Single { Value: var one, Document: var document })
        {
            refusal = verifier.Verify(one, now, out var statement);
            if (statement is not null) (header, statements) = (statement.Header, [statement.Statement]);
            if (refusal is null && document is { } stated) refusal = GivenPrice.Compare(stated, domain, one, anchor.Attesters);
        }

        if (refusal is not null)
        {
            Refuse(terminal, refusal, json);
            return ExitCode.Refused;
        }

        Show(terminal, header!, statements, now, json);
        return ExitCode.Ok;
    }

    private static void Refuse(Terminal terminal, Refusal refusal, bool json)
    {
        if (json)
        {
            terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("valid", false);
                writer.WriteString("code", refusal.Code.ToString());
                writer.WriteString("reason", refusal.ToString());
                writer.WriteEndObject();
            });
        }

        terminal.Error($"refused: {refusal}");
    }

    private static void Show(Terminal terminal, BatchHeader header, IReadOnlyList<Statement?> statements, long? now, bool json)
    {
        if (json)
        {
            terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("valid", true);
                writer.WriteString("shard", header.Shard.ToString());
                writer.WriteNumber("sequence", header.Sequence);
                writer.WriteNumber("observedAt", header.ObservedAt);
                writer.WriteNumber("statements", statements.Count);
                writer.WriteEndObject();
            });
            return;
        }

        var when = now is null ? "integrity, as of sealing" : $"and fresh at {UnixTime.ToText(now.Value)}";
        terminal.Line($"valid ({when}): shard {header.Shard}, batch {header.Sequence}, observed {UnixTime.ToText(header.ObservedAt)}");
        StatementView.Show(terminal, statements, header.ObservedAt);
    }
}
