using System.Net;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Sites.Operator;

/// <summary>What was a command alone and is a page too: holds, terms, tariffs, suspense, and what came of collecting an invoice.</summary>
public sealed class OperatorMoneyTests(OperatorMoneyTests.MoneyServer server) : IClassFixture<OperatorMoneyTests.MoneyServer>
{
    /// <summary>A server of these tests' own, because one of them closes the month.</summary>
    public sealed class MoneyServer : RunningServer
    {
        public MoneyServer()
            : this(new FakeTimeProvider(TimeProvider.System.GetUtcNow()))
        {
        }

        private MoneyServer(FakeTimeProvider clock)
            : base(clock) => Clock = clock;

        internal FakeTimeProvider Clock { get; }
    }

    [Fact]
    public async Task Money_is_held_once_however_often_the_form_is_sent_and_released_once()
    {
        using var shop = await server.NewOtherMerchantAsync();
        using var member = await JoinedAsync(StaffRole.Operator);
        var path = $"/operator/merchants/{shop.ClientId}/holds";
        var page = await member.Browser.OpenAsync(path);
        Assert.NotNull(page.Document!.QuerySelector("#no-holds"));

        var form = ("FormToken", page.Document!.QuerySelector("input[name=FormToken]")!.GetAttribute("value")!);
        var empty = await member.Browser.SubmitToAsync(page, path + "?handler=Hold", form, ("Amount", "千円"), ("Reason", " "));
        var held = await member.Browser.SubmitToAsync(page, path + "?handler=Hold", form, ("Amount", "１,０００"), ("Reason", "異議の調査"));
        var again = await member.Browser.SubmitToAsync(page, path + "?handler=Hold", form, ("Amount", "1000"), ("Reason", "異議の調査"));

        Assert.NotNull(again.Document!.QuerySelector("#done"));
        Assert.NotNull(empty.Document!.QuerySelector("#Amount-error"));
        Assert.NotNull(empty.Document!.QuerySelector("#Reason-error"));
        var hold = await server.DatabaseAsync(db => db.FundsHolds.AsNoTracking().SingleAsync(row => db.Merchants.Any(merchant => merchant.Id == row.MerchantId && merchant.Code == shop.ClientId)));
        Assert.Equal((1_000, "異議の調査", await IdOfAsync(member)), (hold.Amount.Amount, hold.Reason, hold.HeldBy));
        var released = await member.Browser.SubmitToAsync(held, path + "?handler=Release", ("hold", hold.PublicId));
        var twice = await member.Browser.SubmitToAsync(held, path + "?handler=Release", ("hold", hold.PublicId));
        Assert.NotNull(released.Document!.QuerySelector("#done"));
        Assert.Contains("すでに解除", twice.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal);
        // Of another merchant it is not there.
        Assert.Equal(HttpStatusCode.NotFound, (await member.Browser.SubmitToAsync(held, "/operator/merchants/hatena-demo/holds?handler=Release", ("hold", hold.PublicId))).Status);
    }

    [Fact]
    public async Task Terms_and_a_larger_charge_wait_for_another_person_and_a_smaller_one_does_not()
    {
        using var shop = await server.NewOtherMerchantAsync();
        using var maker = await JoinedAsync(StaffRole.Operator);
        using var checker = await JoinedAsync(StaffRole.Approver);
        var path = $"/operator/merchants/{shop.ClientId}/terms";
        var month = BillingMonth.At(server.Clock.Instant()).Next.Next.ToString();
        var page = await maker.Browser.OpenAsync(path);

        var unread = await maker.Browser.SubmitToAsync(page, path + "?handler=Contract", ("From", "来月"), ("Basis", "Guaranteed"), ("MinimumPayout", "5000"), ("TransferFee", "0"));
        var proposed = await maker.Browser.SubmitToAsync(page, path + "?handler=Contract", ("From", month), ("Basis", "Guaranteed"), ("MinimumPayout", "5000"), ("TransferFee", "0"));
        await maker.Browser.SubmitToAsync(page, path + "?handler=Contract", ("From", month), ("Basis", "Guaranteed"), ("MinimumPayout", "5000"), ("TransferFee", "0"));
        var smaller = await maker.Browser.SubmitToAsync(page, path + "?handler=Largest", ("Largest", "20000"), ("Reason", "申出"));
        var larger = await maker.Browser.SubmitToAsync(page, path + "?handler=Largest", ("Largest", "80000"), ("Reason", "年末の販売"));

        Assert.NotNull(unread.Document!.QuerySelector("#error"));
        Assert.NotNull(proposed.Document!.QuerySelector("#contract-waits"));
        Assert.Equal(1, await server.DatabaseAsync(db => db.MerchantContracts.CountAsync(row => db.Merchants.Any(merchant => merchant.Id == row.MerchantId && merchant.Code == shop.ClientId))));
        Assert.Contains("20,000円", smaller.Text, StringComparison.Ordinal);
        Assert.NotNull(larger.Document!.QuerySelector("#larger-waits"));
        var proposal = await server.DatabaseAsync(db => db.LargestChargeProposals.AsNoTracking().SingleAsync(row => db.Merchants.Any(merchant => merchant.Id == row.MerchantId && merchant.Code == shop.ClientId)));
        await ApproveAsync(checker, proposal.PublicId);
        Assert.Contains("80,000円", (await maker.Browser.OpenAsync(path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tariff_is_proposed_with_the_fault_named_or_not()
    {
        using var member = await JoinedAsync(StaffRole.Operator);
        var page = await member.Browser.OpenAsync("/operator/tariffs");
        var (name, month) = ($"t{Guid.CreateVersion7():N}"[..15], BillingMonth.At(server.Clock.Instant()).Next.Next.ToString());

        var faulty = await member.Browser.SubmitAsync(page, ("Version", "2027 春"), ("From", month));
        var done = await member.Browser.SubmitAsync(page, ("Version", name), ("From", month), ("Numerator", "4"), ("MinimumPerLine", "40"), ("Rounding", "HalfUp"));

        Assert.Contains("半角英数字", faulty.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(name, done.Document!.QuerySelector("#tariffs")!.TextContent, StringComparison.Ordinal);
        var tariff = await server.DatabaseAsync(db => db.Tariffs.AsNoTracking().SingleAsync(row => row.Version == name));
        Assert.Equal((4, 100, 40, FeeRounding.HalfUp), (tariff.RateNumerator, tariff.RateDenominator, tariff.MinimumPerLine.Amount, tariff.Rounding));
    }

    [Fact]
    public async Task Invoice_is_found_by_its_line_given_up_by_two_people_and_paid_from_suspense_after_all()
    {
        var invoice = await IssuedAsync();
        using var maker = await JoinedAsync(StaffRole.Operator);
        using var checker = await JoinedAsync(StaffRole.Approver);
        var search = await maker.Browser.OpenAsync("/operator/invoices");

        var nothing = await maker.Browser.SubmitAsync(search, ("Sought", "CAF999"));
        var found = await maker.Browser.SubmitAsync(search, ("Sought", invoice.Line.Value));
        Assert.NotNull(nothing.Document!.QuerySelector("#Sought-error"));
        Assert.DoesNotContain(invoice.Line.Value, found.Text, StringComparison.Ordinal);
        var path = $"/operator/invoices/{invoice.PublicId}";
        Assert.Equal(path, found.Document!.QuerySelector("#invoices a")!.GetAttribute("href"));
        Assert.Equal(path, (await maker.Browser.SubmitAsync(search, ("Sought", invoice.PublicId))).Address.AbsolutePath);
        var looked = await server.DatabaseAsync(db => db.AuditEntries.AsNoTracking().SingleAsync(row => row.Action == "line.invoices-viewed"));
        Assert.Equal(invoice.Line.Masked, looked.Subject);

        // Who approves proposes nothing here.
        var page = await checker.Browser.OpenAsync(path);
        Assert.Null(page.Document!.QuerySelector("#give-up"));
        page = await maker.Browser.OpenAsync(path);
        var waits = await maker.Browser.SubmitToAsync(page, path, ("Reason", "契約者の破産"));
        Assert.NotNull(waits.Document!.QuerySelector("#give-up-waits"));
        var proposal = await server.DatabaseAsync(db => db.GiveUpProposals.AsNoTracking().SingleAsync(row => row.InvoiceId == invoice.Id));
        await ApproveAsync(checker, proposal.PublicId);
        var over = await maker.Browser.OpenAsync(path);
        Assert.Contains("事業者に返還", over.Document!.QuerySelector("#parts")!.TextContent, StringComparison.Ordinal);
        Assert.Null(over.Document!.QuerySelector("#give-up"));

        await StrayAsync(invoice.Outstanding);
        var list = await maker.Browser.OpenAsync("/operator/suspense");
        var receipt = await maker.Browser.OpenAsync(list.Document!.QuerySelector("#receipts tbody a")!.GetAttribute("href")!);
        var unnamed = await maker.Browser.SubmitToAsync(receipt, receipt.Address.AbsolutePath + "?handler=Match", ("Reason", "お客様の申告"));
        var tooMuch = await maker.Browser.SubmitToAsync(receipt, receipt.Address.AbsolutePath + "?handler=PayBack", ("Amount", "999999"), ("Reason", "誤入金"));
        var matched = await maker.Browser.SubmitToAsync(receipt, receipt.Address.AbsolutePath + "?handler=Match", ("Invoice", invoice.PublicId), ("Reason", "お客様の申告"));
        Assert.NotNull(unnamed.Document!.QuerySelector("#error"));
        Assert.NotNull(tooMuch.Document!.QuerySelector("#error"));
        Assert.Contains("承認待ち", matched.Document!.QuerySelector("#receipts")!.TextContent, StringComparison.Ordinal);
        var move = await server.DatabaseAsync(db => db.ReceiptMoves.AsNoTracking().SingleAsync());
        await ApproveAsync(checker, move.PublicId);

        Assert.Contains("打ち切り後の回収", (await maker.Browser.OpenAsync(path)).Document!.QuerySelector("#parts")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await maker.Browser.OpenAsync("/operator/suspense")).Document!.QuerySelector("#no-receipts"));
    }

    private Task<StaffBrowser> JoinedAsync(StaffRole role) => StaffBrowser.JoinedAsync(server, role, clock: server.Clock);

    private Task<string> IdOfAsync(StaffBrowser member) => server.DatabaseAsync(async db => (await db.StaffMembers.AsNoTracking().SingleAsync(row => row.MailAddress == member.MailAddress)).PublicId);

    private static async Task ApproveAsync(StaffBrowser checker, string id)
    {
        var path = $"/operator/approvals/{id}";
        var done = await checker.Browser.SubmitToAsync(await checker.Browser.OpenAsync(path), path + "?handler=Approve");
        Assert.True(done.Document!.QuerySelector("#done") is not null, done.Text);
    }

    /// <summary>An invoice of a month that is over, of a line of its own.</summary>
    private async Task<LineInvoice> IssuedAsync()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var charged = await merchant.ChargeAsync(await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync())), merchant.Key(1));
        Assert.Equal(HttpStatusCode.Created, charged.Status);
        var month = BillingMonth.At(server.Clock.Instant());
        await UseAsync<CloseMonth, Result<MonthClose, CloseMonthRefusal>>(close => close.ExecuteAsync(new CloseMonthCommand(month, Early: true), CancellationToken.None));
        await UseAsync<IssueLineInvoices, Result<InvoicesIssued, IssueLineInvoicesRefusal>>(issue => issue.ExecuteAsync(month, CancellationToken.None));
        return await server.DatabaseAsync(db => db.LineInvoices.AsNoTracking().OrderBy(row => row.Id).FirstAsync());
    }

    /// <summary>Money that names an invoice that there is not.</summary>
    private Task<Result<RecordedCollection, RecordCollectionRefusal>> StrayAsync(Yen amount) =>
        UseAsync<RecordCollection, Result<RecordedCollection, RecordCollectionRefusal>>(record => record.ExecuteAsync(new CollectionNotice($"stray-{Guid.CreateVersion7():N}", Guid.CreateVersion7(), CollectionOutcome.Paid, amount), CancellationToken.None));

    private async Task<T> UseAsync<TUseCase, T>(Func<TUseCase, Task<T>> use)
        where TUseCase : notnull
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }
}
