namespace FletsCollect.Server.Hosting;

/// <summary>
/// Gives every request an id of our own, <c>req_…</c>: in the header <c>Request-Id</c> of every answer, as <c>request_id</c> in problems and
/// around every log line. None is taken from outside: it would let a stranger write into our logs, or pass one request off as another.
/// Who wants to follow a call through several systems sends <c>traceparent</c> (W3C Trace Context), which is kept.
/// </summary>
public static class RequestIds
{
    public const string Header = "Request-Id";

    private const string Prefix = "req";

    /// <summary>Comes first, so that nothing is answered or logged without an id.</summary>
    public static IApplicationBuilder UseRequestId(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestIds).FullName!);
        return app.Use(async (http, next) =>
        {
            http.TraceIdentifier = PublicId.Format(Prefix, Guid.CreateVersion7());
            // When the answer starts, because an error handler empties the headers that are set before.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[Header] = http.TraceIdentifier;
                return Task.CompletedTask;
            });
            using (log.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["request_id"] = http.TraceIdentifier }))
                await next(http);
        });
    }
}
