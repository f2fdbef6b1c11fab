using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Node.Commands;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests;

/// <summary>Whatever somebody passes to <c>verify</c> or <c>inspect</c> is read or refused; nothing throws.</summary>
public sealed class GivenAttestationTests
{
    private const int Mutations = 100_000;

    [Fact]
    public void DamagedDocumentsOfAPrice_AreReadOrRefused()
    {
        var example = File.ReadAllBytes(Repository.PathOf("docs", "spec", "price-document.example.json"));
        Assert.Null(GivenAttestation.Read(example, out var whole));
        Assert.IsType<GivenAttestation.Single>(whole);
        var (read, refused) = Damage(example, 901);
        Assert.True(read > 1_000 && refused > 1_000, $"{read} read, {refused} refused");
    }

    [Fact]
    public void DamagedWireForms_AreReadOrRefused()
    {
        var example = File.ReadAllBytes(Repository.PathOf("docs", "spec", "price-document.example.json"));
        Assert.Null(GivenAttestation.Read(example, out var whole));
        var (_, refused) = Damage(AttestationCodec.Encode(((GivenAttestation.Single)whole!).Value), 902);
        Assert.True(refused > 1_000, $"{refused} refused");
    }

    private static (int Read, int Refused) Damage(byte[] example, int seed)
    {
        var mutator = new Mutator(seed);
        var (read, refused) = (0, 0);
        for (var index = 0; index < Mutations; index++)
        {
            var damaged = mutator.Next(example);
            Refusal? refusal;
            try
            {
                refusal = GivenAttestation.Read(damaged, out _);
            }
            catch (Exception thrown)
            {
                throw new InvalidOperationException(mutator.Describe(index), thrown);
            }

            if (refusal is null) read++;
            else refused++;
        }

        return (read, refused);
    }
}
