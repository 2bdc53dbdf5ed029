using System.Net;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>How a subscriber talks with the desk, and disputes a purchase. A server of their own, with a household that nobody else changes.</summary>
public sealed class CasePageTests : IAsyncLifetime
{
    // A Saturday: the desk is closed until Monday.
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 28, 3, 0, 0, TimeSpan.Zero));
    private RunningServer server = null!;

    public ValueTask InitializeAsync()
    {
        server = new RunningServer(clock);
        return server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Purchase_is_disputed_once_with_its_consent_as_evidence_and_the_dispute_is_withdrawn()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var receipt = $"/account/purchases/{(await merchant.ChargeAsync(tokens, merchant.Key(1))).Text("id")}";
        var consent = await server.DatabaseAsync(db => db.ChargeGrants.Where(row => row.MerchantReference == merchant.Reference).Select(row => row.ConsentHash).SingleAsync());

        var question = await person.OpenAsync(receipt + "/dispute");
        var empty = await person.SubmitAsync(question, ("Statement", "  "));
        var disputed = await person.SubmitAsync(question, ("Statement", "覚えがありません。<b>"));
        var again = await person.SubmitAsync(question, ("Statement", "もう一度"));

        Assert.Contains(consent, question.Text, StringComparison.Ordinal);
        Assert.NotEmpty(question.Document!.QuerySelectorAll("#consent-text dt"));
        Assert.Contains("確認済み", question.Document!.QuerySelector("#evidence")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2026年11月30日（月）9時以降", question.Text, StringComparison.Ordinal);
        Assert.NotNull(empty.Document!.QuerySelector("#Statement-error"));
        Assert.NotNull(disputed.Document!.QuerySelector("#disputed"));
        Assert.Contains("覚えがありません。<b>", disputed.Document!.QuerySelector("#messages")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("受け付けました", again.Document!.QuerySelector("#dispute-status")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await person.OpenAsync(receipt)).Document!.QuerySelector("#unknown"));

        using var member = await server.NewMemberAsync();
        var own = await member.SignInAtAsync("/account/cases/new");
        var path = disputed.Address.AbsolutePath;
        Assert.Equal(HttpStatusCode.NotFound, (await member.OpenAsync(path)).Status);
        foreach (var foreign in (string[])[path, path + "?handler=Withdraw", receipt + "/dispute"])
            Assert.Equal(HttpStatusCode.NotFound, (await member.SubmitToAsync(own, foreign, ("Text", "x"), ("Statement", "x"), ("FormToken", Guid.CreateVersion7().ToString()))).Status);

        for (var press = 0; press < 2; press++)
            Assert.NotNull((await person.SubmitToAsync(disputed, path + "?handler=Withdraw")).Document!.QuerySelector("#withdrawn"));
        Assert.NotNull((await person.OpenAsync(receipt)).Document!.QuerySelector("#unknown"));
        Assert.Equal([DisputeStatus.Withdrawn], await server.DatabaseAsync(db => db.Disputes.Select(row => row.Status).ToListAsync()));
    }

    [Fact]
    public async Task Question_that_is_sent_twice_is_one_case_and_is_gone_on_with()
    {
        using var person = await server.NewSubscriberAsync();
        var form = await person.SignInAtAsync("/account/cases/new");

        var wrong = await person.SubmitAsync(form, ("Subject", ""), ("Text", new string('x', SupportMessage.LongestText + 1)));
        var sent = await person.SubmitAsync(form, ("Subject", "請求書について"), ("Text", "届きません"));
        var again = await person.SubmitAsync(form, ("Subject", "請求書について"), ("Text", "届きません"));
        var more = await person.SubmitAsync(sent, ("Text", "届きました"));

        Assert.NotNull(wrong.Document!.QuerySelector("#Subject-error"));
        Assert.NotNull(wrong.Document!.QuerySelector("#Text-error"));
        Assert.Equal(sent.Address.AbsolutePath, again.Address.AbsolutePath);
        Assert.Equal(2, more.Document!.QuerySelectorAll("#messages li").Length);
        Assert.Single((await person.OpenAsync("/account/cases")).Document!.QuerySelectorAll("#cases tbody tr"));
    }

    [Fact]
    public async Task ID_with_many_open_cases_is_told_to_go_on_in_one_of_them()
    {
        using var person = await server.NewSubscriberAsync();
        await person.SignInAtAsync("/account/cases/new");
        await server.DatabaseAsync(async db =>
        {
            var credential = await db.Users.SingleAsync(row => row.UserName == person.UserName);
            for (var number = 0; number < SupportCase.MostOpen; number++)
                db.Add(new SupportCase(credential, SupportChannel.Web, $"質問{number}", Guid.CreateVersion7(), clock.GetUtcNow().UtcDateTime));
            return await db.SaveChangesAsync();
        });

        var refused = await person.SubmitAsync(await person.OpenAsync("/account/cases/new"), ("Subject", "もう一つ"), ("Text", "質問"));

        Assert.NotNull(refused.Document!.QuerySelector("#too-many"));
    }
}
