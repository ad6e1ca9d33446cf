namespace AkkaRedis.Node.Hosting.Settings;

/// <summary>How the text of a setting becomes a value; false when it is none.</summary>
internal delegate bool SettingParser<T>(string text, out T value);

/// <summary>A kind of setting: what it accepts, in words that end a sentence ("… is not {Accepts}"), and its parser.</summary>
internal sealed record SettingType<T>(string Accepts, SettingParser<T> TryParse);
