using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace FletsCollect.Server.Provider.Storage;

/// <summary>
/// Writes what a request issued, and its audit entry, in one transaction just before it is answered: no token leaves that is not in the
/// database, and none is there that no entry tells of.
/// </summary>
internal static class SaveIssued
{
    /// <summary>After what adds to it, and before the first handler that writes an answer.</summary>
    private const int Order = int.MinValue + 60_000;

    public static void Add(OpenIddictServerBuilder server)
    {
        Add<ApplyPushedAuthorizationResponseContext>(server);
        Add<ApplyDeviceAuthorizationResponseContext>(server);
        Add<ApplyAuthorizationResponseContext>(server);
        Add<ApplyEndUserVerificationResponseContext>(server);
        Add<ApplyEndSessionResponseContext>(server);
        Add<ApplyTokenResponseContext>(server);
        Add<ApplyIntrospectionResponseContext>(server);
        Add<ApplyRevocationResponseContext>(server);
        // An identity token is a statement, used up by being read; nobody asks later whether it still holds.
        server.AddEventHandler<GenerateTokenContext>(handler => handler
            .UseInlineHandler(static context =>
            {
                if (context.TokenType == TokenTypeIdentifiers.IdentityToken)
                    context.CreateTokenEntry = context.PersistTokenPayload = false;
                return ValueTask.CompletedTask;
            })
            .SetOrder(int.MinValue + 100_000));
    }

    private static void Add<TContext>(OpenIddictServerBuilder server)
        where TContext : BaseRequestContext =>
        server.AddEventHandler<TContext>(handler => handler.UseScopedHandler<Save<TContext>>().SetOrder(Order));

    private sealed class Save<TContext>(FletsCollectDbContext db) : IOpenIddictServerHandler<TContext>
        where TContext : BaseRequestContext
    {
        public async ValueTask HandleAsync(TContext context) => await db.SaveChangesAsync(context.CancellationToken);
    }
}
