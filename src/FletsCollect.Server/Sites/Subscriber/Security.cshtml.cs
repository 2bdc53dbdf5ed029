using FletsCollect.Server.Mail;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>How an ID is protected: its ways to sign in, where it is signed in now, and the switch that stops it.</summary>
public sealed class SecurityModel(
    FletsCollectDbContext db, Passkeys passkeys, SubscriberSignOut signOut, IOptions<MailOptions> mail, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public bool HasPin { get; private set; }

    public bool PinIsLocked { get; private set; }

    public int PasskeyCount { get; private set; }

    /// <summary>Where notices go; null for nowhere.</summary>
    public string? NotificationAddress { get; private set; }

    public bool MailIsOn => mail.Value.IsOn;

    /// <summary>The sign-ins that are open, the latest first.</summary>
    public IReadOnlyList<SubscriberSession> Sessions { get; private set; } = [];

    protected override bool NeedsFreshSignIn => HttpMethods.IsPost(Request.Method);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var pin = await Db.PurchasePins.AsNoTracking().SingleOrDefaultAsync(row => row.CredentialId == Credential.Id, cancellationToken);
        HasPin = pin is not null;
        PinIsLocked = pin?.IsLocked == true;
        NotificationAddress = await Db.NotificationAddresses.Where(row => row.CredentialId == Credential.Id).Select(row => row.Address).SingleOrDefaultAsync(cancellationToken);
        PasskeyCount = (await passkeys.ListAsync(Credential)).Count;
        var oldest = Now - SubscriberSession.Longest;
        Sessions = await Db.SubscriberSessions.AsNoTracking()
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
}
