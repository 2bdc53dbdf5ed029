using System.ComponentModel.DataAnnotations;
using FletsCollect.Audit;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Changes the password with the present one, and signs out everywhere else.</summary>
public sealed class ChangePasswordModel(
    FletsCollectDbContext db, PasswordSignIn signIn, SignInManager<Credential> identity, UnitOfWork unitOfWork, IPasswordHasher<Credential> hasher, CredentialRules rules, TimeProvider clock)
    : AccountPage(db, rules, clock)
{
    [BindProperty]
    [StringLength(SignInSetup.LongestTyped)]
    public string? Present { get; set; }

    [BindProperty]
    [StringLength(SignInSetup.LongestTyped)]
    public string? Password { get; set; }

    public string? PresentError { get; private set; }

    public string? PasswordError { get; private set; }

    public bool Done { get; private set; }

    protected override bool NeedsFreshSignIn => HttpMethods.IsPost(Request.Method);

    public void OnGet()
    {
        // The form, without anything in it.
    }

    public async Task OnPostAsync(CancellationToken cancellationToken)
    {
        PasswordError = NewPassword.Problem(Password, Person.UserName);
        if (PasswordError is not null || !ModelState.IsValid)
            return;
        if (!await signIn.ConfirmAsync(Credential, Present ?? ""))
        {
            PresentError = T("現在のパスワードが違います。続けて誤ると、5分ほど受け付けません。", "The present password is wrong. After several wrong ones, none is taken for five minutes.");
            return;
        }
        var hash = hasher.HashPassword(Credential, Password!);
        var changed = await unitOfWork.CommitAsync(
            async (work, token) =>
            {
                var now = Now;
                var credential = await work.Users.SingleAsync(row => row.Id == Person.CredentialId, token);
                credential.ChangePassword(hash, Guid.CreateVersion7().ToString("N"));
                var ended = await SubscriberSession.EndAllAsync(work, credential.Id, Person.SessionId, now, token);
                work.Add(AuditEntry.Of("credential.password-changed", AuditActor.Credential(Person.UserName), Person.UserName, now, new { ended }));
                return credential;
            },
            cancellationToken);
        // The cookie carries the stamp that has just changed.
        await identity.SignInWithClaimsAsync(changed, Person.ToProperties(), []);
        Done = true;
    }
}
