using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Keys;
using FletsCollect.Server.SignIn.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OpenIddict.EntityFrameworkCore;
using Client = OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreApplication<System.Guid>;

namespace FletsCollect.Server.Provider.Storage;

/// <summary>
/// OpenIddict's store of applications, remembered between requests. Every change leaves an audit entry and alters the mark by which the
/// other servers learn of it, in its own transaction.
/// </summary>
internal sealed class ClientStore(
    IMemoryCache cache, IOpenIddictEntityFrameworkCoreContext context, IOptionsMonitor<OpenIddictEntityFrameworkCoreOptions> options, RegisteredClients clients, IHttpContextAccessor accessor, TimeProvider clock)
    : OpenIddictEntityFrameworkCoreApplicationStore<Guid>(cache, context, options)
{
    public override ValueTask<Client?> FindByClientIdAsync(string identifier, CancellationToken cancellationToken) =>
        clients.FindAsync(identifier, async () =>
        {
            var db = await Context.GetDbContextAsync(cancellationToken);
            return await db.Set<Client>().AsNoTracking().SingleOrDefaultAsync(client => client.ClientId == identifier, cancellationToken);
        });

    public override ValueTask CreateAsync(Client application, CancellationToken cancellationToken) =>
        ChangeAsync("client.registered", application, () => base.CreateAsync(application, cancellationToken), cancellationToken);

    public override ValueTask UpdateAsync(Client application, CancellationToken cancellationToken) =>
        ChangeAsync("client.changed", application, () => base.UpdateAsync(application, cancellationToken), cancellationToken);

    public override ValueTask DeleteAsync(Client application, CancellationToken cancellationToken) =>
        ChangeAsync("client.removed", application, () => base.DeleteAsync(application, cancellationToken), cancellationToken);

    private async ValueTask ChangeAsync(string action, Client client, Func<ValueTask> change, CancellationToken cancellationToken)
    {
        var db = await Context.GetDbContextAsync(cancellationToken);
        // The merchant's own people change keys and addresses on their site; everything else is the operator's.
        var by = accessor.HttpContext is { } http && StaffIdentity.Of(http.User) is { } member ? member.Actor : AuditActor.Operator;
        var entry = db.Add(AuditEntry.Of(action, by, client.ClientId!, clock.Instant()));
        (await db.Set<ChangeStamp>().SingleAsync(stamp => stamp.Name == ChangeStamp.Clients, cancellationToken)).Change();
        try
        {
            await change();
        }
        catch
        {
            entry.State = EntityState.Detached;
            throw;
        }
        finally
        {
            // Also when the change was refused as coming too late: then what is remembered is what was too old.
            clients.Forget();
        }
    }
}
