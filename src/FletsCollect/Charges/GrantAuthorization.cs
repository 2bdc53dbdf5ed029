using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;

namespace FletsCollect.Charges;

/// <summary>
/// The provider's side of a grant: the OpenIddict authorization under which its codes and tokens are issued. It is made in the grant's own
/// transaction and has the grant's own key, so that whatever ends the one ends the other with it.
/// </summary>
/// <param name="ApplicationId">The key of the merchant's application.</param>
/// <param name="Subject">The merchant's name for the subscriber.</param>
/// <param name="Scopes">What the subscriber agreed to.</param>
public sealed record GrantAuthorization(Guid ApplicationId, string Subject, IReadOnlyList<string> Scopes)
{
    /// <summary>OpenIddict's own name for the column that its authorizations have and its class has not.</summary>
    private const string ApplicationColumn = "ApplicationId";

    internal void AddTo(FletsCollectDbContext db, ChargeGrant grant)
    {
        var row = new OpenIddictEntityFrameworkCoreAuthorization<Guid>
        {
            Id = grant.Id,
            CreationDate = grant.AuthorisedAt,
            Scopes = JsonSerializer.Serialize(Scopes),
            Status = OpenIddictConstants.Statuses.Valid,
            Subject = Subject,
            // Never found again for a later request: each purchase has its own.
            Type = OpenIddictConstants.AuthorizationTypes.AdHoc,
        };
        db.Add(row).Property(ApplicationColumn).CurrentValue = ApplicationId;
    }

    /// <summary>Ends the authorization of a grant, and with it every code and token that was issued under it.</summary>
    internal static async Task RevokeAsync(FletsCollectDbContext db, Guid grantId, CancellationToken cancellationToken)
    {
        await db.Set<OpenIddictEntityFrameworkCoreAuthorization<Guid>>()
            .Where(authorization => authorization.Id == grantId)
            .ExecuteUpdateAsync(set => set.SetProperty(authorization => authorization.Status, OpenIddictConstants.Statuses.Revoked), cancellationToken);
        await db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>()
            .Where(token => token.Authorization!.Id == grantId)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.Status, OpenIddictConstants.Statuses.Revoked), cancellationToken);
    }
}
