using System.ComponentModel.DataAnnotations;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>The passkeys of an ID: adds one, by the page's script, and removes any without.</summary>
public sealed class PasskeyListModel(FletsCollectDbContext db, Passkeys passkeys, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    [BindProperty]
    [StringLength(Passkeys.LongestName)]
    public string? Name { get; set; }

    /// <summary>What the new passkey said, as JSON.</summary>
    [BindProperty]
    public string? Answer { get; set; }

    public IReadOnlyList<UserPasskeyInfo> All { get; private set; } = [];

    /// <summary>What a new passkey is made from, as JSON; null when there are as many as there may be.</summary>
    public string? Options { get; private set; }

    public SecondFactorRefusal? Refusal { get; private set; }

    protected override bool NeedsFreshSignIn => true;

    public async Task OnGetAsync()
    {
        All = await passkeys.ListAsync(Credential);
        Options = await passkeys.CreationOptionsAsync(Credential);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Refusal = string.IsNullOrEmpty(Answer) ? SecondFactorRefusal.Wrong : await passkeys.AddAsync(Credential, HttpContext.Connection.RemoteIpAddress, Answer, Name, cancellationToken);
        if (Refusal is null)
            return RedirectToPage();
        await OnGetAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromForm] string passkey, CancellationToken cancellationToken)
    {
        await passkeys.RemoveAsync(Credential, WebEncoders.Base64UrlDecode(passkey), cancellationToken);
        return RedirectToPage();
    }
}
