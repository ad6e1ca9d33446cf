namespace AkkaRedis.Node.Hosting.Settings;

/// <summary>Puts layers of settings, strongest first, into a <see cref="NodeConfiguration"/>.</summary>
internal static class SettingBinder
{
    /// <exception cref="StartupException">A value is not what its setting accepts.</exception>
    public static NodeConfiguration Bind(params ReadOnlySpan<SettingLayer> layers)
    {
        var configuration = new NodeConfiguration();
        foreach (var setting in SettingTable.Rows)
        {
            foreach (var layer in layers)
            {
                if (layer.Find(setting) is not { } text)
                    continue;
                if (!setting.TryApply(configuration, text))
                    throw new StartupException($"{layer.Name(setting)}: '{text}' is not {setting.Accepts}");
                break;
            }
        }

        return configuration;
    }
}
