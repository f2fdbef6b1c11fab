using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>Maps recorded times of one window to real ones: the window's start is the replay's start, and scenario time runs faster.</summary>
/// <param name="from">Start of the window, Unix seconds as recorded.</param>
/// <param name="start">When the replay started, Unix milliseconds.</param>
/// <param name="speed">Scenario seconds per real second, 1 to <see cref="MaximumSpeed"/>.</param>
public sealed class ScenarioClock(long from, long start, int speed)
{
    public const int MaximumSpeed = 1_000_000;

    /// <summary>The latest recorded time that can be mapped, Unix seconds.</summary>
    public const long LatestTime = UnixTime.MaxValue / 1000;

    /// <summary>Real Unix milliseconds, rounded down.</summary>
    /// <param name="recorded">Unix seconds, not before the window.</param>
    public long ToReal(long recorded) => start + Scale(recorded - from, speed);

    /// <summary>Real milliseconds that scenario seconds take, rounded down.</summary>
    public static long Scale(long seconds, int speed) => seconds * 1000 / speed;
}
