using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// Rewrites the source of a script, which is Lua 5.1, for a compiler of Lua 5.4, token by token and line by line:
/// <list type="bullet">
/// <item>numerals become floats, as all numbers of 5.1 are (but a plain index: <c>KEYS[1]</c>);</item>
/// <item><c>a .. b</c> becomes <c>a .. X .. b</c>, where X is a value that joins its neighbours as 5.1 writes numbers. As the
/// operator binds to the right, this needs no grammar;</item>
/// <item>what only 5.4 understands is made meaningless: operators of integers become characters that no grammar knows
/// (<see cref="Complaint"/> puts them back into the error), escapes lose their backslash, <c>goto</c> is a name;</item>
/// <item><c>return redis.call(…)</c> gets parentheses around the call, for the same reason as <see cref="NoTailCalls"/>, where
/// functions of the script keep their tail calls;</item>
/// <item>functions with <c>...</c> get the table <c>arg</c> where the source mentions it.</item>
/// </list>
/// </summary>
internal sealed partial class LuaDialect
{
    /// <summary>Names of the values that the rewritten source takes as arguments of its chunk; no script has such names.</summary>
    private const string Anything = "__any__";
    private const string Literal = "__lit__";
    private const string Pack = "__pack__";

    /// <summary>
    /// A variable to be closed, which is nothing: with one in scope <c>return f()</c> keeps the caller's frame, whose line an
    /// error in f tells. In 5.1 it is kept for functions in C, which most that scripts call were.
    /// </summary>
    private const string NoTailCalls = "local __frame__<close> =nil ";

    /// <summary>What 5.1 has no token for, and what stands for it: something 5.4 has none for either.</summary>
    private static readonly (char Foreign, char Mark)[] Marks =
        [('/', '\u0001'), ('&', '\u0002'), ('|', '\u0003'), ('<', '\u0004'), ('>', '\u0005'), (':', '\u0006'), ('~', '\u0007')];

    private readonly string _source;
    private readonly StringBuilder _out;
    private readonly bool _usesArg;
    private readonly Stack<int> _parentheses = new();
    private int _at;
    private int _depth;
    private bool _afterString;
    private char _last;
    private bool _afterEllipsis;
    private bool _inParameters;

    private LuaDialect(string source)
    {
        _source = source;
        _out = new StringBuilder(source.Length + 128);
        _usesArg = source.Contains("arg", StringComparison.Ordinal);
    }

    /// <summary>
    /// The source as the body of a function that the chunk returns. Bytes are Latin-1 characters here.
    /// </summary>
    public static string Rewrite(ReadOnlySpan<byte> source, bool isVararg)
    {
        var dialect = new LuaDialect(Encoding.Latin1.GetString(source));
        dialect._out.Append($"local {Anything},{Literal},{Pack}=... return function({(isVararg ? "..." : "")}) {NoTailCalls}");
        dialect.RewriteAll();
        dialect._out.Append("\nend");
        return dialect._out.ToString();
    }

    /// <summary>A message of the compiler as 5.1 would have put it.</summary>
    public static string Complaint(string message)
    {
        foreach (var (foreign, mark) in Marks)
            message = message.Replace($"<\\{(int)mark}>", foreign.ToString(), StringComparison.Ordinal);
        return message.Replace("near <eof>", "near '<eof>'", StringComparison.Ordinal);
    }

    private char Current => _at < _source.Length ? _source[_at] : '\0';

    private char Peek(int by = 1) => _at + by < _source.Length ? _source[_at + by] : '\0';

    private void RewriteAll()
    {
        while (_at < _source.Length)
        {
            var c = Current;
            if (char.IsWhiteSpace(c))
                Copy(1);
            else if (c == '-' && Peek() == '-')
                CopyComment();
            else if (c is '"' or '\'')
                CopyString();
            else if (c == '[' && LongBracketLevel(_at) >= 0)
                CopyLongString();
            else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek())))
                CopyNumber();
            else if (char.IsAsciiLetter(c) || c == '_')
                CopyName();
            else
                CopySymbol();
        }
    }

    private void Copy(int count)
    {
        _out.Append(_source, _at, Math.Min(count, _source.Length - _at));
        _at += count;
    }

    private void EndToken(char last, bool isString = false)
    {
        _last = last;
        _afterString = isString;
    }

    private void CopyComment()
    {
        var level = LongBracketLevel(_at + 2);
        if (level >= 0)
        {
            Copy(EndOfLongBracket(_at + 2, level) - _at);
            return;
        }

        var end = _source.IndexOf('\n', _at);
        Copy((end < 0 ? _source.Length : end) - _at);
    }

    private void CopyLongString()
    {
        Copy(EndOfLongBracket(_at, LongBracketLevel(_at)) - _at);
        EndToken('"', isString: true);
    }

    /// <summary>The number of '=' of a long bracket that opens at this place; -1 when none does.</summary>
    private int LongBracketLevel(int at)
    {
        if (at >= _source.Length || _source[at] != '[')
            return -1;
        var level = 0;
        while (at + 1 + level < _source.Length && _source[at + 1 + level] == '=')
            level++;
        return at + 1 + level < _source.Length && _source[at + 1 + level] == '[' ? level : -1;
    }

    private int EndOfLongBracket(int at, int level)
    {
        var closing = "]" + new string('=', level) + "]";
        var end = _source.IndexOf(closing, at + level + 2, StringComparison.Ordinal);
        return end < 0 ? _source.Length : end + closing.Length;
    }

    private void CopyString()
    {
        var quote = Current;
        Copy(1);
        while (_at < _source.Length && Current != quote && Current != '\n')
        {
            if (Current != '\\')
            {
                Copy(1);
                continue;
            }

            if (char.IsAsciiDigit(Peek()) || Peek() is 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\' or '"' or '\'' or '\n' or '\r')
                Copy(Peek() == '\r' && Peek(2) == '\n' ? 3 : 2);
            else
                _at++;
        }

        Copy(1);
        EndToken('"', isString: true);
    }

    private void CopyNumber()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '.' or '_'
            || (Current is '+' or '-' && _source[_at - 1] is 'e' or 'E' && !IsHex(start)))
            _at++;
        var text = _source[start.._at];
        var isIndex = _last == '[' && Current == ']';
        if (IsHex(start) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
            _out.Append(((double)hex).ToString("F1", CultureInfo.InvariantCulture));
        else if (text.All(char.IsAsciiDigit) && !(isIndex && text.Length < 10))
            _out.Append(text).Append(".0");
        else
            _out.Append(text);
        EndToken('0');
    }

    private bool IsHex(int start) => _source[start] == '0' && start + 1 < _source.Length && _source[start + 1] is 'x' or 'X';

    private void CopyName()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_')
            _at++;
        var name = _source[start.._at];
        if (name == "goto" && _last == '.')
            _out.Remove(_out.ToString().LastIndexOf('.'), 1).Append("[\"goto\"]");
        else
            _out.Append(name == "goto" ? "goto_" : name);
        if (name == "function")
            _inParameters = true;
        if (name == "return" && CallOfRedis().IsMatch(_source, _at))
            OpenParenthesis();
        EndToken('a');
    }

    private void CopySymbol()
    {
        var c = Current;
        if (c == '.' && Peek() == '.' && Peek(2) == '.')
        {
            Copy(3);
            _afterEllipsis = _inParameters;
            EndToken('v');
            return;
        }

        if (c == '.' && Peek() == '.')
        {
            _out.Append(" .. ").Append(_afterString ? Literal : Anything).Append(" .. ");
            _at += 2;
            EndToken('c');
            return;
        }

        if (TryCopyForeign(c))
            return;
        Copy(c is '=' or '<' or '>' or '~' && Peek() == '=' ? 2 : 1);
        _depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ')')
            EndParameters();
        if (c == ')' && _parentheses.TryPeek(out var depth) && depth == _depth)
            CloseParenthesis();
        EndToken(c);
    }

    /// <summary>In 5.1 the second of these characters is one too many, or the first.</summary>
    private bool TryCopyForeign(char c)
    {
        var isSecond = c == '/' && Peek() == '/' || c == ':' && Peek() == ':' || c is '<' or '>' && Peek() == c;
        var isForeign = c is '&' or '|' || (c == '~' && Peek() != '=');
        if (!isSecond && !isForeign)
            return false;
        if (isSecond)
            Copy(1);
        var mark = Array.Find(Marks, m => m.Foreign == c).Mark;
        _out.Append(' ').Append(mark);
        _at++;
        EndToken(mark);
        return true;
    }

    [GeneratedRegex(@"\G\s*redis\s*\.\s*\w+\s*\(")]
    private static partial Regex CallOfRedis();

    private void OpenParenthesis()
    {
        _out.Append(" (");
        _parentheses.Push(_depth);
    }

    private void CloseParenthesis()
    {
        _out.Append(')');
        _parentheses.Pop();
    }

    private void EndParameters()
    {
        if (_inParameters && _afterEllipsis && _usesArg)
            _out.Append($" local arg={Pack}(...) ");
        _inParameters = false;
        _afterEllipsis = false;
    }
}
