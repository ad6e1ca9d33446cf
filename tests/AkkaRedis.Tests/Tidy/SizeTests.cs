using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaRedis.Tests.Tidy;

/// <summary>Small rooms: how long files, functions and lines may be.</summary>
public class SizeTests
{
    private const int MaxFileLines = 600;
    private const int UsualFileLines = 400;
    private const int MaxMethodLines = 70;
    private const int UsualMethodLines = 40;
    private const int MaxColumns = 140;
    private const int MaxCompanionLines = 60;

    /// <summary>Files and methods above the usual size. Lower a number when one becomes smaller; do not raise it.</summary>
    private const int LongFiles = 0;

    private const int LongMethods = 0;

    [Fact]
    public void No_file_is_longer_than_600_lines() => Violations.AssertNone(
        "Split it: one file is about one thing", FilesLongerThan(MaxFileLines));

    [Fact]
    public void Files_longer_than_400_lines_become_fewer() => Violations.AssertRatchet(
        $"Files of the product over {UsualFileLines} lines", LongFiles, [.. FilesLongerThan(UsualFileLines).Where(IsProduct)]);

    [Fact]
    public void No_method_is_longer_than_70_lines() => Violations.AssertNone(
        "Split it: a function fits a screen", MethodsLongerThan(MaxMethodLines));

    [Fact]
    public void Methods_longer_than_40_lines_become_fewer() => Violations.AssertRatchet(
        $"Methods of the product over {UsualMethodLines} lines", LongMethods, [.. MethodsLongerThan(UsualMethodLines).Where(IsProduct)]);

    [Fact]
    public void No_line_is_longer_than_140_columns() => Violations.AssertNone(
        $"More than {MaxColumns} columns",
        from path in Repository.TextPaths
        where Path.GetExtension(path) is ".cs" or ".conf" or ".sh" or ".csproj" or ".props" or ".js"
        from line in Repository.Read(path).Split('\n').Index()
        where line.Item.Length > MaxColumns
        select $"{path}:{line.Index + 1}: {line.Item.Length} columns");

    [Fact]
    public void A_file_is_named_after_its_type_and_holds_only_small_companions_of_it() => Violations.AssertNone(
        $"The file has the name of its type; other types beside it have at most {MaxCompanionLines} lines",
        Repository.SourcesBelow("src/").SelectMany(TypesOutOfPlace));

    [Theory]
    [InlineData("class A { void F()\n{\n}\n}", 3)]
    [InlineData("class A {\n/// <summary>\n/// </summary>\n[X]\n[Y]\nint F() =>\n1; }", 2)]
    [InlineData("class A { int F { get\n{\nreturn 1;\n} } }", 4)]
    [InlineData("class A { void F()\n{\nvoid G()\n{\n}\n} }", 6)]
    [InlineData("class A { A()\n{\n} }", 3)]
    [InlineData("class A { static int[] Rows() =>\n[\n1,\n2]; }", 0)]
    public void A_method_is_measured_from_its_signature_to_its_end(string text, int lines) =>
        Assert.Equal(lines, Methods(new SourceFile("A.cs", text)).Select(m => m.Lines).DefaultIfEmpty().Max());

    private static bool IsProduct(string violation) => violation.StartsWith("src/", StringComparison.Ordinal);

    private static IEnumerable<string> FilesLongerThan(int lines) =>
        from file in Repository.Sources
        where file.Lines.Length > lines
        select file.At(1, $"{file.Lines.Length} lines");

    private static IEnumerable<string> MethodsLongerThan(int lines) =>
        from file in Repository.Sources
        from method in Methods(file)
        where method.Lines > lines
        select file.At(method.Place, $"{method.Lines} lines");

    /// <summary>Everything with a body but lambdas, which count with what they are in.</summary>
    private static IEnumerable<(Location Place, int Lines)> Methods(SourceFile file)
    {
        foreach (var node in file.Nodes)
        {
            if (node is BaseMethodDeclarationSyntax method && !IsTable(method.ExpressionBody))
                yield return (method.ParameterList.GetLocation(), SourceFile.LengthOf(method));
            else if (node is AccessorDeclarationSyntax accessor)
                yield return (accessor.GetLocation(), SourceFile.LinesBetween(accessor.GetFirstToken(), accessor.GetLastToken()));
        }
    }

    /// <summary>A method that is one list, such as the rows of a table, is data.</summary>
    private static bool IsTable(ArrowExpressionClauseSyntax? body) => body?.Expression is CollectionExpressionSyntax;

    /// <summary>A file of several small types may have the plural, or what their names begin with.</summary>
    private static bool AreAlike(string type, string file) =>
        file.StartsWith(type, StringComparison.Ordinal) || type.StartsWith(file.TrimEnd('s'), StringComparison.Ordinal);

    private static IEnumerable<string> TypesOutOfPlace(SourceFile file)
    {
        var types = file.TopLevelTypes.ToList();
        var name = file.Name.Split('.')[0];
        var main = types.Find(t => SourceFile.NameOf(t) == name) ?? types.Find(t => AreAlike(SourceFile.NameOf(t), name));
        if (main is null && types.Count > 0)
            yield return file.At(types[0].GetLocation(), $"no type {name} here");
        foreach (var type in types.Where(t => t != main && SourceFile.LengthOf(t) > MaxCompanionLines))
            yield return file.At(type.GetLocation(), $"{SourceFile.NameOf(type)} has {SourceFile.LengthOf(type)} lines");
    }
}
