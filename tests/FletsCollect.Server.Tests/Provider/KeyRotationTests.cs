using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Keys;
using FletsCollect.Server.Commands;
using FletsCollect.Server.Provider;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.EntityFrameworkCore.Models;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>The provider's keys follow one another while two servers go on, and no token is lost.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly TwoServers servers;

    public KeyRotationTests() => servers = new TwoServers(clock);

    public ValueTask InitializeAsync() => servers.InitializeAsync();

    public ValueTask DisposeAsync() => servers.DisposeAsync();

    [Fact]
    public async Task Next_key_is_shown_a_day_before_it_signs()
    {
        var first = Assert.Single(await KeySetAsync());

        await PassAsync(TimeSpan.FromDays(29));

        Assert.Equal(2, (await KeySetAsync()).Count);
        Assert.Equal(first, await SigningKeyAsync());
    }

    [Fact]
    public async Task Key_that_was_shown_for_a_day_signs()
    {
        var first = Assert.Single(await KeySetAsync());
        await PassAsync(TimeSpan.FromDays(29));
        await PassAsync(TimeSpan.FromDays(1));

        var signing = await SigningKeyAsync();

        Assert.NotEqual(first, signing);
        Assert.Contains(signing, await KeySetAsync());
    }

    [Fact]
    public async Task Token_from_before_a_rotation_is_accepted_after_it()
    {
        using var merchant = servers.NewMerchant();
        var tokens = await BuyAsync(merchant);

        await OrderAsync(KeyRotationReason.OrderedAtOnce);

        Assert.NotEqual(new JsonWebToken(tokens.AccessToken).Kid, await SigningKeyAsync());
        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
    }

    [Fact]
    public async Task Retired_key_is_gone_when_its_last_token_has_run_out()
    {
        var first = await SigningKeyAsync();
        await PassAsync(TimeSpan.FromDays(29));
        await PassAsync(TimeSpan.FromDays(1));
        Assert.Contains(first, await KeySetAsync());

        await PassAsync(TimeSpan.FromDays(1));

        Assert.DoesNotContain(first, await KeySetAsync());
        Assert.Equal(1, await CountAsync(ProviderKeyUse.Signing));
        Assert.Equal(1, await CountAsync(ProviderKeyUse.Encryption));
    }

    [Fact]
    public async Task Retired_key_that_a_long_lived_token_needs_is_kept_but_not_shown()
    {
        var first = await SigningKeyAsync();
        await servers.DatabaseAsync(db => db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>().ExecuteUpdateAsync(set => set
            .SetProperty(token => token.Status, "valid")
            .SetProperty(token => token.ExpirationDate, clock.GetUtcNow().UtcDateTime.AddYears(1))));
        await PassAsync(TimeSpan.FromDays(29));
        await PassAsync(TimeSpan.FromDays(1));

        await PassAsync(TimeSpan.FromDays(1));

        Assert.DoesNotContain(first, await KeySetAsync());
        Assert.Equal(2, await CountAsync(ProviderKeyUse.Signing));
    }

    [Fact]
    public async Task Servers_that_find_a_key_due_at_once_make_one()
    {
        clock.Advance(TimeSpan.FromDays(29));

        await Task.WhenAll(servers.Each.Select(services => services.GetRequiredService<ProviderKeys>().ReadAsync(CancellationToken.None)));

        Assert.Equal(2, await CountAsync(ProviderKeyUse.Signing));
        Assert.Equal(2, await CountAsync(ProviderKeyUse.Encryption));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Code_of_one_server_is_redeemed_at_the_other(bool afterRotation)
    {
        if (afterRotation)
            await OrderAsync(KeyRotationReason.OrderedAtOnce);
        using var merchant = servers.NewMerchant();
        using var person = await servers.NewSubscriberAsync();
        servers.SendTo(0);
        var callback = await person.ApproveAsync(await merchant.StartAsync());

        servers.SendTo(1);
        var tokens = await merchant.RedeemAsync(callback);

        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
    }

    [Fact]
    public async Task Server_reads_the_keys_when_it_meets_a_code_of_a_key_that_it_does_not_know()
    {
        using var merchant = servers.NewMerchant();
        using var person = await servers.NewSubscriberAsync();
        await OrderAtFirstServerAsync();
        servers.SendTo(0);
        var callback = await person.ApproveAsync(await merchant.StartAsync());

        servers.SendTo(1);

        Assert.NotNull(await merchant.RedeemAsync(callback));
    }

    [Fact]
    public async Task Server_reads_the_keys_when_it_meets_a_token_of_a_key_that_it_does_not_know()
    {
        using var merchant = servers.NewMerchant();
        await OrderAtFirstServerAsync();
        servers.SendTo(0);
        var tokens = await BuyAsync(merchant);

        servers.SendTo(1);

        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
    }

    [Fact]
    public async Task Merchants_name_for_a_subscriber_survives_every_rotation()
    {
        using var merchant = servers.NewMerchant();
        using var later = servers.NewMerchant();
        var before = new JsonWebToken((await BuyAsync(merchant)).AccessToken).Subject;

        await OrderAsync(KeyRotationReason.OrderedAtOnce);

        Assert.Equal(before, new JsonWebToken((await BuyAsync(later)).AccessToken).Subject);
        Assert.Equal(1, await CountAsync(ProviderKeyUse.PairwiseSubject));
    }

    [Fact]
    public async Task Command_publishes_the_next_keys_once()
    {
        Assert.Contains("The next keys are published and wait for their day.", await CommandAsync("rotate-keys"), StringComparison.Ordinal);

        Assert.Contains("nothing changed", await CommandAsync("rotate-keys"), StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(ProviderKeyUse.Signing));
    }

    [Fact]
    public async Task Command_brings_keys_that_wait_forward()
    {
        await CommandAsync("rotate-keys");
        await ReadAsync();
        var first = await SigningKeyAsync();

        Assert.Contains("The next keys are in use.", await CommandAsync("rotate-keys", "--now"), StringComparison.Ordinal);

        await ReadAsync();
        Assert.NotEqual(first, await SigningKeyAsync());
        Assert.Equal(2, await CountAsync(ProviderKeyUse.Signing));
        var noted = await servers.DatabaseAsync(db => db.AuditEntries.Select(entry => entry.Action).ToListAsync());
        Assert.Empty(((string[])["provider-key.made", "provider-key.brought-forward"]).Except(noted, StringComparer.Ordinal));
    }

    private async Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        foreach (var services in servers.Each)
            await services.GetRequiredService<ProviderKeys>().ReadAsync(CancellationToken.None);
    }

    private async Task OrderAsync(KeyRotationReason reason)
    {
        await using (var scope = servers.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<RotateKeys>().ExecuteAsync(reason, CancellationToken.None);
        await ReadAsync();
    }

    /// <summary>The second server has had no reason to read the keys for a while, and its next turn is not yet.</summary>
    private async Task OrderAtFirstServerAsync()
    {
        clock.Advance(TimeSpan.FromSeconds(30));
        await using (var scope = servers.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<RotateKeys>().ExecuteAsync(KeyRotationReason.OrderedAtOnce, CancellationToken.None);
        await servers.Services.GetRequiredService<ProviderKeys>().ReadAsync(CancellationToken.None);
    }

    private async Task<IReadOnlyList<string>> KeySetAsync()
    {
        using var http = new HttpClient { BaseAddress = servers.Issuer };
        var keys = JsonNode.Parse(await http.GetStringAsync(new Uri(".well-known/jwks", UriKind.Relative)))!["keys"]!.AsArray();
        return [.. keys.Select(key => key!["kid"]!.GetValue<string>())];
    }

    private async Task<string> SigningKeyAsync()
    {
        using var merchant = servers.NewMerchant();
        return new JsonWebToken((await BuyAsync(merchant)).AccessToken).Kid;
    }

    private Task<int> CountAsync(ProviderKeyUse use) => servers.DatabaseAsync(db => db.ProviderKeys.CountAsync(key => key.Use == use));

    private async Task<string> CommandAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        Assert.Equal(0, await OperatorCommands.RunAsync(arguments, servers.Services, output, output));
        return output.ToString();
    }

    private async Task<Tokens> BuyAsync(MerchantClient merchant)
    {
        using var person = await servers.NewSubscriberAsync();
        return await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
    }
}
