using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

/// <summary>Takes the application form. Sent twice it is one application, as it was sent first.</summary>
public sealed class SubmitApplication(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <param name="form">What was entered, read by <see cref="ApplicationReading"/>.</param>
    /// <param name="token">Of the form, from <see cref="MerchantApplication.NewToken"/>.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public Task<MerchantApplication> ExecuteAsync(ApplicationForm form, string token, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, cancelled) =>
        {
            var hash = MerchantApplication.HashOf(token);
            if (await db.MerchantApplications.SingleOrDefaultAsync(row => row.TokenHash == hash, cancelled) is { } received)
                return received;
            var now = clock.Instant();
            var application = new MerchantApplication(form, token, now);
            db.Add(application);
            db.Add(application.Move(MerchantMove.Submit, AuditActor.Anonymous, "", now));
            db.Add(AuditEntry.Of("merchant-application.submitted", AuditActor.Anonymous, application.PublicId, now, new { company = application.Company }));
            return application;
        },
        cancellationToken);
}
