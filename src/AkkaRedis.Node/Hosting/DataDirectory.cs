using System.Security.Cryptography;
using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// A node's data directory, held by this process alone until disposed.
///
/// <list type="bullet">
/// <item><c>node.lock</c>: locked while a node runs; the system frees it when the process dies.</item>
/// <item><c>node.id</c>: 40 hex digits, made once: who this node is, whatever its address.</item>
/// <item><c>node.starts</c>: how often the directory was opened, so that what a start numbers is above all it numbered before.</item>
/// <item><c>topology.json</c>: the node's copy of the topology of its cluster.</item>
/// </list>
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string NodeId { get; private set; } = "";

    /// <summary>1 in a new directory, one more at every start.</summary>
    public int Starts { get; private set; }

    /// <summary>The last topology that the node saw; null when it has seen none.</summary>
    public ClusterTopology? Topology => TopologyFile.Read(TopologyPath)?.Topology;

    private string TopologyPath => System.IO.Path.Combine(Path, TopologyFile.Name);

    /// <summary>Takes the directory, making it when it is missing.</summary>
    /// <exception cref="StartupException">It cannot be written, another node has it, or its files are not ours.</exception>
    public static DataDirectory Open(string dir)
    {
        var path = System.IO.Path.GetFullPath(dir);
        var directory = new DataDirectory(path, Lock(dir, path));
        try
        {
            directory.NodeId = directory.ReadOrCreateNodeId();
            directory.Starts = directory.CountStart();
            return directory;
        }
        catch (Exception e)
        {
            directory.Dispose();
            if (DiskFaults.IsOfDisk(e))
                throw new StartupException($"--dir {dir}: cannot write {path}: {e.Message}", e);
            throw;
        }
    }

    /// <summary>The number of shards of this node's cluster: what the directory has, or else <paramref name="wanted"/>.</summary>
    /// <exception cref="StartupException">Another number was asked for, or the file is of a newer version.</exception>
    public int ShardsOr(int wanted, bool given)
    {
        if (TopologyFile.Read(TopologyPath) is not { } file)
            return wanted;
        if (given && file.Shards != wanted)
            throw new StartupException($"--shards {wanted}: {Path} was first used with {file.Shards} shards; start without --shards");
        return file.Shards;
    }

    /// <summary>Keeps a topology that the node has seen.</summary>
    /// <exception cref="StartupException">It cannot be written.</exception>
    public void KeepTopology(ClusterTopology topology)
    {
        try
        {
            if (topology != Topology)
                TopologyFile.Write(TopologyPath, topology);
        }
        catch (Exception e) when (DiskFaults.IsOfDisk(e))
        {
            throw new StartupException($"{TopologyPath}: cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string dir, string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new FileStream(System.IO.Path.Combine(path, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            throw new StartupException($"--dir {dir}: {path} is in use by another node", e);
        }
        catch (Exception e) when (DiskFaults.IsOfDisk(e))
        {
            throw new StartupException($"--dir {dir}: cannot write {path}: {e.Message}", e);
        }
    }

    private string ReadOrCreateNodeId()
    {
        var file = System.IO.Path.Combine(Path, "node.id");
        if (!File.Exists(file))
            AtomicFile.Write(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)) + "\n");
        var id = File.ReadAllText(file).Trim();
        if (id.Length != 40 || !id.All(char.IsAsciiHexDigitLower))
            throw new StartupException($"{file}: not a node id (40 hex digits)");
        return id;
    }

    private int CountStart()
    {
        var file = System.IO.Path.Combine(Path, "node.starts");
        var last = 0;
        if (File.Exists(file) && (!int.TryParse(File.ReadAllText(file), out last) || last < 0))
            throw new StartupException($"{file}: not a number of starts");
        AtomicFile.Write(file, $"{last + 1}\n");
        return last + 1;
    }
}
