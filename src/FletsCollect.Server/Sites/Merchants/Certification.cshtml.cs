using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>The certification run: what the merchant's systems have shown so far, and a button that looks again. It is run in the sandbox.</summary>
[StaffMay(StaffPermission.ManageIntegration)]
public sealed class CertificationModel(FletsCollectDbContext db, RunCertification run, OnboardingRules rules, TimeProvider clock) : MerchantPage(db, clock)
{
    /// <summary>The newest run with its results; null while there is none.</summary>
    public CertificationRun? Newest { get; private set; }

    public IReadOnlyList<CertificationRun> Earlier { get; private set; } = [];

    public bool MayRun => rules.Environment == ServiceEnvironment.Sandbox && Merchant.Status == MerchantStatus.Sandbox;

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        // Refused when it went live, or was never in the sandbox: the page says so.
        await run.ExecuteAsync(Merchant.Id, Me.Actor, cancellationToken);
        return RedirectToPage();
    }

    /// <summary>A check, and what to do to pass it.</summary>
    public static (string Name, string Remedy) Of(CertificationCheck check) => check switch
    {
        CertificationCheck.ChargeConfirmed => (T("都度課金が確定した", "A single purchase was confirmed"), T("試験用の回線で注文し、課金を確定してください。", "Order on a test line, and confirm the charge.")),
        CertificationCheck.MonthlyCharged => (T("月額課金が確定した", "A monthly purchase was charged"), T("月額プランを申し込み、継続課金を開始してください。", "Sign up for a monthly plan, and start the subscription.")),
        CertificationCheck.ReservationConfirmed => (T("仮押さえを確定した", "A reservation was confirmed"), T("capture を deferred とした注文を確定してください。", "Confirm an order whose capture is deferred.")),
        CertificationCheck.ReservationCancelled => (T("仮押さえを取り消した", "A reservation was cancelled"), T("capture を deferred とした注文を取り消してください。", "Cancel an order whose capture is deferred.")),
        CertificationCheck.RequestReplayed => (T("同じ Idempotency-Key で再送した", "A request was repeated under its Idempotency-Key"), T("同じキーと内容の要求をもう一度送り、最初の応答を受け取ってください。", "Send a request again with the same key and body, and take its first answer.")),
        CertificationCheck.Refunded => (T("返金した", "A charge was refunded"), T("確定した課金を返金してください。", "Refund a confirmed charge.")),
        CertificationCheck.CancelledBySubscriber => (T("利用者が解約した", "A subscriber cancelled"), T("試験用のIDで、ご利用明細から同意の取消しか解約を行ってください。", "With a test ID, take a consent back or cancel a subscription on the account pages.")),
        CertificationCheck.WebhookTaken => (T("Webhookに応答した", "A webhook was answered"), T("配信先を登録し、200番台で応答してください。", "Register an endpoint, and answer with 2xx.")),
        CertificationCheck.WrongSignatureRefused => (T("署名の違うWebhookを拒否した", "A webhook with a wrong signature was refused"), T("署名を検証し、400番台で応答してください。", "Verify the signature, and answer with 4xx.")),
        CertificationCheck.OldTimestampRefused => (T("古いWebhookを拒否した", "A webhook with an old timestamp was refused"), T("5分より古い webhook-timestamp に400番台で応答してください。", "Answer a webhook-timestamp older than 5 minutes with 4xx.")),
        _ => throw new ArgumentOutOfRangeException(nameof(check), check, "Unknown check."),
    };

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var runs = await Own<CertificationRun>().Include(row => row.Results).OrderByDescending(row => row.Id).Take(20).ToListAsync(cancellationToken);
        Newest = runs.FirstOrDefault();
        Earlier = [.. runs.Skip(1)];
    }
}
