using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Stops the own ID, or as the contractor another one of the line.</summary>
public sealed class FreezeIdModel(FletsCollectDbContext db, ChangeHousehold household, SubscriberSignOut signOut) : SubscriberPageModel
{
    public string UserName { get; private set; } = "";

    public bool IsContractors { get; private set; }

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
        var own = await db.Users.AsNoTracking().SingleAsync(row => row.Id == Person.CredentialId, cancellationToken);
        var credential = string.IsNullOrEmpty(userName)
            ? own
            : await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.UserName == userName && row.Line == own.Line && row.Status != CredentialStatus.Revoked, cancellationToken);
        if (credential is null || (credential.Id != own.Id && !own.IsContractor))
            return null;
        (UserName, IsContractors) = (credential.UserName ?? "", credential.IsContractor);
        return credential;
    }
}
