using System.Security.Claims;
using FletsCollect.Database.Tests;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>
/// A provider made of OpenIddict as it comes, with its Entity Framework Core stores on SQLite: the yardstick for what ours costs. It runs the
/// same flow, pushed request, page, answer, redemption, for a merchant that authenticates by <c>private_key_jwt</c>; it knows no purchase,
/// no DPoP, no replay of assertions and no audit.
/// </summary>
internal sealed class StockProvider : IAsyncDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly int port = LoopbackPort.Free();
    private readonly WebApplication app;

    public StockProvider(CommandCounter counter)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        builder.Services.AddDbContext<StockContext>(context => context.UseSqlite($"Data Source={file}").UseOpenIddict());
        counter.Attach<StockContext>(builder.Services);
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<StockContext>())
            .AddServer(server =>
            {
                server.SetIssuer(Issuer).SetAuthorizationEndpointUris("connect/authorize").SetPushedAuthorizationEndpointUris("connect/par").SetTokenEndpointUris("connect/token");
                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().RequirePushedAuthorizationRequests();
                server.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableAccessTokenEncryption();
                server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
            });
        app = builder.Build();
        app.MapGet("/connect/authorize", () => "Do you agree?");
        app.MapPost("/connect/authorize", Answer).DisableAntiforgery();
    }

    public Uri Issuer => new($"http://localhost:{port}/");

    public async Task StartAsync()
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<StockContext>().Database.EnsureCreatedAsync();
            var point = DemoMerchantKey.Private.ECDsa.ExportParameters(includePrivateParameters: false).Q;
            await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(new OpenIddictApplicationDescriptor
            {
                ClientId = "hatena-demo",
                ClientType = ClientTypes.Confidential,
                ConsentType = ConsentTypes.Explicit,
                JsonWebKeySet = new JsonWebKeySet
                {
                    Keys = { new JsonWebKey { Kty = "EC", Crv = "P-256", Kid = DemoMerchantKey.Private.KeyId, X = Base64UrlEncoder.Encode(point.X), Y = Base64UrlEncoder.Encode(point.Y) } },
                },
                RedirectUris = { new Uri(MerchantClient.RedirectUri) },
                Permissions =
                {
                    Permissions.Endpoints.Authorization, Permissions.Endpoints.PushedAuthorization, Permissions.Endpoints.Token,
                    Permissions.GrantTypes.AuthorizationCode, Permissions.ResponseTypes.Code, Permissions.Prefixes.Scope + Scopes.OpenId,
                },
            });
        }
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        File.Delete(file);
    }

    private static IResult Answer(HttpContext http)
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, "somebody");
        identity.SetScopes(http.GetOpenIddictServerRequest()!.GetScopes());
        return Results.SignIn(new ClaimsPrincipal(identity), properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private sealed class StockContext(DbContextOptions<StockContext> options) : DbContext(options);
}
