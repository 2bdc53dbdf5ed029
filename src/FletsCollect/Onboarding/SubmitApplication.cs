using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Mail;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

/// <summary>Takes the application form. Sent twice it is one application, as it was sent first.</summary>
public sealed class SubmitApplication(UnitOfWork unitOfWork, MailSecrets secrets, TimeProvider clock)
{
    /// <summary>The kind of the mail with the address of the applicant's page; its secret is the form's token.</summary>
    public const string ReceiptMail = "merchant-application.submitted";

    /// <param name="form">What was entered, read by <see cref="ApplicationReading"/>.</param>
    /// <param name="token">Of the form, from <see cref="MerchantApplication.NewToken"/>.</param>
    /// <param name="language">Of the form, <c>ja</c> or <c>en</c>.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public Task<MerchantApplication> ExecuteAsync(ApplicationForm form, string token, string language, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, cancelled) =>
        {
            var hash = MerchantApplication.HashOf(token);
            if (await db.MerchantApplications.SingleOrDefaultAsync(row => row.TokenHash == hash, cancelled) is { } received)
                return received;
            var now = clock.Instant();
            var application = new MerchantApplication(form, token, language, now);
            db.Add(application);
            db.Add(application.Move(MerchantMove.Submit, AuditActor.Anonymous, "", now));
            db.Add(AuditEntry.Of(ReceiptMail, AuditActor.Anonymous, application.PublicId, now, new { company = application.Company }));
            // Nothing of what was typed is in that mail: it goes to an address that anybody may have typed.
            db.Add(MailMessage.To(new MailReceiver(application.MailAddress, application.Language), ReceiptMail, application.PublicId, now, secret: secrets.Protect(token)));
            return application;
        },
        cancellationToken);
}
