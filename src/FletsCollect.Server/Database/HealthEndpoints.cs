using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Database;

/// <summary><c>/livez</c>: the process answers. <c>/readyz</c>: it can also do its work, on a database that is up to date.</summary>
public static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/livez", static () => TypedResults.Text("ok"));
        routes.MapGet("/readyz", ReadyAsync);
        return routes;
    }

    private static async Task<IResult> ReadyAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        if (!await db.Database.CanConnectAsync(cancellationToken))
            return TypedResults.Text("The database cannot be reached.", statusCode: StatusCodes.Status503ServiceUnavailable);
        var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
        return pending.Any()
            ? TypedResults.Text("The database is not up to date; run the command 'migrate'.", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ok");
    }
}
