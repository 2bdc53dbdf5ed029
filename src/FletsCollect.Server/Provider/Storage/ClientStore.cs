using FletsCollect.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OpenIddict.EntityFrameworkCore;
using Client = OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreApplication<System.Guid>;

namespace FletsCollect.Server.Provider.Storage;

/// <summary>
/// OpenIddict's store of applications, remembered between requests. Every change alters the mark by which the other servers learn of it,
/// in the change's own transaction.
/// </summary>
internal sealed class ClientStore(
    IMemoryCache cache, IOpenIddictEntityFrameworkCoreContext context, IOptionsMonitor<OpenIddictEntityFrameworkCoreOptions> options, RegisteredClients clients)
    : OpenIddictEntityFrameworkCoreApplicationStore<Guid>(cache, context, options)
{
    public override ValueTask<Client?> FindByClientIdAsync(string identifier, CancellationToken cancellationToken) =>
        clients.FindAsync(identifier, async () =>
        {
            var db = await Context.GetDbContextAsync(cancellationToken);
            return await db.Set<Client>().AsNoTracking().SingleOrDefaultAsync(client => client.ClientId == identifier, cancellationToken);
        });

    public override ValueTask CreateAsync(Client application, CancellationToken cancellationToken) =>
        ChangeAsync(() => base.CreateAsync(application, cancellationToken), cancellationToken);

    public override ValueTask UpdateAsync(Client application, CancellationToken cancellationToken) =>
        ChangeAsync(() => base.UpdateAsync(application, cancellationToken), cancellationToken);

    public override ValueTask DeleteAsync(Client application, CancellationToken cancellationToken) =>
        ChangeAsync(() => base.DeleteAsync(application, cancellationToken), cancellationToken);

    private async ValueTask ChangeAsync(Func<ValueTask> change, CancellationToken cancellationToken)
    {
        var db = await Context.GetDbContextAsync(cancellationToken);
        (await db.Set<ChangeStamp>().SingleAsync(stamp => stamp.Name == ChangeStamp.Clients, cancellationToken)).Change();
        try
        {
            await change();
        }
        finally
        {
            // Also when the change was refused as coming too late: then what is remembered is what was too old.
            clients.Forget();
        }
    }
}
