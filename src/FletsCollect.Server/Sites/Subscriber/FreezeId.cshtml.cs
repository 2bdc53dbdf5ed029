using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Stops the own ID, or as the contractor another one of the line.</summary>
public sealed class FreezeIdModel(FletsCollectDbContext db, ChangeHousehold household, SubscriberSignOut signOut, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public string UserName { get; private set; } = "";

    public bool IsOwn { get; private set; }

    public HouseholdRefusal? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery] string? id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync([FromForm] string? id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } credential)
            return NotFound();
        Refusal = await household.ExecuteAsync(Person.CredentialId, HttpContext.Connection.RemoteIpAddress, new HouseholdChange.FreezeCredential(credential.Id), cancellationToken);
        if (Refusal is not null)
            return Page();
        if (credential.Id != Person.CredentialId)
            return Redirect("/account/limits?done=frozen");
        await signOut.ExecuteAsync(HttpContext);
        return Redirect("/id-stopped");
    }

    private async Task<Credential?> FindAsync(string? userName, CancellationToken cancellationToken)
    {
        var credential = string.IsNullOrEmpty(userName)
            ? Credential
            : await Db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.UserName == userName && row.Line == Credential.Line && row.Status != CredentialStatus.Revoked, cancellationToken);
        if (credential is null || (credential.Id != Credential.Id && !IsContractor))
            return null;
        (UserName, IsOwn) = (credential.UserName ?? "", credential.Id == Credential.Id);
        return credential;
    }
}
