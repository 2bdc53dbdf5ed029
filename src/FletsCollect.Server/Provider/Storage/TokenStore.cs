using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OpenIddict.EntityFrameworkCore;
using Token = OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreToken<System.Guid>;

namespace FletsCollect.Server.Provider.Storage;

/// <summary>
/// OpenIddict's store of tokens, with fewer commands to the database. A new token is written once, complete, when its request is about to be
/// answered (<see cref="SaveIssued"/>); OpenIddict's own store writes it when its id is needed and again when its text is known. Whose it is
/// stands in its foreign keys, which need not be looked up to be set or read. Everything else, the redemption of a code above all, is
/// written at once as ever.
/// </summary>
internal sealed class TokenStore(IMemoryCache cache, IOpenIddictEntityFrameworkCoreContext context, IOptionsMonitor<OpenIddictEntityFrameworkCoreOptions> options)
    : OpenIddictEntityFrameworkCoreTokenStore<Guid>(cache, context, options)
{
    /// <summary>OpenIddict's own names for columns that its class has not.</summary>
    private const string ApplicationColumn = "ApplicationId";
    private const string AuthorizationColumn = "AuthorizationId";

    public override async ValueTask CreateAsync(Token token, CancellationToken cancellationToken) => (await Context.GetDbContextAsync(cancellationToken)).Add(token);

    public override async ValueTask UpdateAsync(Token token, CancellationToken cancellationToken)
    {
        var db = await Context.GetDbContextAsync(cancellationToken);
        if (db.Entry(token).State != EntityState.Added)
            await base.UpdateAsync(token, cancellationToken);
    }

    public override ValueTask SetApplicationIdAsync(Token token, string? identifier, CancellationToken cancellationToken) =>
        SetAsync(token, ApplicationColumn, identifier, cancellationToken);

    public override ValueTask<string?> GetApplicationIdAsync(Token token, CancellationToken cancellationToken) =>
        GetAsync(token, ApplicationColumn, cancellationToken);

    public override ValueTask SetAuthorizationIdAsync(Token token, string? identifier, CancellationToken cancellationToken) =>
        SetAsync(token, AuthorizationColumn, identifier, cancellationToken);

    public override ValueTask<string?> GetAuthorizationIdAsync(Token token, CancellationToken cancellationToken) =>
        GetAsync(token, AuthorizationColumn, cancellationToken);

    private async ValueTask SetAsync(Token token, string column, string? identifier, CancellationToken cancellationToken) =>
        (await ColumnAsync(token, column, cancellationToken)).CurrentValue = string.IsNullOrEmpty(identifier) ? null : Guid.Parse(identifier);

    private async ValueTask<string?> GetAsync(Token token, string column, CancellationToken cancellationToken) =>
        (await ColumnAsync(token, column, cancellationToken)).CurrentValue?.ToString();

    private async ValueTask<PropertyEntry<Token, Guid?>> ColumnAsync(Token token, string column, CancellationToken cancellationToken) =>
        (await Context.GetDbContextAsync(cancellationToken)).Entry(token).Property<Guid?>(column);
}
