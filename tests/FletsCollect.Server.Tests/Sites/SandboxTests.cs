using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Merchants;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Server.Tests.Webhooks;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>The deployment in which merchants try everything before subscribers pay, and the run that says that they have.</summary>
public sealed class SandboxTests(RunningServer production, SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    [Fact]
    public async Task Run_passes_once_everything_was_shown_and_its_number_makes_the_merchant_live()
    {
        using var shop = await NewMerchantAsync(sandbox);
        using var hooks = new WebhookMerchant(sandbox, TimeProvider.System, shop);
        await using var receiver = await Receiver.StartAsync();
        using var developer = await StaffBrowser.JoinedAsync(sandbox, StaffRole.Developer, shop.ClientId);
        using var reviewer = await StaffBrowser.JoinedAsync(sandbox, StaffRole.Operator);
        var secret = "";
        var (_, made) = await hooks.RegisterAsync(receiver.At("/hook", http =>
        {
            var arrived = receiver.To("/hook")[^1];
            var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(arrived.Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
            http.Response.StatusCode = arrived.IsSignedBy(secret) && age < TimeSpan.FromMinutes(5) ? StatusCodes.Status204NoContent : StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }));
        secret = made;

        var nothing = await RunAsync(developer);
        Assert.Equal("False", nothing.Document!.QuerySelector("#result")!.GetAttribute("data-passed"));
        Assert.Equal(["RequestReplayed", "Refunded"], Failed(nothing).Intersect(["RequestReplayed", "Refunded"], StringComparer.Ordinal));

        await ShowEverythingAsync(shop);
        var passed = await RunAsync(developer);

        Assert.Empty(Failed(passed));
        Assert.Equal("True", passed.Document!.QuerySelector("#result")!.GetAttribute("data-passed"));
        var path = $"/operator/merchants/{shop.ClientId}";
        var page = await reviewer.Browser.OpenAsync(path);
        var early = await reviewer.Browser.SubmitToAsync(page, path, ("move", nameof(MerchantMove.GoLive)), ("Reason", "試験"), ("Certification", nothing.Document!.QuerySelector("#run-id")!.TextContent));
        Assert.Contains("合格した接続試験", early.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal);
        var live = await reviewer.Browser.SubmitToAsync(page, path, ("move", nameof(MerchantMove.GoLive)), ("Reason", "試験"), ("Certification", passed.Document!.QuerySelector("#run-id")!.TextContent));
        Assert.Equal("Live", live.Document!.QuerySelector("#status")!.GetAttribute("data-status"));
    }

    [Fact]
    public async Task Receiver_that_takes_every_webhook_does_not_pass()
    {
        using var shop = await NewMerchantAsync(sandbox);
        using var hooks = new WebhookMerchant(sandbox, TimeProvider.System, shop);
        await using var receiver = await Receiver.StartAsync();
        using var developer = await StaffBrowser.JoinedAsync(sandbox, StaffRole.Developer, shop.ClientId);
        await hooks.RegisterAsync(receiver.At("/hook"));
        await ShowEverythingAsync(shop);

        Assert.Equal(["WrongSignatureRefused", "OldTimestampRefused"], Failed(await RunAsync(developer)));
    }

    [Fact]
    public async Task Merchant_whose_contract_covers_monthly_charging_has_to_show_that_too()
    {
        using var shop = await NewMerchantAsync(sandbox);
        await sandbox.DatabaseAsync(db => db.Merchants.Where(row => row.Code == shop.ClientId).ExecuteUpdateAsync(set => set.SetProperty(row => row.MayChargeMonthly, true)));
        using var person = await sandbox.NewSubscriberAsync();
        using var developer = await StaffBrowser.JoinedAsync(sandbox, StaffRole.Developer, shop.ClientId);
        await shop.ChargeAsync(await BuyAsync(shop, person, "once", deferred: false), "once", reference: "once");
        // A single purchase shows the one and not the other.
        Assert.Contains("MonthlyCharged", Failed(await RunAsync(developer)));

        var agreed = await shop.RedeemAsync(await person.ApproveAsync(await shop.StartMonthlyAsync()));
        Assert.Contains("MonthlyCharged", Failed(await RunAsync(developer)));
        var started = await shop.CallAsync(HttpMethod.Post, "v1/subscriptions", agreed.AccessToken, new JsonObject { ["grant_id"] = agreed.GrantId }, "monthly");
        Assert.True(started.Status == HttpStatusCode.Created, started.Body);

        Assert.DoesNotContain("MonthlyCharged", Failed(await RunAsync(developer)));
        Assert.DoesNotContain("ChargeConfirmed", Failed(await RunAsync(developer)));
    }

    [Fact]
    public async Task Every_answer_and_page_of_the_sandbox_says_what_it_is_and_none_of_the_real_service_does()
    {
        using var here = sandbox.NewPerson();
        using var there = production.NewPerson();

        var (page, real) = (await here.OpenAsync("/services"), await there.OpenAsync("/services"));

        Assert.NotNull(page.Document!.QuerySelector("#sandbox"));
        Assert.Equal("sandbox", page.Headers[ServiceEnvironmentSetup.Header]);
        Assert.Equal("sandbox", (await here.OpenAsync("/v1/charges")).Headers[ServiceEnvironmentSetup.Header]);
        Assert.Null(real.Document!.QuerySelector("#sandbox"));
        Assert.DoesNotContain(ServiceEnvironmentSetup.Header, real.Headers.Keys);
    }

    [Fact]
    public async Task Merchant_in_the_sandbox_charges_there_and_not_in_the_real_service_where_it_cannot_be_certified_either()
    {
        using var here = await NewMerchantAsync(sandbox);
        using var there = await NewMerchantAsync(production);
        using var developer = await StaffBrowser.JoinedAsync(production, StaffRole.Developer, there.ClientId);

        Assert.Equal(HttpStatusCode.Created, (await here.PushAsync(here.PushedRequest())).Status);
        Assert.Equal("unauthorized_client", (await there.PushAsync(there.PushedRequest())).Text("error"));
        Assert.NotNull((await developer.Browser.OpenAsync("/merchant/certification")).Document!.QuerySelector("#not-here"));
    }

    [Fact]
    public async Task Server_refuses_the_database_of_the_other_deployment()
    {
        await sandbox.DatabaseAsync(db => RefusalAsync(db, ServiceEnvironment.Sandbox));

        await Assert.ThrowsAsync<InvalidOperationException>(() => sandbox.DatabaseAsync(db => RefusalAsync(db, ServiceEnvironment.Production)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => production.DatabaseAsync(db => RefusalAsync(db, ServiceEnvironment.Sandbox)));

        static async Task<bool> RefusalAsync(FletsCollectDbContext db, ServiceEnvironment environment)
        {
            await ServiceEnvironmentSetup.RefuseOtherEnvironmentAsync(db, environment, CancellationToken.None);
            return true;
        }
    }

    private static IEnumerable<string> Failed(Seen page) => page.Document!.QuerySelectorAll("#checks [data-passed=False]").Select(row => row.GetAttribute("data-check")!);

    private static async Task<Seen> RunAsync(StaffBrowser developer) => await developer.Browser.SubmitAsync(await developer.Browser.OpenAsync("/merchant/certification"));

    /// <summary>All that is asked but the bad webhooks, which the run sends itself.</summary>
    private async Task ShowEverythingAsync(MerchantClient shop)
    {
        using var person = await sandbox.NewSubscriberAsync();
        var tokens = await BuyAsync(shop, person, "once", deferred: false);
        var charge = await shop.ChargeAsync(tokens, "once", reference: "once");
        Assert.Equal("true", (await shop.ChargeAsync(tokens, "once", reference: "once")).Headers["Idempotent-Replayed"]);
        var confirmed = await shop.ChargeAsync(await BuyAsync(shop, person, "confirmed", deferred: true), "confirmed", reference: "confirmed");
        var cancelled = await shop.ChargeAsync(await BuyAsync(shop, person, "cancelled", deferred: true), "cancelled", reference: "cancelled");
        var token = await shop.GetApiTokenAsync(ApiScopes.ChargesManage);
        Assert.Equal(HttpStatusCode.OK, (await shop.CallAsync(HttpMethod.Post, $"v1/charges/{confirmed.Text("id")}/confirm", token, null, "confirm")).Status);
        Assert.Equal(HttpStatusCode.OK, (await shop.CallAsync(HttpMethod.Post, $"v1/charges/{cancelled.Text("id")}/cancel", token, null, "cancel")).Status);
        Assert.Equal(HttpStatusCode.Created, (await shop.CallAsync(HttpMethod.Post, $"v1/charges/{charge.Text("id")}/refunds", token, new JsonObject(), "refund")).Status);
        var revoked = $"/account/grants/{(await BuyAsync(shop, person, "revoked", deferred: false)).GrantId}/revoke";
        await person.SubmitAsync(await person.SignInAtAsync(revoked));
        await sandbox.Services.GetRequiredService<JobRunner>().RunAsync("deliver-webhooks", evenIfNotDue: true, CancellationToken.None);
    }

    private static async Task<Tokens> BuyAsync(MerchantClient shop, Person person, string reference, bool deferred)
    {
        var details = shop.Details();
        details["merchant_reference"] = reference;
        if (deferred)
            details["capture"] = new JsonObject { ["mode"] = "deferred", ["capture_by"] = TimeProvider.System.GetUtcNow().AddDays(7).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) };
        var pushed = await shop.PushAsync(shop.PushedRequest(details));
        Assert.True(pushed.Status == HttpStatusCode.Created, pushed.Body);
        return await shop.RedeemAsync(await person.ApproveAsync(shop.AuthorizationAddress(pushed.Text("request_uri")!)));
    }

    private static async Task<MerchantClient> NewMerchantAsync(RunningServer server)
    {
        var shop = await server.NewOtherMerchantAsync();
        var environment = server.Services.GetRequiredService<Onboarding.OnboardingRules>().Environment;
        await server.DatabaseAsync(db => db.Merchants.Where(row => row.Code == shop.ClientId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, MerchantStatus.Sandbox).SetProperty(row => row.Environment, environment)));
        return shop;
    }
}

/// <summary>The same server, deployed as the sandbox.</summary>
public sealed class SandboxServer() : RunningServer(TimeProvider.System, settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Service:Environment"] = "Sandbox" });
