using System.Reflection;
using System.Xml.Linq;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Execution;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaRedis.Tests.Tidy;

/// <summary>The house: three layers in one direction, pure folders without Akka, namespaces as folders.</summary>
public class LayoutTests
{
    /// <summary>What each layer may use of the others.</summary>
    private static readonly Dictionary<string, string[]> Layers = new()
    {
        ["AkkaRedis.Protocol"] = [],
        ["AkkaRedis.Shard"] = ["AkkaRedis.Protocol"],
        ["AkkaRedis.Node"] = ["AkkaRedis.Protocol", "AkkaRedis.Shard"],
    };

    /// <summary>Folders whose code decides and does not carry: nothing of Akka.</summary>
    private static readonly string[] PureFolders =
    [
        "src/AkkaRedis.Protocol/", "src/AkkaRedis.Shard/", "src/AkkaRedis.Node/Routing/", "src/AkkaRedis.Node/Commands/",
        "src/AkkaRedis.Node/LiveConfig/", "src/AkkaRedis.Node/Monitor/",
    ];

    private static readonly string[] ActorFolders = ["src/AkkaRedis.Shard/Actors/"];

    /// <summary>The layers below the process also do no input or output and start no threads.</summary>
    private static readonly string[] QuietFolders = ["src/AkkaRedis.Protocol/", "src/AkkaRedis.Shard/"];

    private static readonly string[] NoisyNamespaces = ["System.Net", "System.Threading.Tasks", "Microsoft.Extensions"];

    private static readonly HashSet<string> NoisyTypes =
        ["File", "FileStream", "Directory", "Socket", "Console", "Process", "Thread", "ThreadPool", "Task", "Timer"];

    /// <summary>Left out of the solution, so that what only they need is fetched by those who build them.</summary>
    private static readonly string[] BuiltOnDemand = ["tests/AkkaRedis.Benchmarks/GarnetHost/GarnetHost.csproj"];

    public static TheoryData<string> LayerNames => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void Projects_reference_only_the_layers_below(string layer)
    {
        var project = XDocument.Parse(Repository.Read($"src/{layer}/{layer}.csproj"));
        var references = project.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).Order();
        Assert.Equal(Layers[layer], references);
    }

    [Theory]
    [InlineData(typeof(RespReader))]
    [InlineData(typeof(ShardEngine))]
    [InlineData(typeof(NodeCommandTable))]
    public void Assemblies_reference_only_the_layers_below(Type inLayer)
    {
        var layer = inLayer.Assembly.GetName().Name!;
        var used = from name in inLayer.Assembly.GetReferencedAssemblies()
            where name.Name!.StartsWith("AkkaRedis", StringComparison.Ordinal)
            select name.Name;
        Assert.Subset(Layers[layer].ToHashSet(), used.ToHashSet());
    }

    [Fact]
    public void The_protocol_layer_uses_no_package()
    {
        var own = typeof(RespReader).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.All(own, name => Assert.StartsWith("System", name));
        Assert.Empty(XDocument.Parse(Repository.Read("src/AkkaRedis.Protocol/AkkaRedis.Protocol.csproj")).Descendants("PackageReference"));
    }

    [Fact]
    public void Sources_name_only_the_layers_below() => Violations.AssertNone(
        "Protocol <- Shard <- Node, in this direction only",
        from layer in Layers
        from file in Repository.SourcesBelow($"src/{layer.Key}/")
        from above in Layers.Keys.Except(layer.Value).Where(l => l != layer.Key)
        from place in NamesOf(file, above)
        select place);

    [Fact]
    public void Pure_folders_name_nothing_of_Akka() => Violations.AssertNone(
        "Cores decide, actors carry: what needs Akka goes to an actor or a stage",
        from folder in PureFolders
        from file in Repository.SourcesBelow(folder)
        where !ActorFolders.Contains(file.Folder + "/")
        from place in NamesOf(file, "Akka")
        select place);

    [Fact]
    public void The_lower_layers_name_no_files_sockets_or_hosts() => Violations.AssertNone(
        "Files, sockets and hosts belong to the node",
        from folder in QuietFolders
        from file in Repository.SourcesBelow(folder)
        from place in NoisyNamespaces.SelectMany(n => NamesOf(file, n)).Concat(NoisyTypesIn(file))
        select place);

    [Fact]
    public void Every_pure_folder_is_there() => Assert.All(
        PureFolders.Concat(ActorFolders), folder => Assert.NotEmpty(Repository.SourcesBelow(folder)));

    [Fact]
    public void A_namespace_is_the_path_of_its_folder() => Violations.AssertNone(
        "The namespace is that of the folder",
        from file in Repository.Sources
        from declared in file.Nodes.OfType<BaseNamespaceDeclarationSyntax>()
        let expected = file.Folder[(file.Folder.IndexOf('/') + 1)..].Replace('/', '.')
        where declared.Name.ToString() != expected
        select file.At(declared.GetLocation(), $"{declared.Name}, not {expected}"));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("AkkaRedis.sln").Replace('\\', '/');
        Assert.All(
            Repository.Paths.Where(p => p.EndsWith(".csproj", StringComparison.Ordinal)).Except(BuiltOnDemand),
            project => Assert.Contains(project, solution));
    }

    [Theory]
    [InlineData("using Akka.Actor;", 1)]
    [InlineData("using static Akka.Actor.Props;", 1)]
    [InlineData("using A = Akka.Actor.Props;", 1)]
    [InlineData("class C { void F() => Akka.Cluster.Cluster.Get(null); }", 1)]
    [InlineData("class C { Akka.Actor.Props? P; }", 1)]
    [InlineData("using AkkaRedis.Protocol;", 0)]
    [InlineData("/* Akka.Actor */ class Akka { }", 0)]
    public void A_name_is_found_wherever_code_can_have_it(string text, int places) =>
        Assert.Equal(places, NamesOf(new SourceFile("A.cs", text), "Akka").Count());

    private static IEnumerable<string> NoisyTypesIn(SourceFile file) =>
        from name in file.Nodes.OfType<IdentifierNameSyntax>()
        where NoisyTypes.Contains(name.Identifier.Text)
        where (name.Parent is MemberAccessExpressionSyntax access && access.Expression == name)
            || name.Parent is ObjectCreationExpressionSyntax
        select file.At(name.GetLocation(), name.Identifier.Text);

    /// <summary>Places where a file names a namespace or what is in it.</summary>
    private static IEnumerable<string> NamesOf(SourceFile file, string spaceName) =>
        from node in file.Nodes
        where node is NameSyntax or MemberAccessExpressionSyntax
        where node.Parent is not (QualifiedNameSyntax or MemberAccessExpressionSyntax or BaseNamespaceDeclarationSyntax)
        let name = node.ToString()
        where name.StartsWith(spaceName + ".", StringComparison.Ordinal)
            || (name == spaceName && node.Parent is UsingDirectiveSyntax)
        select file.At(node.GetLocation(), name);
}
