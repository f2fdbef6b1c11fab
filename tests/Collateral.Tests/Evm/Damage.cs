using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>Mutation runs: 100,000 damaged inputs from one seed.</summary>
internal static class Damage
{
    public const int Cases = 100_000;

    public static void Run(int seed, Action<Mutator> run)
    {
        var mutator = new Mutator(seed);
        for (var i = 0; i < Cases; i++)
        {
            try
            {
                run(mutator);
            }
            catch (Exception cause)
            {
                throw new InvalidOperationException(mutator.Describe(i), cause);
            }
        }
    }
}
