using System.Net;
using FletsCollect.Merchants;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>A company applies by the public form and is taken to its contract at the console, by two people.</summary>
public sealed class ApplyTests(RunningServer server)
{
    [Fact]
    public async Task Application_is_asked_about_answered_and_contracted_by_two_people()
    {
        using var company = server.NewPerson();
        using var maker = await StaffBrowser.JoinedAsync(server, StaffRole.Operator);
        using var checker = await StaffBrowser.JoinedAsync(server, StaffRole.Approver);
        var (name, code) = ($"株式会社{Guid.CreateVersion7():N}"[..30], $"shop-{Guid.CreateVersion7():N}"[..30]);

        var sent = await SendAsync(company, name);
        Assert.Equal("Submitted", sent.Document!.QuerySelector("#status")!.GetAttribute("data-status"));

        var queue = await maker.Browser.OpenAsync($"/operator/applications?name={Uri.EscapeDataString(name)}");
        var detail = queue.Document!.QuerySelector("#applications a")!.GetAttribute("href")!;
        var page = await maker.Browser.OpenAsync(detail);
        Assert.Equal("True", page.Document!.QuerySelector("[data-check=InvoiceNumber]")!.GetAttribute("data-passed"));
        await maker.Browser.SubmitToAsync(page, $"{detail}?handler=TakeUp");
        await maker.Browser.SubmitToAsync(page, $"{detail}?handler=Ask", ("Note", "何を販売しますか"));

        var asked = await company.OpenAsync(sent.Address);
        Assert.Equal("何を販売しますか", asked.Document!.QuerySelector("#question")!.TextContent);
        var answered = await company.SubmitAsync(asked, ("Answer", "ブログの有料版です"));
        Assert.Equal("Screening", answered.Document!.QuerySelector("#status")!.GetAttribute("data-status"));

        var offered = await maker.Browser.SubmitToAsync(page, $"{detail}?handler=Offer", ("Code", code), ("From", "2026-12"), ("Basis", "Collected"), ("MinimumPayout", "1"), ("TransferFee", "0"), ("Tariff", ""));
        var decide = offered.Document!.QuerySelector("#terms a")!.GetAttribute("href")!;
        var tooEarly = await maker.Browser.SubmitToAsync(page, $"{detail}?handler=Conclude");
        Assert.Contains("別の担当者", tooEarly.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal);
        var waiting = await checker.Browser.OpenAsync(decide);
        Assert.Contains("見本ブログ", waiting.Text, StringComparison.Ordinal);
        await checker.Browser.SubmitToAsync(waiting, $"{decide}?handler=Approve");
        var approved = await maker.Browser.OpenAsync(detail);
        Assert.True(approved.Document!.QuerySelector("#conclude") is not null, approved.Text);
        var contracted = await maker.Browser.SubmitToAsync(page, $"{detail}?handler=Conclude");

        using var owner = new StaffBrowser(server, await server.DatabaseAsync(db => db.MerchantApplications.Where(row => row.Company == name).Select(row => row.MailAddress).SingleAsync()));
        await owner.JoinAsync(contracted.Document!.QuerySelector("#invitation-link")!.TextContent.Split('=')[1]);
        Assert.Equal("/staff", (await owner.SignInAsync(owner.NextCode)).Address.AbsolutePath);
        Assert.Contains("見本ブログ", (await owner.Browser.OpenAsync("/merchant")).Document!.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Contracted", (await company.OpenAsync(sent.Address)).Document!.QuerySelector("#status")!.GetAttribute("data-status"));
        Assert.DoesNotContain(owner.MailAddress, (await maker.Browser.OpenAsync($"/operator/merchants/{code}")).Document!.QuerySelector("#history")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_that_is_sent_twice_leads_to_the_same_page_and_is_one_application()
    {
        using var company = server.NewPerson();
        var name = $"株式会社{Guid.CreateVersion7():N}"[..30];
        var form = await company.OpenAsync("/apply");

        var first = await company.SubmitAsync(form, Fields(name));
        var second = await company.SubmitAsync(form, Fields(name));

        Assert.Equal(first.Address, second.Address);
        Assert.Equal(1, await server.DatabaseAsync(db => db.MerchantApplications.CountAsync(row => row.Company == name)));
    }

    [Fact]
    public async Task Form_with_faults_names_each_beside_its_field_and_keeps_what_was_typed()
    {
        using var company = server.NewPerson();
        var form = await company.OpenAsync("/apply");

        var refused = await company.SubmitAsync(form, [
            .. Fields("株式会社見本").Where(field => field.Name is not ("Form.InvoiceNumber" or "Form.AccountHolder" or "Form.SiteAddress")),
            ("Form.InvoiceNumber", "T7000012050003"), ("Form.AccountHolder", "株式会社見本"), ("Form.SiteAddress", "http://shop.example"),
        ]);

        Assert.Equal(["#InvoiceNumber", "#SiteAddress", "#AccountHolder"], refused.Document!.QuerySelectorAll("#errors a").Select(link => link.GetAttribute("href")));
        Assert.Contains("「株」", refused.Document.QuerySelector("#AccountHolder-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("T7000012050003", refused.Document.QuerySelector("#InvoiceNumber")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("/apply/none")]
    [InlineData("/apply/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Guessed_address_shows_nothing(string path)
    {
        using var stranger = server.NewPerson();

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.OpenAsync(path)).Status);
    }

    [Fact]
    public async Task Suspended_merchant_is_refused_the_next_purchase_and_has_it_again_when_resumed()
    {
        using var member = await StaffBrowser.JoinedAsync(server, StaffRole.Operator);
        using var shop = await server.NewOtherMerchantAsync();
        var path = $"/operator/merchants/{shop.ClientId}";
        var page = await member.Browser.OpenAsync(path);

        var unexplained = await member.Browser.SubmitToAsync(page, path, ("move", nameof(MerchantMove.Suspend)), ("Reason", ""));
        Assert.NotNull(unexplained.Document!.QuerySelector("#refused"));
        await member.Browser.SubmitToAsync(page, path, ("move", nameof(MerchantMove.Suspend)), ("Reason", "苦情が続いたため"));
        Assert.Equal(MerchantStatus.Suspended, await StatusAsync());
        Assert.Equal("unauthorized_client", (await shop.PushAsync(shop.PushedRequest())).Text("error"));
        var twice = await member.Browser.SubmitToAsync(page, path, ("move", nameof(MerchantMove.Suspend)), ("Reason", "もう一度"));
        Assert.Contains("状態がすでに変わっています", twice.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal);
        var resumed = await member.Browser.SubmitToAsync(page, path, ("move", nameof(MerchantMove.Resume)), ("Reason", "改善を確認した"));

        Assert.Equal(2, resumed.Document!.QuerySelectorAll("#history tbody tr").Length);
        Assert.Equal(MerchantStatus.Live, await StatusAsync());
        Assert.Equal(HttpStatusCode.Created, (await shop.PushAsync(shop.PushedRequest())).Status);

        Task<MerchantStatus> StatusAsync() => server.DatabaseAsync(db => db.Merchants.Where(row => row.Code == shop.ClientId).Select(row => row.Status).SingleAsync());
    }

    private static async Task<Seen> SendAsync(Person company, string name) => await company.SubmitAsync(await company.OpenAsync("/apply"), Fields(name));

    private static (string Name, string Value)[] Fields(string company) =>
    [
        ("Form.Company", company), ("Form.InvoiceNumber", "Ｔ７０００-０１２０５０００２"), ("Form.PostalAddress", "京都市"), ("Form.PersonName", "見本 花子"), ("Form.MailAddress", $"{Guid.CreateVersion7():N}@shop.example"),
        ("Form.Phone", "０７５－１２３－４５６７"), ("Form.ServiceName", "見本ブログ"), ("Form.Industry", "SNS"), ("Form.Channel", "Internet"), ("Form.ExpectedPrices", "月額980円"), ("Form.SiteAddress", "https://shop.example/"),
        ("Form.SupportContact", "help@shop.example"), ("Form.BankCode", "0158"), ("Form.BankName", "キョウト"), ("Form.BranchCode", "001"), ("Form.BranchName", "ホンテン"), ("Form.AccountType", "Ordinary"),
        ("Form.AccountNumber", "1234567"), ("Form.AccountHolder", "カ）ミホン"),
    ];
}
