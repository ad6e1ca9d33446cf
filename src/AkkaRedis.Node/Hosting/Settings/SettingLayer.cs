namespace AkkaRedis.Node.Hosting.Settings;

/// <summary>
/// One source of settings. <see cref="Find"/> gives a key's text, or null where this source is silent; <see cref="Name"/> is
/// how a message calls the key, so that a reader knows where to correct it.
/// </summary>
internal sealed record SettingLayer(Func<Setting, string?> Find, Func<Setting, string> Name);
