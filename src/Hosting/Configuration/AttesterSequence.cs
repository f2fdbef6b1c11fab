using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Reads the attester sets before and after the configured one, of attesters whose keys are held elsewhere.</summary>
internal static class AttesterSequence
{
    public static AttesterConfig Read(JsonSection section, AttesterConfig own, string deployment)
    {
        if (own.Members.Count == 0)
        {
            foreach (var name in (string[])["earlier", "next"]) section.Refuse(name, "stands beside members; where the keys are in files, the command rotate hands over");
            return own;
        }

        var earlier = section.Sections("earlier", required: false).Select(ReadSet).OfType<AttesterSet>().ToList();
        var next = section.Section("next", required: false);
        if (section.Problems.Count == 0) CheckOrder(section, own.Epoch, earlier);
        return own with { Earlier = earlier, Next = next is null ? null : NextSetFile.Read(next, deployment) };
    }

    private static AttesterSet? ReadSet(JsonSection section)
    {
        var members = section.Texts("members").Select(static text => (Ok: EvmAddress.TryParse(text, out var member), Member: member)).ToList();
        if (members.Any(static member => !member.Ok)) section.Problem("members", "must be addresses: 0x and 40 hex digits each");
        var (threshold, epoch, validFrom, expiresAt) = (section.Integer("threshold"), section.Natural("epoch"), section.Time("validFrom", 0L), section.Time("expiresAt"));
        section.Done();
        if (section.Problems.Count > 0) return null;
        var set = AttesterSet.Create(epoch, threshold, validFrom, expiresAt, [.. members.Select(static member => member.Member).Order()], out var problem);
        if (set is null) section.Problems.Add($"{section.Path}: {problem}");
        return set;
    }

    private static void CheckOrder(JsonSection section, uint epoch, List<AttesterSet> earlier)
    {
        for (var index = 0; index < earlier.Count; index++)
        {
            var expected = (long)epoch - earlier.Count + index;
            if (earlier[index].Epoch != expected) section.Problem($"earlier[{index}].epoch", $"must be {expected}: the sets before epoch {epoch} in order, none left out");
        }
    }
}
