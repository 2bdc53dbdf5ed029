using System.Net;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn;

/// <summary>Begins sign-ins, in the database and in the browser's cookie, and lets a cookie be good only while the database knows it.</summary>
public sealed class SignInSession(SignInManager<Credential> signIn, TimeProvider clock)
{
    /// <summary>Who was signed in in this browser before.</summary>
    public Task<SignedIn?> BeforeAsync() => SignedIn.ReadAsync(signIn.Context);

    /// <summary>The sign-in that begins now, or the one that goes on: a password that is asked for once more must not make a sign-out miss the merchants from before.</summary>
    internal SignedIn Next(Credential credential, string purpose, IReadOnlyList<string> methods, SignedIn? before) =>
        new(credential.Id, credential.UserName ?? "", clock.GetUtcNow(), purpose, before?.CredentialId == credential.Id ? before.SessionId : Guid.CreateVersion7(), methods);

    /// <summary>Notes the sign-in, with everything that the first one, or one from the own line, changes. Works in the caller's transaction.</summary>
    internal async Task RecordAsync(FletsCollectDbContext db, Credential credential, SignedIn next, SignedIn? before, SignInPlace place, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        if (credential.StateAt(now) is CredentialStatus.Issued or CredentialStatus.Locked)
        {
            // As it is in this transaction: another browser may have signed in first since it was read.
            var row = await db.Users.SingleAsync(user => user.Id == credential.Id, cancellationToken);
            if (row.StateAt(now) == CredentialStatus.Issued)
                row.Move(CredentialMove.SignIn, now);
            else if (row.StateAt(now) == CredentialStatus.Locked)
                row.Move(CredentialMove.Unlock, now);
        }
        db.Add(AuditEntry.Of("credential.signed-in", AuditActor.Credential(next.UserName), next.UserName, now, new { place.Device, place.Address, place.OnOwnLine, methods = next.Methods }));
        if (before?.SessionId != next.SessionId)
            db.Add(new SubscriberSession(next.SessionId, credential.Id, place, now));
        // Another ID takes the browser over, and with that the one before is signed out.
        if (before is not null && before.CredentialId != credential.Id)
            await SubscriberSession.EndAsync(db, before.CredentialId, before.SessionId, now, cancellationToken);
    }

    /// <summary>Gives the browser its cookie, once the sign-in is noted.</summary>
    internal Task IssueCookieAsync(Credential credential, SignedIn next) => signIn.SignInWithClaimsAsync(credential, next.ToProperties(), []);

    /// <summary>Holds each request's cookie against the database.</summary>
    internal static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal is null)
            return;
        var services = context.HttpContext.RequestServices;
        if (SignedIn.SessionOf(context.Properties) is { } session
            && await SubscriberSession.IsOpenAsync(services.GetRequiredService<FletsCollectDbContext>(), session, services.GetRequiredService<TimeProvider>().Instant(), context.HttpContext.RequestAborted))
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>What the list of sign-ins says of a browser: its family and system, never the whole of what it sent.</summary>
    internal static SignInPlace PlaceOf(HttpContext http, IPAddress? address, bool onOwnLine) => new(DeviceOf(http.Request.Headers.UserAgent.ToString()), address?.ToString() ?? "", onOwnLine);

    private static string DeviceOf(string userAgent)
    {
        string Of(params (string Sign, string Name)[] known) => known.FirstOrDefault(one => userAgent.Contains(one.Sign, StringComparison.Ordinal)).Name ?? "?";
        var browser = Of(("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("Chrome/", "Chrome"), ("CriOS", "Chrome"), ("Safari/", "Safari"));
        var system = Of(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"));
        return $"{browser} / {system}";
    }
}
