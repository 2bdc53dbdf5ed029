using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Notices;
using FletsCollect.Onboarding;
using FletsCollect.Outbox;
using FletsCollect.Staff;
using FletsCollect.Subscriptions;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Surroundings;

/// <summary>A town of its own in which everything that one household, one merchant and one business do has happened ten thousand times.</summary>
public sealed class CrowdedTown : IAsyncLifetime
{
    public Town Town { get; } = new();

    /// <summary>Who bought all of it.</summary>
    public Household Household { get; private set; } = null!;

    /// <summary>The ID with which it was bought.</summary>
    public string Id { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Town.InitializeAsync();
        Household = await Town.SettleAsync();
        await using var person = await Town.OpenBrowserAsync(Household);
        await using var owner = await Town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo");
        await using var keeper = await Town.OpenStaffBrowserAsync(StaffRole.Operator, null);
        var (charge, reference) = await LiveAsync(person);
        await GiveBackAsync(owner, charge);
        await person.Provider.OpenAsync("enquiry");
        await person.Provider.SendEnquiryAsync("株式会社見本", "見本 花子", "hanako@example.com", "導入したい");
        await person.Onboarding.OpenAsync("apply");
        await person.Onboarding.ApplyAsync("株式会社見本", "hanako@shop.example");
        await keeper.Onboarding.OpenAsync("operator/notices");
        await keeper.Onboarding.WriteNoticeAsync("日曜日の保守のお知らせ");
        await keeper.Operator.OpenAsync("files");
        await keeper.Operator.HandInAsync("CollectionResults", "results-7.txt", "R\t1\n"u8.ToArray());
        await Town.ExpectToldAsync(reference);
        await using var db = Town.OpenDatabase();
        await MultiplyAsync(db, new Crowd(db));
    }

    public ValueTask DisposeAsync() => Town.DisposeAsync();

    /// <summary>What a subscriber does: buys, subscribes, does not recognise a purchase.</summary>
    private async Task<(string Charge, string Reference)> LiveAsync(Person person)
    {
        Id = await person.GetIdAsync(Household);
        await person.BuyAsync(Id);
        var bought = (await person.Order.Charge.InnerTextAsync(), await person.Order.Reference.InnerTextAsync());
        await person.SubscribeAsync(Id);
        await person.Provider.OpenAsync($"account/purchases/{bought.Item1}/dispute");
        await person.Cases.Statement.FillAsync("覚えがありません。");
        await person.Cases.Dispute.ClickAsync();
        await Expect(person.Cases.Disputed).ToBeVisibleAsync();
        return bought;
    }

    private static async Task GiveBackAsync(Person owner, string charge)
    {
        await owner.Merchant.OpenAsync($"charges/{charge}");
        await owner.Merchant.RefundAsync("100", "返品");
        await Expect(owner.Merchant.Refunded).ToBeVisibleAsync();
    }

    private static async Task MultiplyAsync(FletsCollectDbContext db, Crowd crowd)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var refund = await db.Refunds.SingleAsync();
        var captured = await db.ChargeEvents.SingleAsync(row => row.ChargeId == refund.ChargeId && row.Kind == ChargeEventKind.Capture);
        var charge = await db.Charges.SingleAsync(row => row.Id == refund.ChargeId);
        await crowd.MultiplyAsync<Charge>(
            charge.Id, ("grant_id", Crowd.Key), ("merchant_reference", Crowd.Reference), ("description", Crowd.Description), ("amount", Crowd.Amount), ("refunded", "CASE WHEN n.i % 4 = 0 THEN 100 ELSE 0 END"), ("removed", "0"),
            ("status", "CASE WHEN n.i % 11 = 0 THEN 'Cancelled' ELSE 'Confirmed' END"), ("created_at", Crowd.Earlier("created_at")), ("confirmed_at", Crowd.Earlier("confirmed_at")));
        await crowd.MultiplyAsync<ChargeEvent>(captured.Id, ("charge_id", Crowd.Key), ("amount", Crowd.Amount), ("recorded_at", Crowd.Earlier("recorded_at")), ("business_date", Crowd.EarlierDay("business_date")));
        await crowd.MultiplyAsync<ChargeGrant>(charge.GrantId, ("merchant_reference", Crowd.Reference), ("live_reference", "NULL"), ("description", Crowd.Description), ("authorised_at", Crowd.Earlier("authorised_at")));
        await crowd.MultiplyAsync<Refund>(refund.Id, ("charge_id", Crowd.Key), ("amount", "100"), ("reason", Crowd.Description), ("created_at", Crowd.Earlier("created_at")),
            ("status", "CASE WHEN n.i % 2 = 0 THEN 'Requested' ELSE 'Succeeded' END"), ("ended_at", $"CASE WHEN n.i % 2 = 0 THEN NULL ELSE {Crowd.Earlier("ended_at")} END"));
        var subscription = await db.Subscriptions.SingleAsync();
        await crowd.MultiplyAsync<ChargeGrant>(subscription.GrantId, ("id", Crowd.OtherKey), ("merchant_reference", Crowd.Reference), ("live_reference", "NULL"), ("authorised_at", Crowd.Earlier("authorised_at")));
        await crowd.MultiplyAsync<Subscription>(
            subscription.Id, ("grant_id", Crowd.OtherKey), ("merchant_reference", Crowd.Reference), ("description", Crowd.Description), ("created_at", Crowd.Earlier("created_at")));
        await crowd.MultiplyAsync<Transfer>((await db.Transfers.OrderBy(row => row.Sequence).FirstAsync(row => row.SourceId == captured.Id)).Id, ("entry_id", Crowd.Key), ("source_id", Crowd.Key), ("amount", Crowd.Amount), ("recorded_at", Crowd.Earlier("recorded_at")), ("business_date", Crowd.EarlierDay("business_date")));
        await crowd.MultiplyAsync<AuditEntry>((await db.AuditEntries.OrderBy(row => row.Id).FirstAsync(row => row.Action == "credential.signed-in")).Id, ("recorded_at", Crowd.Earlier("recorded_at")));
        var dispute = await db.Disputes.SingleAsync();
        await crowd.MultiplyAsync<Dispute>(dispute.Id, ("charge_id", Crowd.Key), ("live_charge_id", "NULL"), ("case_id", Crowd.Key), ("opened_at", Crowd.Earlier("opened_at")));
        await crowd.MultiplyAsync<SupportCase>(dispute.CaseId, ("subject", Crowd.Description), ("form_token", Crowd.Nobody), ("opened_at", Crowd.Earlier("opened_at")), ("last_message_at", Crowd.Earlier("last_message_at")));
        await crowd.MultiplyAsync<Enquiry>((await db.Enquiries.SingleAsync()).Id, ("text", Crowd.Description), ("form_token", Crowd.Nobody), ("received_at", Crowd.Earlier("received_at")));
        await crowd.MultiplyAsync<WebhookDelivery>((await db.WebhookDeliveries.OrderBy(row => row.Id).FirstAsync(row => row.Status == WebhookDeliveryStatus.Delivered)).Id, ("message_id", Crowd.Nobody), ("created_at", Crowd.Earlier("created_at")));
        await crowd.MultiplyAsync<Merchant>((await db.Merchants.SingleAsync(row => row.Code == "faith-demo")).Id, ("code", "printf('shop-%05d', n.i)"), ("display_name", Crowd.Description), ("legal_name", "printf('株式会社%05d', n.i)"), ("largest_charge", Crowd.Amount));
        await crowd.MultiplyAsync<MerchantApplication>((await db.MerchantApplications.SingleAsync()).Id, ("token_hash", "hex(randomblob(20))"), ("service_name", Crowd.Description), ("submitted_at", Crowd.Earlier("submitted_at")));
        await crowd.MultiplyAsync<PublicNotice>((await db.PublicNotices.SingleAsync()).Id, ("title_japanese", Crowd.Description), ("title_english", "printf('Maintenance %05d', n.i)"), ("form_token", Crowd.Nobody), ("first_day", Crowd.EarlierDay("first_day")));
        await crowd.MultiplyAsync<BillingFile>((await db.BillingFiles.SingleAsync()).Id, ("at", Crowd.Earlier("at")));
        await crowd.MultiplyAsync<StaffMember>((await db.StaffMembers.OrderBy(row => row.Id).FirstAsync(row => row.MerchantId == charge.MerchantId)).Id, ("mail_address", "printf('member-%05d@staff.example', n.i)"), ("name", Crowd.Description));
        await transaction.CommitAsync();
    }
}
