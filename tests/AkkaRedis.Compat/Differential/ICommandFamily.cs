namespace AkkaRedis.Compat.Differential;

/// <summary>
/// Makes the commands of one group, sound ones and others, of chance alone. To add a group: one class in Families, and its name
/// in <see cref="CommandFamilies"/>.
/// </summary>
public interface ICommandFamily
{
    string Name { get; }

    /// <summary>The next steps, at least one; several when they belong together, as a transaction does.</summary>
    IEnumerable<Step> Next(Dice dice);
}
