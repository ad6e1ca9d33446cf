using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Tests.Hosting;

namespace AkkaRedis.Tests.Journal;

/// <summary>Whose folder it is, and of which version.</summary>
public sealed class JournalDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _dir = new();

    public void Dispose() => _dir.Dispose();

    [Fact]
    public void It_is_made_and_opened_again()
    {
        var path = Path.Combine(_dir.Path, "new", "journal");
        JournalDirectory.Open(path).Dispose();
        using var again = JournalDirectory.Open(path);
        Assert.Equal("akkaredis journal 1\n", File.ReadAllText(Path.Combine(again.Path, "journal.version")));
    }

    [Fact]
    public void In_use_it_is_refused_until_it_is_given_back()
    {
        using (JournalDirectory.Open(_dir.Path))
        {
            var e = Assert.Throws<StartupException>(() => JournalDirectory.Open(_dir.Path));
            Assert.Equal($"the journal in {_dir.Path} is in use by another process", e.Message);
        }

        JournalDirectory.Open(_dir.Path).Dispose();
    }

    [Theory]
    [InlineData("akkaredis journal 2\n", "version 2 was written by a newer AkkaRedis; this one knows version 1")]
    [InlineData("something else", "not the version of a journal")]
    [InlineData("", "not the version of a journal")]
    public void Of_another_version_it_is_refused_and_let_go(string version, string message)
    {
        var file = _dir.File("journal.version", version);
        Assert.Equal($"{file}: {message}", Assert.Throws<StartupException>(() => JournalDirectory.Open(_dir.Path)).Message);
        File.Delete(file);
        JournalDirectory.Open(_dir.Path).Dispose();
    }

    [Fact]
    public void A_file_in_its_place_is_refused()
    {
        var file = _dir.File("journal", "");
        Assert.Contains("cannot write the journal", Assert.Throws<StartupException>(() => JournalDirectory.Open(file)).Message);
    }
}
