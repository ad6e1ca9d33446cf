using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaRedis.Tests.Tidy;

/// <summary>A C# file: its path from the root, its lines, and its syntax without meaning (nothing is compiled).</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<CompilationUnitSyntax> _syntax = new(() => CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot());

    public string Path { get; } = path;

    public string Name => System.IO.Path.GetFileName(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? "";

    public string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    public CompilationUnitSyntax Syntax => _syntax.Value;

    public IEnumerable<SyntaxNode> Nodes => Syntax.DescendantNodes();

    /// <summary>Types that lie in no other type, with delegates and enums.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes => Syntax
        .DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .OfType<MemberDeclarationSyntax>()
        .Where(n => n is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    public IEnumerable<SyntaxTrivia> Comments => Syntax.DescendantTrivia(descendIntoTrivia: false).Where(t =>
        t.IsKind(SyntaxKind.SingleLineCommentTrivia) || t.IsKind(SyntaxKind.MultiLineCommentTrivia)
        || t.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia));

    public static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax t => t.Identifier.Text,
        DelegateDeclarationSyntax d => d.Identifier.Text,
        _ => "",
    };

    /// <summary>Lines of a declaration, without the comment and the attributes above it.</summary>
    public static int LengthOf(MemberDeclarationSyntax member) => LinesBetween(
        member.AttributeLists.Count > 0 ? member.AttributeLists.Last().GetLastToken().GetNextToken() : member.GetFirstToken(),
        member.GetLastToken());

    public static int LinesBetween(SyntaxToken first, SyntaxToken last) =>
        last.GetLocation().GetLineSpan().EndLinePosition.Line - first.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>"path:line: text", which editors open.</summary>
    public string At(Location place, string text) => At(place.GetLineSpan().StartLinePosition.Line + 1, text);

    public string At(int line, string text) => $"{Path}:{line}: {text}";
}
