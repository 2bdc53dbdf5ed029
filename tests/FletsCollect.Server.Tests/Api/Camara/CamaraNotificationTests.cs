using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Reconciliation;
using FletsCollect.Server.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Api.Camara;

/// <summary>Who named a sink is told there, and only there, of the one payment or refund.</summary>
[Collection(WebhookServer.OneClock)]
public sealed class CamaraNotificationTests(WebhookServer server)
{
    [Fact]
    public async Task Sink_is_told_of_each_state_of_its_payment_with_its_token_and_its_correlator()
    {
        await using var receiver = await Receiver.StartAsync();
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync(deferred: true);
        var payment = await shop.PrepareAsync(tokens, Notified(shop.Body(), receiver.At("/one")));
        using var other = new CamaraShop(server);
        await other.PrepareAsync(await other.BuyAsync(deferred: true), Notified(other.Body(), receiver.At("/other")));

        await server.DeliverAsync();
        await shop.FinishAsync(payment, "confirm", tokens.AccessToken);
        await server.DeliverAsync();

        var told = receiver.To("/one");
        Assert.Equal(["org.camaraproject.carrier-billing.v0.payment-reserved", "org.camaraproject.carrier-billing.v0.payment-completed"], told.Select(one => (string)one.Event["type"]!));
        Assert.All(told, one =>
        {
            Assert.Equal("Bearer sink-token", one.Headers["Authorization"]);
            Assert.Equal(payment.Headers["x-correlator"], one.Headers["x-correlator"]);
            Assert.StartsWith("application/cloudevents+json", one.Headers["Content-Type"], StringComparison.Ordinal);
            Assert.Equal((payment.Text("paymentId"), "succeeded", "1.0"), ((string?)one.Event["data"]!["paymentId"], (string?)one.Event["data"]!["status"], (string?)one.Event["specversion"]));
            Assert.False(one.Headers.ContainsKey("webhook-signature"));
        });
        Assert.NotNull(told[1].Event["data"]!["paymentDate"]);
        Assert.Single(receiver.To("/other"));
    }

    [Fact]
    public async Task Sink_of_a_refund_is_told_of_the_refund()
    {
        await using var receiver = await Receiver.StartAsync();
        using var shop = new CamaraShop(server);
        var payment = await shop.CreateAsync(await shop.BuyAsync());

        var refund = await shop.RefundAsync(payment, Notified(shop.RefundBody(15, "R1"), receiver.At("/refund")));
        await server.DeliverAsync();

        var told = Assert.Single(receiver.To("/refund")).Event;
        Assert.Equal("org.camaraproject.carrier-billing-refund.v0.refund-completed", (string?)told["type"]);
        Assert.Equal((payment.Text("paymentId"), refund.Text("refundId")), ((string?)told["data"]!["paymentId"], (string?)told["data"]!["refundId"]));
        Assert.NotNull(told["data"]!["refundDate"]);
    }

    [Fact]
    public async Task Sink_hears_nothing_once_its_token_has_ended_and_nothing_of_it_is_kept_in_the_clear()
    {
        await using var receiver = await Receiver.StartAsync();
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync(deferred: true);
        var payment = await shop.PrepareAsync(tokens, Notified(shop.Body(), receiver.At("/ended"), lasting: TimeSpan.FromMinutes(2)));
        var sink = await server.DatabaseAsync(db => db.WebhookEndpoints.SingleAsync(endpoint => endpoint.Subject == payment.Text("paymentId")));
        await server.DeliverAsync();

        server.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(HttpStatusCode.Accepted, (await shop.FinishAsync(payment, "cancel", tokens.AccessToken)).Status);
        await server.DeliverAsync();

        Assert.Single(receiver.To("/ended"));
        Assert.DoesNotContain("sink-token", sink.ProtectedToken, StringComparison.Ordinal);
        Assert.DoesNotContain("sink-token", await server.DatabaseAsync(db => db.CarrierBillingRequests.Where(request => request.Sink == sink.Url).Select(request => request.Transaction).SingleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sink_is_no_endpoint_of_the_merchants_and_takes_no_room_from_them()
    {
        await using var receiver = await Receiver.StartAsync();
        using var merchant = await server.NewWebhookMerchantAsync();
        using var shop = new CamaraShop(server) { Merchant = merchant.Client };
        var payment = await shop.CreateAsync(await shop.BuyAsync(), Notified(shop.Body(), receiver.At("/sink")));
        var sink = await server.DatabaseAsync(db => db.WebhookEndpoints.SingleAsync(endpoint => endpoint.Subject == payment.Text("paymentId")));

        Assert.Empty((await merchant.GetAsync("v1/webhook-endpoints")).Json["data"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await merchant.GetAsync($"v1/webhook-endpoints/{sink.PublicId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await merchant.DeleteAsync($"v1/webhook-endpoints/{sink.PublicId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await merchant.PostAsync($"v1/webhook-endpoints/{sink.PublicId}/rotate-secret")).Status);
    }

    /// <summary>Each charge has the answer that its merchant was given, whichever way it came.</summary>
    [Fact]
    public async Task Books_are_sound_with_payments_that_came_this_way()
    {
        using var shop = new CamaraShop(server);
        var payment = await shop.CreateAsync(await shop.BuyAsync());
        await shop.RefundAsync(payment, shop.RefundBody(15, "R1"));
        using var second = new CamaraShop(server);
        var tokens = await second.BuyAsync(deferred: true);
        var reserved = await second.PrepareAsync(tokens);
        await second.FinishAsync(reserved, "confirm", tokens.AccessToken);
        await using var scope = server.Services.CreateAsyncScope();

        var findings = await scope.ServiceProvider.GetRequiredService<VerifyBooks>().ExecuteAsync(CancellationToken.None);

        Assert.DoesNotContain(findings, finding => finding.Subject == payment.Text("paymentId") || finding.Subject == reserved.Text("paymentId"));
    }

    private JsonObject Notified(JsonObject body, string address, TimeSpan? lasting = null)
    {
        body["sink"] = address;
        body["sinkCredential"] = new JsonObject
        {
            ["credentialType"] = "ACCESSTOKEN",
            ["accessToken"] = "sink-token",
            ["accessTokenExpiresUtc"] = server.Clock.GetUtcNow().Add(lasting ?? TimeSpan.FromDays(60)).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            ["accessTokenType"] = "bearer",
        };
        return body;
    }
}
