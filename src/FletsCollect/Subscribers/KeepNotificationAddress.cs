using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Mail;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>Takes an ID's address for notices: a code is sent there first, and typing it proves that the mails arrive.</summary>
public sealed class KeepNotificationAddress(UnitOfWork unitOfWork, MailSecrets secrets, TimeProvider clock)
{
    /// <summary>The kind of the mail with the code; its secret is the code.</summary>
    public const string CodeMail = "credential.notification-address-code";

    public Task<NotificationAddressRefusal?> AskAsync(Guid credentialId, string? typed, string language, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<NotificationAddressRefusal?>(
            async (db, token) =>
            {
                if (MailAddresses.Of(typed) is not { } address)
                    return NotificationAddressRefusal.NotAMailAddress;
                var now = clock.Instant();
                var (credential, row) = await FindAsync(db, credentialId, token);
                if (row?.IsAskedTooSoon(now) == true)
                    return NotificationAddressRefusal.TooSoon;
                row ??= db.Add(new NotificationAddress(credentialId)).Entity;
                var receiver = new MailReceiver(address, language);
                var code = row.Ask(receiver, secrets.Protect, now);
                db.Add(MailMessage.To(receiver, CodeMail, credential.UserName!, now, secret: secrets.Protect(code)));
                db.Add(AuditEntry.Of("credential.notification-address-asked", AuditActor.Credential(credential.UserName!), credential.UserName!, now));
                return null;
            },
            cancellationToken);

    public Task<NotificationAddressRefusal?> ConfirmAsync(Guid credentialId, string? typed, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var (credential, row) = await FindAsync(db, credentialId, token);
                var now = clock.Instant();
                var code = string.Concat(OneForm.Of(typed).Where(char.IsAsciiDigit));
                var refusal = row is null ? NotificationAddressRefusal.CodeIsOver : row.Confirm(code, secrets.Read, now);
                if (refusal is null)
                    db.Add(AuditEntry.Of("credential.notification-address-set", AuditActor.Credential(credential.UserName!), credential.UserName!, now));
                return refusal;
            },
            cancellationToken);

    /// <summary>Sends no more notices. Done twice, it is done once.</summary>
    public Task<bool> RemoveAsync(Guid credentialId, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var (credential, row) = await FindAsync(db, credentialId, token);
                if (row is null)
                    return false;
                db.Remove(row);
                if (row.Address is not null)
                    db.Add(AuditEntry.Of("credential.notification-address-removed", AuditActor.Credential(credential.UserName!), credential.UserName!, clock.Instant()));
                return true;
            },
            cancellationToken);

    private static async Task<(Credential Credential, NotificationAddress? Row)> FindAsync(FletsCollectDbContext db, Guid credentialId, CancellationToken cancellationToken) =>
        (await db.Users.SingleAsync(row => row.Id == credentialId, cancellationToken), await db.NotificationAddresses.SingleOrDefaultAsync(row => row.CredentialId == credentialId, cancellationToken));
}
