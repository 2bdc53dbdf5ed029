using System.Net;
using System.Security.Cryptography;
using FletsCollect.Merchants;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Provider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What servers remember of merchants' registrations between requests, and how soon they heed a change.</summary>
public sealed class RegisteredClientsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly TwoServers servers;

    public RegisteredClientsTests() => servers = new TwoServers(clock);

    public ValueTask InitializeAsync() => servers.InitializeAsync();

    public ValueTask DisposeAsync() => servers.DisposeAsync();

    [Fact]
    public async Task Change_at_a_server_is_heeded_by_its_next_request()
    {
        using var merchant = await KnownToBothAsync();
        servers.SendTo(0);

        await ChangeAtFirstAsync(merchant.ClientId, WithAnotherKey);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await AskAsync(merchant));
    }

    [Fact]
    public async Task Client_that_is_deleted_is_none_at_the_next_request()
    {
        using var merchant = await KnownToBothAsync();
        servers.SendTo(0);

        await using (var scope = servers.Services.CreateAsyncScope())
        {
            var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
            await applications.DeleteAsync((await applications.FindByClientIdAsync(merchant.ClientId))!);
        }

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await AskAsync(merchant));
    }

    [Fact]
    public async Task Change_at_one_server_is_heeded_at_the_other_once_it_looked()
    {
        using var merchant = await KnownToBothAsync();
        servers.SendTo(1);
        await ChangeAtFirstAsync(merchant.ClientId, client => client.Permissions.Remove(Permissions.Prefixes.Scope + ApiScopes.ChargesRead));
        var before = await AskAsync(merchant);

        await servers.Each[1].GetRequiredService<RegisteredClients>().FollowAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, null), before);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), await AskAsync(merchant));
    }

    [Fact]
    public async Task Server_that_could_not_look_for_a_while_believes_nothing_that_it_remembers()
    {
        using var merchant = await KnownToBothAsync();
        servers.SendTo(1);
        await ChangeAtFirstAsync(merchant.ClientId, WithAnotherKey);

        clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await AskAsync(merchant));
    }

    [Fact]
    public async Task Suspended_merchant_sells_nothing_from_the_next_request_on()
    {
        using var merchant = await KnownToBothAsync();
        await servers.DatabaseAsync(db => db.Merchants.Where(row => row.Code == merchant.ClientId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, MerchantStatus.Suspended)));

        var answer = await merchant.PushAsync(merchant.PushedRequest());

        Assert.Equal((HttpStatusCode.BadRequest, "unauthorized_client"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task What_is_remembered_is_the_whole_registration_and_nobody_else_s_to_change()
    {
        using var merchant = await KnownToBothAsync();
        await ChangeAtFirstAsync(merchant.ClientId, client =>
        {
            client.DisplayNames[System.Globalization.CultureInfo.GetCultureInfo("en")] = "Other shop";
            client.PostLogoutRedirectUris.Add(new Uri("https://shop.example/out"));
            client.Properties["note"] = System.Text.Json.JsonSerializer.SerializeToElement("x");
            client.Settings["token_endpoint_auth_method"] = "private_key_jwt";
            client.ApplicationType = ApplicationTypes.Web;
        });
        await FindAsync(merchant.ClientId);

        var first = await FindAsync(merchant.ClientId);
        first.Permissions = "[]";
        var second = await FindAsync(merchant.ClientId);

        await servers.DatabaseAsync(async db =>
        {
            var stored = await db.Set<OpenIddictEntityFrameworkCoreApplication<Guid>>().AsNoTracking().SingleAsync(row => row.ClientId == merchant.ClientId);
            Assert.All(db.Model.FindEntityType(stored.GetType())!.GetProperties(), column => Assert.Equal(column.PropertyInfo!.GetValue(stored), column.PropertyInfo.GetValue(second)));
            return true;
        });
        Assert.NotSame(first, second);
    }

    /// <summary>The merchant's key was stolen, and it has a new one.</summary>
    private static void WithAnotherKey(OpenIddictApplicationDescriptor client)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        client.JsonWebKeySet = new JsonWebKeySet { Keys = { new JsonWebKey { Kty = "EC", Crv = "P-256", Kid = "new", X = Base64UrlEncoder.Encode(point.X), Y = Base64UrlEncoder.Encode(point.Y) } } };
    }

    /// <summary>A merchant that both servers have been asked by, so that they remember it.</summary>
    private async Task<MerchantClient> KnownToBothAsync()
    {
        var merchant = await servers.NewOtherMerchantAsync();
        foreach (var services in servers.Each)
            await services.GetRequiredService<RegisteredClients>().FollowAsync(TestContext.Current.CancellationToken);
        for (var server = 0; server < 2; server++)
        {
            servers.SendTo(server);
            Assert.Equal((HttpStatusCode.OK, null), await AskAsync(merchant));
        }
        return merchant;
    }

    private static async Task<(HttpStatusCode, string?)> AskAsync(MerchantClient merchant)
    {
        var answer = await merchant.RedeemAsync(merchant.ApiTokenRequest(ApiScopes.ChargesRead));
        return (answer.Status, answer.Json["error"]?.GetValue<string>());
    }

    private async Task<OpenIddictEntityFrameworkCoreApplication<Guid>> FindAsync(string clientId)
    {
        await using var scope = servers.Services.CreateAsyncScope();
        return (OpenIddictEntityFrameworkCoreApplication<Guid>)(await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().FindByClientIdAsync(clientId))!;
    }

    /// <summary>As the first server's desk changes it; the second is told nothing.</summary>
    private async Task ChangeAtFirstAsync(string clientId, Action<OpenIddictApplicationDescriptor> change)
    {
        await using var scope = servers.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var application = (await applications.FindByClientIdAsync(clientId))!;
        var descriptor = new OpenIddictApplicationDescriptor();
        await applications.PopulateAsync(descriptor, application);
        change(descriptor);
        await applications.UpdateAsync(application, descriptor);
    }
}
