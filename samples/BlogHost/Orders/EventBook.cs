using System.Text.Json;
using System.Text.Json.Serialization;
using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>The events that arrived, each once, in a file with one line for each. A real shop writes its id in the transaction of its work.</summary>
internal sealed partial class EventBook
{
    private readonly string _file;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public EventBook(IConfiguration configuration, IHostEnvironment environment)
    {
        _file = Path.Combine(environment.ContentRootPath, configuration["Orders:EventsFile"] ?? "data/events.jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        if (!File.Exists(_file))
            return;
        foreach (var line in File.ReadLines(_file))
            _known.Add(JsonSerializer.Deserialize(line, EventJson.Default.FletsEvent)!.Id);
    }

    /// <summary>True when the event came before, which is nothing unusual.</summary>
    public bool Knows(FletsEvent happened)
    {
        lock (_lock)
            return _known.Contains(happened.Id);
    }

    /// <summary>Records an event that was dealt with.</summary>
    public void Record(FletsEvent happened)
    {
        lock (_lock)
        {
            if (_known.Add(happened.Id))
                File.AppendAllText(_file, JsonSerializer.Serialize(happened, EventJson.Default.FletsEvent) + "\n");
        }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(FletsEvent))]
    private sealed partial class EventJson : JsonSerializerContext;
}
