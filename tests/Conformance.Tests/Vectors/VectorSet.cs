using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Contracts;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>All files of tests/vectors and of contracts/evm/test/vectors, made anew.</summary>
public static class VectorSet
{
    public static (IReadOnlyDictionary<string, JsonNode> Files, IReadOnlyDictionary<string, JsonNode> Contracts) Build(SignatureBook book)
    {
        var files = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal)
        {
            ["keys"] = Keys(),
            ["forms"] = StatementVectors.Build(),
            ["accounts"] = AccountVectors.Build(),
            ["accounts-rounds"] = AccountRoundVectors.Build(),
            ["rotation-rounds"] = RotationRoundVectors.Build(),
            ["rotations"] = RotationVectors.Build(book),
            ["tracking"] = TrackingVectors.Build(book),
            ["rounds"] = Object(("chains", RoundVectors.Build()), ("invalid", RoundVectors.BuildInvalid())),
            ["invalid"] = Array(InvalidCases(book), item => item.ToJson()),
        };
        foreach (var name in BatchVectors.Names) files[name] = BatchVectors.Build(name, book);
        var contracts = ContractVectors.Build(files, book);
        files[SignatureBook.FileName] = book.ToJson();
        return (files, contracts);
    }

    public static IEnumerable<InvalidCase> InvalidCases(SignatureBook book) =>
        [.. new InvalidBatches(book).All(), .. new InvalidStatements(book).All(), .. InvalidForms.All(), .. InvalidAccounts.All(), .. InvalidRotations.All()];

    private static JsonObject Keys()
    {
        var domain = new SigningDomain(Setting.Deployment);
        return Object(
            ("warning", "These private keys are public: key n is the number n. Never use them for anything but tests."),
            ("deployment", domain.Deployment), ("salt", $"{domain.Salt}"), ("domainSeparator", $"{domain.Separator}"),
            ("keys", Array(Enumerable.Range(1, 32), number => Object(
                ("number", Number(number)), ("privateKey", Hex.Encode(TestAttesters.PrivateKey(number))), ("address", $"{TestAttesters.AddressOf(number)}")))));
    }
}
