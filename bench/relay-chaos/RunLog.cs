using System.Globalization;

namespace CrossChainOracle.RelayChaos;

/// <summary>What happened when, in a file; the milestones also where people look.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _file;
    private readonly Action<string> _progress;
    private readonly FastTime _time;
    private readonly long _begin;
    private bool _closed;

    public RunLog(string path, FastTime time, long begin, Action<string> progress) => (_file, _time, _begin, _progress) = (new(path) { AutoFlush = true }, time, begin, progress);

    public void Note(string line)
    {
        lock (_gate)
        {
            if (!_closed) _file.WriteLine(Stamp(line));
        }
    }

    public void Say(string line)
    {
        Note(line);
        _progress(Stamp(line));
    }

    /// <summary>What processes still say while they are ended is not kept.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file.Dispose();
        }
    }

    private string Stamp(string line) => string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromMilliseconds(_time.Now - _begin):hh\\:mm\\:ss\\.f} {line}");
}
