using FletsCollect.Charges;
using FletsCollect.Outbox;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>How the merchant's systems are connected: its client, keys and redirect addresses, and what is still to do before going live.</summary>
[StaffMay(StaffPermission.ManageIntegration)]
public sealed class IntegrationModel(FletsCollectDbContext db, IOpenIddictApplicationManager applications, TimeProvider clock) : MerchantPage(db, clock)
{
    /// <summary>A step towards going live, and whether it is done.</summary>
    public sealed record Step(string Name, bool IsDone, string Hint);

    public bool IsRegistered { get; private set; }

    public IReadOnlyList<JsonWebKey> Keys { get; private set; } = [];

    public IReadOnlyList<string> RedirectUris { get; private set; } = [];

    public IReadOnlyList<Step> Steps { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (await applications.FindByClientIdAsync(Merchant.Code, cancellationToken) is { } application)
        {
            IsRegistered = true;
            Keys = [.. (await applications.GetJsonWebKeySetAsync(application, cancellationToken))?.Keys ?? []];
            RedirectUris = await applications.GetRedirectUrisAsync(application, cancellationToken);
        }
        Steps =
        [
            new(T("鍵を登録した", "A key is registered"), Keys.Count > 0, T("公開鍵を担当者へ渡してください。", "Give the public key to your contact at the operator.")),
            new(T("戻り先アドレスを登録した", "A redirect address is registered"), RedirectUris.Count > 0, T("https のアドレスを担当者へ伝えてください。", "Tell your contact the https address.")),
            new(T("課金に成功した", "A charge was confirmed"), await Own<Charge>().AnyAsync(charge => charge.Status == ChargeStatus.Confirmed, cancellationToken), T("試験の注文で最後まで通してください。", "Take one test order to its end.")),
            new(T("返金を試した", "A refund was tried"), await Own<Refund>().AnyAsync(cancellationToken), T("返金も一度お試しください。", "Try a refund once.")),
            new(T("Webhookを受け取った", "A webhook was received"), await Own<WebhookDelivery>().AnyAsync(row => row.Status == WebhookDeliveryStatus.Delivered, cancellationToken), T("配信先を登録し、200番台で応答してください。", "Register an endpoint and answer with 2xx.")),
        ];
    }
}
