using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaRedis.Tests.Tidy;

/// <summary>Something that code must not do, why or what to do instead, and how to see it in the syntax.</summary>
/// <param name="Allowed">Folders, from the root, where it is in place.</param>
internal sealed record Ban(string What, string Instead, Func<SyntaxNode, bool> Matches, params string[] Allowed)
{
    /// <summary>For every test and every program.</summary>
    public static readonly Ban[] Everywhere =
    [
        Member("DateTime", ["Now", "UtcNow", "Today"], "time comes in as a parameter; a shell asks its TimeProvider"),
        Member("DateTimeOffset", ["Now", "UtcNow"], "time comes in as a parameter; a shell asks its TimeProvider"),
        Member("Environment", ["TickCount", "TickCount64"], "time comes in as a parameter; a shell asks its TimeProvider"),
        Member("Thread", ["Sleep", "SpinWait", "Yield"], "wait for the event"),
        Member("Random", ["Shared"], "a Random with a seed comes in as a parameter"),
        new("new Random()", "a seed is given, so that a run can be repeated", IsUnseededRandom),
        new("async void", "return a Task, so that its failure is seen", IsAsyncVoid),
        new("empty catch", "do something about the error, or do not catch it",
            n => n is CatchClauseSyntax { Block.Statements.Count: 0, Filter: null }),
        new("catch of every exception", "name the exception, use it, or pass it on", IsBlindCatch),
    ];

    /// <summary>For the product.</summary>
    public static readonly Ban[] InProduct =
    [
        .. Everywhere,
        new("empty catch", "do something about the error, or do not catch it",
            n => n is CatchClauseSyntax { Block.Statements.Count: 0, Filter: not null }),
        new("Stopwatch", "a shell asks its TimeProvider", n => n is IdentifierNameSyntax { Identifier.Text: "Stopwatch" }),
        new(".Wait()", "await it", n => IsCall(n, "Wait")),
        new(".GetAwaiter().GetResult()", "await it", n => IsCall(n, "GetResult")),
        new(".Result", "await it",
            n => n is MemberAccessExpressionSyntax { Name.Identifier.Text: "Result", Parent: not InvocationExpressionSyntax }),
        Member("GC", ["Collect"], "let the collector be; hold less"),
        Member("Console", ["Write", "WriteLine", "Out", "Error", "In", "ReadLine"], "log it; stdout has the READY line alone",
            "src/AkkaRedis.Node/Hosting"),
        Member("Process", ["Start"], "the node runs no other programs"),
    ];

    public bool IsAllowedIn(SourceFile file) => Allowed.Contains(file.Folder);

    private static Ban Member(string type, string[] members, string instead, params string[] allowed) => new(
        $"{type}.{string.Join('/', members)}", instead,
        n => n is MemberAccessExpressionSyntax access
            && LastName(access.Expression) == type && members.Contains(access.Name.Identifier.Text),
        allowed);

    private static string? LastName(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        _ => null,
    };

    private static bool IsCall(SyntaxNode node, string method) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } && access.Name.Identifier.Text == method;

    private static bool IsUnseededRandom(SyntaxNode node) => node switch
    {
        ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 } creation => LastPart(creation.Type) == "Random",
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 } creation =>
            creation.Parent is EqualsValueClauseSyntax { Parent: var owner } && LastPart(TypeOf(owner)) == "Random",
        _ => false,
    };

    private static TypeSyntax? TypeOf(SyntaxNode? declarator) => declarator switch
    {
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => declaration.Type,
        PropertyDeclarationSyntax property => property.Type,
        _ => null,
    };

    private static string? LastPart(TypeSyntax? type) => type?.ToString().Split('.')[^1].TrimEnd('?');

    private static bool IsAsyncVoid(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => IsAsyncVoid(method.Modifiers, method.ReturnType),
        LocalFunctionStatementSyntax local => IsAsyncVoid(local.Modifiers, local.ReturnType),
        _ => false,
    };

    private static bool IsAsyncVoid(SyntaxTokenList modifiers, TypeSyntax type) =>
        modifiers.Any(SyntaxKind.AsyncKeyword)
        && type is PredefinedTypeSyntax predefined && predefined.Keyword.IsKind(SyntaxKind.VoidKeyword);

    /// <summary>Catches all there is, and neither looks at it nor throws again.</summary>
    private static bool IsBlindCatch(SyntaxNode node)
    {
        if (node is not CatchClauseSyntax { Filter: null } clause || (clause.Declaration is { } d && LastPart(d.Type) != "Exception"))
            return false;
        var caught = clause.Declaration?.Identifier.Text;
        return !clause.Block.DescendantNodes().Any(n =>
            n is ThrowStatementSyntax or ThrowExpressionSyntax
            || (n is IdentifierNameSyntax name && !string.IsNullOrEmpty(caught) && name.Identifier.Text == caught));
    }
}
