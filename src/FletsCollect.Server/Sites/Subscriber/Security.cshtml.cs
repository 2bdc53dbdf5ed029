using FletsCollect.Server.Localization;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>How an ID is protected: its ways to sign in, where it is signed in now, and the switch that stops it.</summary>
public sealed class SecurityModel(
    FletsCollectDbContext db, Passkeys passkeys, SubscriberSignOut signOut, ChangeHousehold household, CredentialRules rules, TimeProvider clock) : SignedInPage(db, rules, clock)
{
    private readonly FletsCollectDbContext db = db;

    public bool HasPin { get; private set; }

    public bool PinIsLocked { get; private set; }

    public int PasskeyCount { get; private set; }

    /// <summary>The sign-ins that are open, the latest first.</summary>
    public IReadOnlyList<SubscriberSession> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var pin = await db.PurchasePins.AsNoTracking().SingleOrDefaultAsync(row => row.CredentialId == Credential.Id, cancellationToken);
        HasPin = pin is not null;
        PinIsLocked = pin?.IsLocked == true;
        PasskeyCount = (await passkeys.ListAsync(Credential)).Count;
        var oldest = Now - SubscriberSession.Longest;
        Sessions = await db.SubscriberSessions.AsNoTracking()
            .Where(session => session.CredentialId == Credential.Id && session.EndedAt == null && session.StartedAt > oldest)
            .OrderByDescending(session => session.StartedAt).Take(50).ToListAsync(cancellationToken);
    }

    /// <summary>Ends one sign-in; this browser's own one is the button on the account page.</summary>
    public async Task<IActionResult> OnPostEndAsync([FromForm] Guid session)
    {
        if (session != Person.SessionId)
            await signOut.EndAsync(Person, session);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        await signOut.EndOthersAsync(Person);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostFreezeAsync(CancellationToken cancellationToken)
    {
        await household.ExecuteAsync(Person.CredentialId, HttpContext.Connection.RemoteIpAddress, new HouseholdChange.FreezeCredential(Person.CredentialId), cancellationToken);
        await signOut.ExecuteAsync(HttpContext);
        return Redirect("/help#" + SupportCodes.Stopped.Code);
    }
}
