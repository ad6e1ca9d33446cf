namespace AkkaRedis.Node.Inspection;

/// <summary>What a check comes to; the number is the exit code.</summary>
internal enum CheckVerdict
{
    Whole = 0,

    /// <summary>A torn tail, or what was not finished: the next start clears it away, and nothing that was on disk is lost.</summary>
    Unfinished = 1,

    Damaged = 2,
}

/// <summary>The lines of a check, and the worst they say.</summary>
internal sealed class CheckReport(TextWriter output)
{
    public CheckVerdict Verdict { get; private set; }

    public void Title(string text) => output.WriteLine(text);

    public void Line(string text) => output.WriteLine("  " + text);

    public void Unfinished(string text)
    {
        Worsen(CheckVerdict.Unfinished);
        Line(text);
    }

    public void Damage(string text)
    {
        Worsen(CheckVerdict.Damaged);
        Line("DAMAGE: " + text);
    }

    /// <summary>The last line.</summary>
    public void End() => output.WriteLine(Verdict switch
    {
        CheckVerdict.Whole => "whole",
        CheckVerdict.Unfinished => "whole but for what a stop left unfinished, which the next start clears away",
        _ => "damaged",
    });

    private void Worsen(CheckVerdict verdict) => Verdict = verdict > Verdict ? verdict : Verdict;
}
