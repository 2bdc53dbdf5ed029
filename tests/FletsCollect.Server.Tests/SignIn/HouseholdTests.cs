using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>A child's purchase waits for the contractor, who decides on a device of their own.</summary>
public sealed class HouseholdTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly RunningServer server;
    private Person contractor = null!;
    private Person child = null!;

    public HouseholdTests() => server = new RunningServer(clock);

    public async ValueTask InitializeAsync()
    {
        await server.InitializeAsync();
        contractor = await server.NewSignedInAsync();
        child = await server.NewSignedInAsync();
        var page = await contractor.OpenAsync("/account/household");
        await contractor.PressAsync(page, $"[data-member='{child.UserName}'] form:has(fieldset)", ("askAbove", "１００円"));
    }

    public async ValueTask DisposeAsync()
    {
        contractor.Dispose();
        child.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Purchase_above_waits_and_goes_on_when_the_contractor_said_yes()
    {
        using var merchant = server.NewMerchant();
        var api = await merchant.GetApiTokenAsync("charges:read");
        var page = await child.OpenAsync(await merchant.StartAsync());
        Assert.Equal("P16", page.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));

        var waiting = await child.SubmitAsync(page, ("decision", "approve"));
        Assert.Equal("P17", waiting.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Null(waiting.Document!.QuerySelector("#approve"));
        var pending = await merchant.CallAsync(HttpMethod.Get, $"v1/approvals?merchant_reference={merchant.Reference}", api);
        Assert.Equal("pending", pending.Json["data"]![0]!["status"]!.GetValue<string>());

        Assert.NotNull((await contractor.OpenAsync("/account")).Document!.QuerySelector("#approvals-waiting"));
        await contractor.SubmitAsync(await contractor.OpenAsync("/account/approvals"), ("decision", "approve"));
        // Longer than a pushed request, and a sign-in, live otherwise.
        clock.Advance(TimeSpan.FromMinutes(8));
        var again = await child.OpenAsync(waiting.Document!.QuerySelector("#look-again")!.GetAttribute("href")!);
        var answer = await child.SubmitAsync(again, ("decision", "approve"));
        var tokens = await merchant.RedeemAsync(answer.Elsewhere!);

        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
        Assert.Equal(
            ["approval.requested", "approval.approved"],
            await server.DatabaseAsync(db => db.OutboxMessages.Where(message => message.Type.StartsWith("approval.")).OrderBy(message => message.OccurredAt).Select(message => message.Type).ToListAsync()));
    }

    [Fact]
    public async Task Purchase_above_the_cap_of_the_ID_waits_for_the_contractor_too_and_the_merchant_is_told()
    {
        await contractor.PressAsync(await contractor.OpenAsync("/account/household"), $"[data-member='{child.UserName}'] form:has(fieldset)", ("askAbove", ""));
        await contractor.PressAsync(await contractor.OpenAsync("/account/limits"), $"form:has(input[name=UserName][value='{child.UserName}']):has(input[name=Cap])", ("Cap", "0"));
        using var merchant = server.NewMerchant();
        var page = await child.OpenAsync(await merchant.StartAsync());
        Assert.Equal("P19", page.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));

        var waiting = await child.SubmitAsync(page, ("decision", "approve"));
        Assert.Equal("P17", waiting.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        var pending = await merchant.CallAsync(HttpMethod.Get, $"v1/approvals?merchant_reference={merchant.Reference}", await merchant.GetApiTokenAsync("charges:read"));
        Assert.Equal("pending", pending.Json["data"]![0]!["status"]!.GetValue<string>());

        var asked = await contractor.OpenAsync("/account/approvals");
        Assert.NotNull(asked.Document!.QuerySelector("[data-above-cap]"));
        await contractor.SubmitAsync(asked, ("decision", "approve"));
        var again = await child.OpenAsync(waiting.Document!.QuerySelector("#look-again")!.GetAttribute("href")!);
        var tokens = await merchant.RedeemAsync((await child.SubmitAsync(again, ("decision", "approve"))).Elsewhere!);

        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
        using var next = server.NewMerchant();
        Assert.Equal("P19", (await child.OpenAsync(await next.StartAsync("1"))).Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
    }

    [Fact]
    public async Task Contractor_says_no_and_the_child_reads_so()
    {
        using var merchant = server.NewMerchant();
        var waiting = await child.SubmitAsync(await child.OpenAsync(await merchant.StartAsync()), ("decision", "approve"));

        await contractor.SubmitAsync(await contractor.OpenAsync("/account/approvals"), ("decision", "deny"));
        var page = await child.OpenAsync(waiting.Document!.QuerySelector("#look-again")!.GetAttribute("href")!);
        var answer = await child.SubmitAsync(page, ("decision", "refuse"));

        Assert.Equal("P18", page.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Equal("access_denied", answer.Answered("error"));
    }

    [Fact]
    public async Task Request_that_nobody_waits_for_ends_as_it_always_did()
    {
        using var merchant = server.NewMerchant();
        var start = await merchant.StartAsync();
        clock.Advance(TimeSpan.FromSeconds(301));

        var page = await child.OpenAsync(start);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task Purchase_below_needs_nobody()
    {
        using var merchant = server.NewMerchant();

        var page = await child.OpenAsync(await merchant.StartAsync("100"));

        Assert.Null(page.Document!.QuerySelector("#approval-refusal"));
    }

    [Fact]
    public async Task Child_sees_neither_household_nor_approvals()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await child.OpenAsync("/account/household")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await child.OpenAsync("/account/approvals")).Status);
        Assert.Null((await child.OpenAsync("/account")).Document!.QuerySelector("a[href='/account/household']"));
    }

    [Fact]
    public async Task Another_merchant_does_not_see_what_waits()
    {
        using var merchant = server.NewMerchant();
        await child.SubmitAsync(await child.OpenAsync(await merchant.StartAsync()), ("decision", "approve"));
        var id = await server.DatabaseAsync(async db => PublicId.Format(PublicId.Approval, await db.PurchaseApprovals.Select(approval => approval.Id).SingleAsync()));
        using var other = await server.NewOtherMerchantAsync();
        var token = await other.GetApiTokenAsync("charges:read");

        Assert.Equal("approval_not_found", (await other.CallAsync(HttpMethod.Get, $"v1/approvals/{id}", token)).Text("code"));
        Assert.Equal("pending", (await merchant.CallAsync(HttpMethod.Get, $"v1/approvals/{id}", await merchant.GetApiTokenAsync("charges:read"))).Text("status"));
    }

    [Fact]
    public async Task Given_up_child_is_signed_out()
    {
        var page = await contractor.OpenAsync("/account/household");

        await contractor.PressAsync(page, $"[data-member='{child.UserName}'] form[data-revoke]");

        Assert.False(await child.IsSignedInAsync());
    }
}
