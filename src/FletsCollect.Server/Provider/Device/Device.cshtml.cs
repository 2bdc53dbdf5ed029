using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Localization;
using FletsCollect.Server.Provider.BackChannel;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Provider.Device;

/// <summary>Why a typed code was not taken.</summary>
public enum CodeProblem
{
    /// <summary>No television waits with this code, or not any more.</summary>
    Unknown,

    /// <summary>Too many wrong codes; none is looked at for a while.</summary>
    Paused,
}

/// <summary>
/// The page for the code that a television shows (RFC 8628 §3.3). Only somebody who has just signed in may try codes, and few wrong ones.
/// What is approved here is what the consent page would show, by the same rules; besides, the subscriber is asked to look whether the
/// code is on the own television, for whoever sends a code by mail wants another one paid for (RFC 8628 §5.4).
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class DeviceModel(
    FletsCollectDbContext db,
    ApproveCharge approve,
    ILineDirectory lines,
    ConsentText consentText,
    PairwiseSubjects subjects,
    KeepPurchasePin pins,
    MerchantSessions sessions,
    IOpenIddictApplicationManager applications,
    UnitOfWork unitOfWork,
    IOptions<ProviderOptions> provider,
    TimeProvider clock) : PageModel
{
    /// <summary>The code as the television shows it; null while none is taken.</summary>
    public string? Code { get; private set; }

    public CodeProblem? Problem { get; private set; }

    public ConsentView View { get; private set; } = new("", null, null, null);

    public SignedIn? Person { get; private set; }

    /// <summary>The hash of the consent that the button was pressed for.</summary>
    [BindProperty]
    public string? ConsentHash { get; set; }

    /// <summary>Asked for on lines that cannot be proved at a purchase. Never sent back to the page.</summary>
    [BindProperty]
    public string? Pin { get; set; }

    /// <summary>This page's own address with the code, to come back to.</summary>
    public string Address => Code is null ? "/" + DeviceAuthorization.Page : $"/{DeviceAuthorization.Page}?user_code={Uri.EscapeDataString(Code)}";

    private string ClientId { get; set; } = "";

    private ChargePayer? payer;

    private IReadOnlyList<string> Scopes { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await PrepareAsync(cancellationToken) ?? Page();

    public async Task<IActionResult> OnPostAsync([FromForm] string? decision, CancellationToken cancellationToken)
    {
        if (await PrepareAsync(cancellationToken) is { } elsewhere)
            return elsewhere;
        if (Code is null)
            return Page();
        if (decision is "refuse")
        {
            await AuditAsync("device.refused-by-subscriber", ClientId, cancellationToken);
            return Forbid(Then("refused"), OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        }
        if (View.Details is not { } details)
            return await AnswerAsync(grant: null, cancellationToken);
        if (View.Consent is not { } consent || (View.Refusal is { } present && !present.LeavesTheButton()))
            return Page();

        var given = await SecondFactorChoice.TakeAsync(pins, Person!, payer!, Pin, cancellationToken);
        if (given.Refusal is { } wrong)
        {
            View = View with { Refusal = ApprovalRefusal.SecondFactorMissing, Factors = await SecondFactorChoice.OfAsync(db, Person!.CredentialId, wrong, cancellationToken) };
            return Page();
        }
        var outcome = await approve.ExecuteAsync(
            new ApproveChargeCommand(
                ClientId, Person!.CredentialId, HttpContext.Connection.RemoteIpAddress, details, consent.Statement, ConsentHash ?? "",
                new GrantAuthorization(await ApplicationKeyAsync(cancellationToken), subjects.Of(ClientId, Person.CredentialId), [.. Scopes]),
                SecondFactor: given.Factor),
            cancellationToken);
        if (outcome.Succeeded(out var grant, out var refusal))
            return await AnswerAsync(grant, cancellationToken);
        if (refusal == ApprovalRefusal.WaitsForContractor)
            return LocalRedirect(Address);
        View = View with { Refusal = refusal };
        return Page();
    }

    /// <summary>Reads who is there and what the code stands for; gives an answer only when the page cannot be shown yet.</summary>
    private async Task<IActionResult?> PrepareAsync(CancellationToken cancellationToken)
    {
        Person = await SignedIn.ReadAsync(HttpContext);
        var typed = HttpContext.GetOpenIddictServerRequest()?.UserCode;
        if (Person is null || clock.GetUtcNow() - Person.Since > provider.Value.PurchaseSignInAge)
            return RedirectToPage("/SignIn/SignIn", new { returnUrl = string.IsNullOrEmpty(typed) ? "/" + DeviceAuthorization.Page : $"/{DeviceAuthorization.Page}?user_code={Uri.EscapeDataString(typed)}" });
        if (string.IsNullOrEmpty(typed))
            return null;

        // Counted for the person, not for the place: who may try is known.
        var tries = "device-code:" + Person.CredentialId.ToString("N");
        var left = await unitOfWork.CommitAsync((work, token) => FailedAttempt.CountAsync(work, tries, "", FailedAttempt.MostFromOnePlace, clock.GetUtcNow().UtcDateTime, token), cancellationToken);
        if (left is null)
        {
            Problem = CodeProblem.Paused;
            return null;
        }
        var found = await HttpContext.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        if (found is not { Succeeded: true, Principal: { } request } || request.GetClaim(Claims.ClientId) is not { } clientId)
        {
            Problem = CodeProblem.Unknown;
            if (left == 0)
                await AuditAsync("device.codes-paused", Person.UserName, cancellationToken);
            return null;
        }
        await FailedAttempt.TakeBackAsync(db, tries, "", cancellationToken);
        Code = HttpContext.GetOpenIddictServerRequest()!.UserCode;
        ClientId = clientId;
        Scopes = [.. request.GetScopes()];
        await ShowAsync(request.GetClaim(ChargeDetailsEvents.Parameter), cancellationToken);
        return null;
    }

    private async Task ShowAsync(string? sentDetails, CancellationToken cancellationToken)
    {
        payer = await ChargePayer.FindAsync(db, ClientId, Person!.CredentialId, cancellationToken);
        View = View with { MerchantName = payer.Merchant.DisplayName };
        if (sentDetails is null)
            return;
        var details = ChargeDetailsReader.Read(sentDetails, provider.Value.ChargesResource, out var problem)
            ?? throw new InvalidOperationException($"A purchase that was checked when the device asked is not readable any more: {problem}");
        var terms = new PurchaseTerms(details, ChangesPrice: false, Replacement: null);
        var refusal = await approve.PreviewAsync(db, payer, HttpContext.Connection.RemoteIpAddress, terms, Person.SecondFactor, cancellationToken);
        View = View with
        {
            Details = details,
            Refusal = refusal,
            Factors = refusal == ApprovalRefusal.SecondFactorMissing ? await SecondFactorChoice.OfAsync(db, Person.CredentialId, wrong: null, cancellationToken) : null,
            Consent = await consentText.WriteAsync(payer, terms, cancellationToken),
        };
    }

    private async Task<IActionResult> AnswerAsync(ChargeGrant? grant, CancellationToken cancellationToken)
    {
        var context = grant is not null
            ? AuthenticationContext.Of(Person!, grant)
            : await AuthenticationContext.OfAsync(db, lines, Person!, HttpContext.Connection.RemoteIpAddress, cancellationToken);
        await AuditAsync("device.approved", ClientId, cancellationToken);
        if (grant is null)
            await sessions.RememberSignInAsync(ClientId, Person!.CredentialId, cancellationToken);
        var answer = new SubscriberAnswer(subjects.Of(ClientId, Person!.CredentialId), Person.Since, context, Scopes);
        return SignIn(answer.Principal(grant, provider.Value), Then("approved"), OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static AuthenticationProperties Then(string outcome) => new() { RedirectUri = $"/{DeviceAuthorization.Page}/{outcome}" };

    private async Task<Guid> ApplicationKeyAsync(CancellationToken cancellationToken)
    {
        var application = await applications.FindByClientIdAsync(ClientId, cancellationToken) ?? throw new InvalidOperationException("The client that asks is not registered.");
        return Guid.Parse(await applications.GetIdAsync(application, cancellationToken) ?? throw new InvalidOperationException("A registered client has a key."));
    }

    private async Task AuditAsync(string action, string subject, CancellationToken cancellationToken) => await unitOfWork.CommitAsync(
        (work, _) => Task.FromResult(work.Add(AuditEntry.Of(action, AuditActor.Credential(Person!.UserName), subject, clock.Instant()))),
        cancellationToken);
}
