using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlogHost;

/// <summary>A list that is kept in one JSON file, where a real shop has a table.</summary>
internal sealed class JsonFile<T>
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _path;

    public JsonFile(IHostEnvironment environment, string path)
    {
        _path = Path.Combine(environment.ContentRootPath, path);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
    }

    public List<T> Read() => File.Exists(_path) ? JsonSerializer.Deserialize<List<T>>(File.ReadAllText(_path), s_json)! : [];

    public void Write(IEnumerable<T> values)
    {
        // Written beside and moved, so that a crash leaves the old file and never half of the new one.
        var temporary = _path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(values, s_json));
        File.Move(temporary, _path, overwrite: true);
    }
}
