using FletsCollect.Outbox;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>Where the merchant is told of events, and what became of each delivery, which can be sent again.</summary>
[StaffMay(StaffPermission.ManageIntegration)]
public sealed class MerchantWebhooksModel(FletsCollectDbContext db, UnitOfWork unitOfWork, RedeliverWebhooks redeliver, TimeProvider clock) : MerchantListPage(db, clock)
{
    public IReadOnlyList<WebhookEndpoint> Endpoints { get; private set; } = [];

    public IReadOnlyList<WebhookDelivery> Rows { get; private set; } = [];

    [BindProperty(SupportsGet = true), FromQuery]
    public string? Status { get; set; }

    public string? Failure { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] string delivery, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.WebhookDelivery, delivery, out var key))
            return NotFound();
        var outcome = await unitOfWork.CommitAsync((unit, token) => redeliver.OneAsync(unit, new WebhookOwner(Merchant.Id, Merchant.Code), key, token), cancellationToken);
        if (outcome.Succeeded(out _, out var refusal))
            return RedirectToPage(new { status = Status });
        Failure = refusal switch
        {
            WebhookRefusal.EndpointDisabled => T("配信先が停止中です。APIで再開してから送り直してください。", "The endpoint is disabled. Enable it through the API first."),
            WebhookRefusal.EventPruned => T("保存期間を過ぎたイベントです。", "The event is older than events are kept."),
            _ => T("送り直せませんでした。", "It cannot be sent again."),
        };
        await ShowAsync(cancellationToken);
        return Page();
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        Endpoints = await Own<WebhookEndpoint>().Where(endpoint => endpoint.Subject == null).OrderBy(endpoint => endpoint.CreatedAt).Take(WebhookEndpoint.MostPerMerchant).ToListAsync(cancellationToken);
        var rows = Own<WebhookDelivery>();
        if (Enum.TryParse<WebhookDeliveryStatus>(Status, out var status))
            rows = rows.Where(row => row.Status == status);
        Rows = await ReadPageAsync(rows, row => (row.CreatedAt, row.Id), cancellationToken);
    }
}
