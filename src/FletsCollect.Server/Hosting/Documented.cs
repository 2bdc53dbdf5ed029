namespace FletsCollect.Server.Hosting;

/// <summary>What the API document says of an endpoint that its route does not say by itself.</summary>
/// <param name="Id">The operation's name in generated clients, <c>createCharge</c>.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Answer">An example of its answer, which also gives the schema; null for none.</param>
/// <param name="Status">The status code of that answer.</param>
/// <param name="Body">An example of what it takes; null for nothing.</param>
/// <param name="Query">The parameters of a list.</param>
/// <param name="Keyed">False for the write that a standard defines without an <c>Idempotency-Key</c>.</param>
public sealed record Documented(string Id, string Summary, object? Answer, int Status, object? Body, IReadOnlyList<string> Query, bool Keyed);

/// <summary>Says it where the route is mapped.</summary>
public static class DocumentedRoutes
{
    public static RouteHandlerBuilder Document(
        this RouteHandlerBuilder route, string id, string summary, object? answer, int status = StatusCodes.Status200OK, object? body = null, IReadOnlyList<string>? query = null, bool keyed = true) =>
        route.WithMetadata(new Documented(id, summary, answer, status, body, query ?? [], keyed));
}
