namespace CrossChainOracle.Verifier.Tests;

public sealed class SequenceRunsTests
{
    [Fact]
    public void Covers_IsWhatASetOfAllThatCameSays()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (runs, came) = (new SequenceRuns(), new HashSet<ulong>());
            for (var step = 0; step < 60; step++)
            {
                var sequence = random.Next(10) == 0 ? ulong.MaxValue - (ulong)random.Next(3) : (ulong)random.Next(25);
                runs.Add(sequence);
                came.Add(sequence);
                var first = (ulong)random.Next(25);
                var last = first + (ulong)random.Next(6);
                Assert.Equal(Enumerable.Range(0, (int)(last - first) + 1).All(i => came.Contains(first + (ulong)i)), runs.Covers(first, last));
            }

            Assert.Equal(came.Contains(ulong.MaxValue), runs.Covers(ulong.MaxValue, ulong.MaxValue));
        }
    }
}
