using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FletsCollect.Server.Tests;

/// <summary>Keeps what is logged, for tests on what a log must not say.</summary>
public sealed class CapturedLog : ILoggerProvider, ILogger, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<(string RequestId, string Text)> identified = new();
    private IExternalScopeProvider? scopes;

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>The request ids under which lines were logged that contain a text.</summary>
    public IReadOnlyCollection<string> RequestIdsOf(string text) => [.. identified.Where(line => line.Text.Contains(text, StringComparison.Ordinal)).Select(line => line.RequestId)];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)} {exception}";
        lines.Enqueue(line);
        scopes?.ForEachScope(
            (scope, text) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object>> values && values.FirstOrDefault(value => value.Key == "request_id").Value is string requestId)
                    identified.Enqueue((requestId, text));
            },
            line);
    }

    public void Dispose()
    {
    }
}
