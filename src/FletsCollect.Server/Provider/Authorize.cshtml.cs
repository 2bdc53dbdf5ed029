using System.Globalization;
using System.Security.Claims;
using System.Text;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Provider.BackChannel;
using FletsCollect.Server.Provider.SenderConstraint;
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

namespace FletsCollect.Server.Provider;

/// <summary>
/// The authorization endpoint's page: who asks, for what, and the two equally big answers. Works without JavaScript, and may be reloaded
/// until it is answered. The request itself was checked by OpenIddict before this runs.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class AuthorizeModel(
    FletsCollectDbContext db,
    ApproveCharge approve,
    ILineDirectory lines,
    ConsentText consentText,
    PairwiseSubjects subjects,
    MerchantSessions sessions,
    KeepPurchasePin pins,
    IOpenIddictApplicationManager applications,
    UnitOfWork unitOfWork,
    IOptions<ProviderOptions> provider,
    TimeProvider clock) : PageModel
{
    private ChargePayer? payer;

    private const string Unmet = "unmet_authentication_requirements";

    /// <summary>How surely it is known who is there, when the merchant asks for a sign-in only.</summary>
    public AuthenticationContext Context { get; private set; } = AuthenticationContext.Of([], lineProved: false);

    /// <summary>The purchase's consent; null when the merchant asks for a sign-in only.</summary>
    public Consent? Consent { get; private set; }

    public ChargeDetails? Details { get; private set; }

    /// <summary>The purchase with what it replaces; null when the merchant asks for a sign-in only.</summary>
    public PurchaseTerms? Terms { get; private set; }

    /// <summary>Why the purchase cannot be approved now.</summary>
    public ApprovalRefusal? Refusal { get; private set; }

    /// <summary>What the subscriber has that can stand in for the line's proof; null where nothing needs to.</summary>
    public SecondFactorChoice? Factors { get; private set; }

    /// <summary>The asking merchant's name.</summary>
    public string MerchantName { get; private set; } = "";

    public SignedIn? Person { get; private set; }

    /// <summary>This request's own address, to come back to after a sign-in or a change of language.</summary>
    public string RequestAddress { get; private set; } = "";

    public OpenIddictRequest Asked { get; private set; } = null!;

    /// <summary>The hash of the consent that the button was pressed for.</summary>
    [BindProperty]
    public string? ConsentHash { get; set; }

    /// <summary>Asked for on lines that cannot be proved at a purchase. Never sent back to the page.</summary>
    [BindProperty]
    public string? Pin { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await PrepareAsync(isAnswered: false, cancellationToken) ?? Page();

    public async Task<IActionResult> OnPostAsync([FromForm] string? decision, CancellationToken cancellationToken)
    {
        if (string.Equals(decision, "refuse", StringComparison.Ordinal))
            return await RefuseAsync(cancellationToken);
        if (await PrepareAsync(isAnswered: true, cancellationToken) is { } elsewhere)
            return elsewhere;
        if (Details is null)
            return await AnswerAsync(Context, grant: null, cancellationToken);
        if (Consent is null)
            return Page();

        var given = await SecondFactorChoice.TakeAsync(pins, Person!, payer!, Pin, cancellationToken);
        if (given.Refusal is { } wrong)
            return await ShowAsync(ApprovalRefusal.SecondFactorMissing, wrong, cancellationToken);
        var outcome = await approve.ExecuteAsync(
            new ApproveChargeCommand(
                Asked.ClientId!, Person!.CredentialId, HttpContext.Connection.RemoteIpAddress, Details, Consent.Statement, ConsentHash ?? "", await AuthorizationAsync(cancellationToken),
                GrantManagement.ReplacedBy(Asked), given.Factor, WaitingRequests.KeyOf(Asked.RequestUri!)),
            cancellationToken);
        if (outcome.Succeeded(out var grant, out var refusal))
            return await AnswerAsync(AuthenticationContext.Of(Person, grant), grant, cancellationToken);
        // By its address, so that a reload asks how it stands and sends nothing again.
        return refusal == ApprovalRefusal.WaitsForContractor ? LocalRedirect(RequestAddress) : await ShowAsync(refusal, wrong: null, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(ApprovalRefusal refusal, SecondFactorRefusal? wrong, CancellationToken cancellationToken)
    {
        Refusal = refusal;
        if (refusal == ApprovalRefusal.SecondFactorMissing)
            Factors = await SecondFactorChoice.OfAsync(db, Person!.CredentialId, wrong, cancellationToken);
        return Page();
    }

    /// <summary>Reads the request and who is there; gives an answer only when the page cannot be shown yet.</summary>
    /// <param name="isAnswered">True when the approval itself will look at everything once more, so that the page need not.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    private async Task<IActionResult?> PrepareAsync(bool isAnswered, CancellationToken cancellationToken)
    {
        Asked = HttpContext.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("The authorization endpoint was reached without a request.");
        RequestAddress = $"/connect/authorize?client_id={Uri.EscapeDataString(Asked.ClientId!)}&request_uri={Uri.EscapeDataString(Asked.RequestUri ?? "")}";
        AllowAnswerTo(Asked.RedirectUri!);

        if (Asked.HasScope(ChargeToken.Scope))
        {
            Details = ChargeDetailsReader.Read((string?)Asked[ChargeDetailsEvents.Parameter] ?? "", provider.Value.ChargesResource, out var problem)
                ?? throw new InvalidOperationException($"A purchase that was checked when it was pushed is not readable any more: {problem}");
        }
        Person = await SignedIn.ReadAsync(HttpContext);
        if (!IsRecentEnough(Person) && !await IsWaitedForAsync(cancellationToken))
        {
            return Asked.HasPromptValue(PromptValues.None)
                ? Reject(Errors.LoginRequired, "The subscriber is not signed in, or not recently enough.")
                : RedirectToPage("/SignIn/SignIn", new { returnUrl = RequestAddress });
        }
        if (Asked.HasPromptValue(PromptValues.None))
            return Reject(Errors.ConsentRequired, "Every request needs the subscriber's answer.");

        payer = await ChargePayer.FindAsync(db, Asked.ClientId!, Person!.CredentialId, cancellationToken);
        MerchantName = payer.Merchant.DisplayName;
        if (Details is null)
        {
            // A purchase proves the line for itself; only a mere sign-in has to ask where the browser is.
            Context = await AuthenticationContext.OfAsync(db, lines, Person, HttpContext.Connection.RemoteIpAddress, cancellationToken);
            return Context.Meets((string?)Asked[Parameters.AcrValues]) ? null : Reject(Unmet, "The subscriber is not on the line that the ID belongs to.");
        }
        // What an approval of this line can prove at most; a merchant that needs more is told before anybody agrees to anything.
        Context = AuthenticationContext.Of(Person.Methods, payer.Line.ServiceType.ProvesLineAtPurchase());
        if (!Context.Meets((string?)Asked[Parameters.AcrValues]))
            return Reject(Unmet, "The subscriber's line cannot be authenticated as acr_values asks.");
        Terms = await approve.TermsAsync(db, Asked.ClientId!, Details, GrantManagement.ReplacedBy(Asked), cancellationToken);
        Consent = await consentText.WriteAsync(payer, Terms, cancellationToken);
        if (!isAnswered && await approve.PreviewAsync(db, payer, HttpContext.Connection.RemoteIpAddress, Terms, Person.SecondFactor, cancellationToken) is { } refusal)
            await ShowAsync(refusal, wrong: null, cancellationToken);
        return null;
    }

    /// <summary>A purchase needs a sign-in that is at most a few minutes old; <c>max_age</c> and <c>prompt=login</c> may ask for more.</summary>
    private bool IsRecentEnough(SignedIn? person)
    {
        if (person is null)
            return false;
        var oldest = Details is null ? TimeSpan.MaxValue : provider.Value.PurchaseSignInAge;
        if (Asked.MaxAge is { } seconds && TimeSpan.FromSeconds(seconds) < oldest)
            oldest = TimeSpan.FromSeconds(seconds);
        var forThisRequest = string.Equals(person.Purpose, RequestAddress, StringComparison.Ordinal);
        // max_age=0 would never be met by the time the browser is back: a sign-in made for this very request meets it.
        if (Asked.MaxAge == 0 && forThisRequest)
            oldest = provider.Value.PurchaseSignInAge;
        if (clock.GetUtcNow() - person.Since > oldest)
            return false;
        return !Asked.HasPromptValue(PromptValues.Login) || forThisRequest;
    }

    /// <summary>
    /// A purchase that the contractor is asked about takes longer than a sign-in counts: the same sign-in may complete it. A merchant's own
    /// <c>max_age</c> stays what it is.
    /// </summary>
    private async Task<bool> IsWaitedForAsync(CancellationToken cancellationToken) =>
        Person is not null && Details is not null && Asked.MaxAge is null && !Asked.HasPromptValue(PromptValues.Login) && Asked.RequestUri is { } request
        && await WaitingRequests.IsWaitedForAsync(db, request, Person.CredentialId, clock.GetUtcNow().UtcDateTime, cancellationToken);

    private async Task<IActionResult> RefuseAsync(CancellationToken cancellationToken)
    {
        Asked = HttpContext.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("The authorization endpoint was reached without a request.");
        AllowAnswerTo(Asked.RedirectUri!);
        var person = await SignedIn.ReadAsync(HttpContext);
        var actor = person is null ? AuditActor.Anonymous : AuditActor.Credential(person.UserName);
        await unitOfWork.CommitAsync((work, _) => Task.FromResult(work.Add(AuditEntry.Of("charge.refused-by-subscriber", actor, Asked.ClientId!, clock.Instant()))), cancellationToken);
        return await IsOffLineAsync(person, cancellationToken)
            ? Reject(Unmet, "The purchase needs a proof of the line that could not be given.")
            : Reject(Errors.AccessDenied, "The subscriber refused.");
    }

    /// <summary>True when it was not the subscriber who refused but the line that could not be proved (OpenID Connect: Unmet Authentication Requirements).</summary>
    private async Task<bool> IsOffLineAsync(SignedIn? person, CancellationToken cancellationToken)
    {
        if (person is null || ChargeDetailsReader.Read((string?)Asked[ChargeDetailsEvents.Parameter] ?? "", provider.Value.ChargesResource, out _) is not { } details)
            return false;
        var parties = await ChargePayer.FindAsync(db, Asked.ClientId!, person.CredentialId, cancellationToken);
        var terms = await approve.TermsAsync(db, Asked.ClientId!, details, GrantManagement.ReplacedBy(Asked), cancellationToken);
        var refusal = await approve.PreviewAsync(db, parties, HttpContext.Connection.RemoteIpAddress, terms, person.SecondFactor, cancellationToken);
        return refusal is ApprovalRefusal.LineNotRecognised or ApprovalRefusal.LineUnknown or ApprovalRefusal.AnotherLine or ApprovalRefusal.SecondFactorRequired;
    }

    private async Task<GrantAuthorization> AuthorizationAsync(CancellationToken cancellationToken)
    {
        var application = await applications.FindByClientIdAsync(Asked.ClientId!, cancellationToken) ?? throw new InvalidOperationException("The client that asks is not registered.");
        var key = await applications.GetIdAsync(application, cancellationToken) ?? throw new InvalidOperationException("A registered client has a key.");
        return new GrantAuthorization(Guid.Parse(key), subjects.Of(Asked.ClientId!, Person!.CredentialId), [.. Asked.GetScopes()]);
    }

    private async Task<SignInResult> AnswerAsync(AuthenticationContext context, ChargeGrant? grant, CancellationToken cancellationToken)
    {
        await sessions.RememberAsync(Asked.ClientId!, Person!, cancellationToken);
        if (grant is null)
            await sessions.RememberSignInAsync(Asked.ClientId!, Person!.CredentialId, cancellationToken);
        var answer = new SubscriberAnswer(
            subjects.Of(Asked.ClientId!, Person!.CredentialId), Person.Since, context, [.. Asked.GetScopes()], subjects.SessionOf(Asked.ClientId!, Person.SessionId));
        var principal = answer.Principal(grant, provider.Value);
        principal.SetClaim(BindingAtProvider.ThumbprintParameter, (string?)Asked[BindingAtProvider.ThumbprintParameter]);
        return SignIn(principal, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private ForbidResult Reject(string error, string description) => Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);

    /// <summary>Browsers apply form-action to the redirect after a form too, so the page's policy must name where the answer goes.</summary>
    private void AllowAnswerTo(string redirectUri) =>
        HttpContext.Items[SecurityHeaders.FormTargetItem] = new Uri(redirectUri).GetLeftPart(UriPartial.Authority);
}
