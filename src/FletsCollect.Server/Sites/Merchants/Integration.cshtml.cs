using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Outbox;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>
/// How the merchant's systems are connected: its keys and redirect addresses, which its own people change with a fresh code of the
/// authenticator app, and what is still to do before going live.
/// </summary>
[StaffMay(StaffPermission.ManageIntegration)]
public sealed class IntegrationModel(FletsCollectDbContext db, IOpenIddictApplicationManager applications, KeepClient keep, StaffStepUp stepUp, OnboardingRules rules, TimeProvider clock) : MerchantPage(db, clock)
{
    /// <summary>A step towards going live, and whether it is done.</summary>
    public sealed record Step(string Name, bool IsDone, string Hint);

    public IReadOnlyList<JsonWebKey> Keys { get; private set; } = [];

    public IReadOnlyList<string> RedirectUris { get; private set; } = [];

    public IReadOnlyList<Step> Steps { get; private set; } = [];

    /// <summary>The authenticator app's code.</summary>
    [BindProperty]
    public string? AppCode { get; set; }

    [BindProperty]
    public string? PublicKey { get; set; }

    [BindProperty]
    public string? KeyId { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    /// <summary>Why nothing was changed.</summary>
    public string? Error { get; private set; }

    public bool MayChange => Merchant.Status is not (MerchantStatus.Terminating or MerchantStatus.Closed);

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostAddKeyAsync(CancellationToken cancellationToken) =>
        ChangeAsync(() => keep.AddKeyAsync(Merchant, PublicKey ?? "", KeyId, Me.Actor, cancellationToken), T("公開鍵を登録しました。", "The key is registered."), cancellationToken);

    public Task<IActionResult> OnPostRemoveKeyAsync([FromForm] string? kid, CancellationToken cancellationToken) =>
        ChangeAsync(() => keep.RemoveKeyAsync(Merchant, kid, Me.Actor, cancellationToken), T("公開鍵を削除しました。", "The key is removed."), cancellationToken);

    public Task<IActionResult> OnPostAddAddressAsync(CancellationToken cancellationToken) =>
        ChangeAsync(() => keep.AddAddressAsync(Merchant, Address, Me.Actor, cancellationToken), T("戻り先アドレスを登録しました。", "The redirect address is registered."), cancellationToken);

    public Task<IActionResult> OnPostRemoveAddressAsync([FromForm] string? uri, CancellationToken cancellationToken) =>
        ChangeAsync(() => keep.RemoveAddressAsync(Merchant, uri, Me.Actor, cancellationToken), T("戻り先アドレスを削除しました。", "The redirect address is removed."), cancellationToken);

    private async Task<IActionResult> ChangeAsync(Func<Task<KeepClientRefusal?>> change, string done, CancellationToken cancellationToken)
    {
        Error = !await stepUp.ConfirmAsync(HttpContext, Me, AppCode, cancellationToken) ? ClientWords.WrongCode
            : await change() is { } refusal ? ClientWords.Of(refusal)
            : null;
        if (Error is null)
        {
            TempData["Done"] = done;
            return RedirectToPage();
        }
        // What was pasted may be a private key: it does not go back into a page.
        PublicKey = null;
        await ShowAsync(cancellationToken);
        return Page();
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        if (await applications.FindByClientIdAsync(Merchant.Code, cancellationToken) is { } application)
        {
            Keys = [.. (await applications.GetJsonWebKeySetAsync(application, cancellationToken))?.Keys ?? []];
            RedirectUris = await applications.GetRedirectUrisAsync(application, cancellationToken);
        }
        Steps =
        [
            new(T("鍵を登録した", "A key is registered"), Keys.Count > 0, T("下の欄で公開鍵を登録してください。", "Register the public key below.")),
            new(T("戻り先アドレスを登録した", "A redirect address is registered"), RedirectUris.Count > 0, T("下の欄で https のアドレスを登録してください。", "Register the https address below.")),
            new(T("課金に成功した", "A charge was confirmed"), await Own<Charge>().AnyAsync(charge => charge.Status == ChargeStatus.Confirmed, cancellationToken), T("試験の注文で最後まで通してください。", "Take one test order to its end.")),
            new(T("返金を試した", "A refund was tried"), await Own<Refund>().AnyAsync(cancellationToken), T("返金も一度お試しください。", "Try a refund once.")),
            new(T("Webhookを受け取った", "A webhook was received"), await Own<WebhookDelivery>().AnyAsync(row => row.Status == WebhookDeliveryStatus.Delivered, cancellationToken), T("配信先を登録し、200番台で応答してください。", "Register an endpoint and answer with 2xx.")),
            // Production has no access to the sandbox's books, and so cannot say whether the run passed there.
            .. rules.Environment == ServiceEnvironment.Sandbox
                ? (Step[])[new(T("接続試験に合格した", "The certification run passed"), await Own<CertificationRun>().AnyAsync(row => row.Passed, cancellationToken), T("「接続試験」で判定し、残った項目を済ませてください。", "Run it under “Certification”, and do what it says is left."))]
                : [],
        ];
    }
}
