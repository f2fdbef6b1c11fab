using System.Text;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>C# source without its comments and texts: what remains are tokens. The holes of interpolated strings are code and remain.</summary>
internal sealed class CSharpCode
{
    private readonly string _source;
    private readonly StringBuilder _code;
    private int _at;

    private CSharpCode(string source) => (_source, _code) = (source, new(source.Length));

    /// <summary>Same length and line numbers as the source; comments and literal texts are blanks.</summary>
    public static string Strip(string source)
    {
        var scanner = new CSharpCode(source);
        scanner.Code(inHole: false);
        return scanner._code.ToString();
    }

    private void Code(bool inHole)
    {
        for (var depth = 0; _at < _source.Length;)
        {
            if (Starts("//")) BlankTo(Find("\n", _at));
            else if (Starts("/*")) BlankTo(Find("*/", _at + 2) + 2);
            else if (_source[_at] == '\'') BlankTo(Find("'", _source[_at + 1] == '\\' ? _at + 3 : _at + 2) + 1);
            else if (_source[_at] is '"' or '$' or '@' && IsText(out var dollars, out var verbatim, out var quotes)) Text(dollars, verbatim, quotes);
            else
            {
                if (inHole && _source[_at] == '}' && depth == 0) return;
                depth += _source[_at] switch { '{' => 1, '}' => -1, _ => 0 };
                _code.Append(_source[_at++]);
            }
        }
    }

    /// <summary>Whether a string literal begins here: any number of $ and @, then one quote, or three and more.</summary>
    private bool IsText(out int dollars, out bool verbatim, out int quotes)
    {
        var at = _at;
        while (_source[at] is '$' or '@') at++;
        (dollars, verbatim) = (_source[_at..at].Count(mark => mark == '$'), _source[_at..at].Contains('@'));
        quotes = _source[at..].TakeWhile(mark => mark == '"').Count();
        if (quotes is 2 or > 2 && verbatim) quotes = 1;
        return quotes > 0;
    }

    private void Text(int dollars, bool verbatim, int quotes)
    {
        var raw = quotes >= 3;
        BlankTo(_at + dollars + (verbatim ? 1 : 0) + (raw ? quotes : 1));
        var end = new string('"', raw ? quotes : 1);
        while (_at < _source.Length)
        {
            if (verbatim && Starts("\"\"")) BlankTo(_at + 2);
            else if (Starts(end))
            {
                BlankTo(_at + end.Length);
                return;
            }
            else if (!raw && !verbatim && _source[_at] == '\\') BlankTo(_at + 2);
            else if (!raw && dollars > 0 && Starts("{{")) BlankTo(_at + 2);
            else if (dollars > 0 && Starts(new string('{', dollars)))
            {
                BlankTo(_at + dollars);
                Code(inHole: true);
                BlankTo(_at + dollars);
            }
            else BlankTo(_at + 1);
        }
    }

    private bool Starts(string mark) => string.CompareOrdinal(_source, _at, mark, 0, mark.Length) == 0;

    private int Find(string mark, int from)
    {
        var found = from >= _source.Length ? -1 : _source.IndexOf(mark, from, StringComparison.Ordinal);
        return found < 0 ? _source.Length : found;
    }

    private void BlankTo(int end)
    {
        for (; _at < Math.Min(end, _source.Length); _at++) _code.Append(_source[_at] is '\n' ? '\n' : ' ');
    }
}
