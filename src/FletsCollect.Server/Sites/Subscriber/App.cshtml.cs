using System.ComponentModel.DataAnnotations;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Turns an authenticator app on and off.</summary>
public sealed class AppModel(FletsCollectDbContext db, AuthenticatorApp app, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    [BindProperty]
    [StringLength(20)]
    public string? Code { get; set; }

    /// <summary>The key to type where a picture cannot be scanned.</summary>
    public string Key { get; private set; } = "";

    public QrPicture? Picture { get; private set; }

    public SecondFactorRefusal? Refusal { get; private set; }

    protected override bool NeedsFreshSignIn => true;

    public Task OnGetAsync(CancellationToken cancellationToken) => Credential.TwoFactorEnabled ? Task.CompletedTask : ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Refusal = await app.ConfirmAsync(Credential, HttpContext.Connection.RemoteIpAddress, Code ?? "", cancellationToken);
        if (Refusal is null)
            return RedirectToPage();
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken)
    {
        await app.RemoveAsync(Credential, cancellationToken);
        return RedirectToPage();
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        Key = await app.ProposeAsync(Credential, cancellationToken);
        Picture = QrPicture.OfAuthenticator(Person.UserName, Key);
    }
}
