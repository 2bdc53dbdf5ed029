using System.Collections.Concurrent;
using FletsCollect.Calendars;
using FletsCollect.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Client = OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreApplication<System.Guid>;

namespace FletsCollect.Server.Provider.Storage;

/// <summary>
/// The merchants' registrations as this server remembers them between requests. A change at this server is known to its next request. A
/// change at another one, or by a command, is known after <see cref="ProviderOptions.FollowClientsEvery"/>: as often, one row is read that
/// every change alters. A server that could not read it for a few times remembers nothing and asks the database each time.
/// </summary>
public sealed class RegisteredClients(IServiceScopeFactory scopes, IOptions<ProviderOptions> provider, TimeProvider clock)
{
    /// <summary>Times that the mark may not be read before nothing is believed any more.</summary>
    private const int MostMissed = 3;

    private volatile Memory memory = new(null);
    private long followedAt;

    /// <summary>A registration, as a copy that is the caller's own; one that is not remembered is read.</summary>
    internal async ValueTask<Client?> FindAsync(string clientId, Func<Task<Client?>> read)
    {
        // What is read below goes into the memory of now: if that is forgotten meanwhile, so is the answer, which may be from before.
        var now = memory;
        if (IsFollowing && now.Clients.TryGetValue(clientId, out var known))
            return Copy(known);
        if (await read() is not { } found)
            return null;
        now.Clients[clientId] = Copy(found);
        return found;
    }

    /// <summary>A registration was changed here.</summary>
    internal void Forget() => memory = new Memory(null);

    /// <summary>Looks whether a registration was changed anywhere, and forgets all if so.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        await using var scope = scopes.CreateAsyncScope();
        var mark = await scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>().ChangeStamps
            .Where(stamp => stamp.Name == ChangeStamp.Clients).Select(stamp => stamp.Mark).SingleAsync(cancellationToken);
        if (memory.Mark != mark)
            memory = new Memory(mark);
        Volatile.Write(ref followedAt, now.Ticks);
    }

    private bool IsFollowing => clock.Instant().Ticks - Volatile.Read(ref followedAt) <= (MostMissed * provider.Value.FollowClientsEvery).Ticks;

    private static Client Copy(Client client) => new()
    {
        Id = client.Id,
        ConcurrencyToken = client.ConcurrencyToken,
        ApplicationType = client.ApplicationType,
        ClientId = client.ClientId,
        ClientSecret = client.ClientSecret,
        ClientType = client.ClientType,
        ConsentType = client.ConsentType,
        DisplayName = client.DisplayName,
        DisplayNames = client.DisplayNames,
        JsonWebKeySet = client.JsonWebKeySet,
        Permissions = client.Permissions,
        PostLogoutRedirectUris = client.PostLogoutRedirectUris,
        Properties = client.Properties,
        RedirectUris = client.RedirectUris,
        Requirements = client.Requirements,
        Settings = client.Settings,
    };

    /// <summary>What is remembered from one change to the next.</summary>
    /// <param name="Mark">The mark under which it was read; null when that is not known.</param>
    private sealed record Memory(Guid? Mark)
    {
        public ConcurrentDictionary<string, Client> Clients { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>Follows the changes of registrations for as long as the server runs.</summary>
internal sealed partial class FollowClients(RegisteredClients clients, IOptions<ProviderOptions> provider, TimeProvider clock, ILogger<FollowClients> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await clients.FollowAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Nothing is lost: after a few of these the registrations are read for each request.
                LogUnread(exception);
            }
            await Task.Delay(provider.Value.FollowClientsEvery, clock, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether merchants' registrations were changed could not be read.")]
    private partial void LogUnread(Exception exception);
}
