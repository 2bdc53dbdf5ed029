using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Ends what a mere sign-in left at a merchant: it is told of a sign-out (OpenID Connect Back-Channel Logout 1.0) and forgotten.</summary>
public sealed class SignInDisconnectModel(FletsCollectDbContext db, UnitOfWork unitOfWork, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public string Merchant { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid merchant, CancellationToken cancellationToken)
    {
        if (!await Db.MerchantSignIns.AnyAsync(row => row.CredentialId == Person.CredentialId && row.MerchantId == merchant, cancellationToken))
            return NotFound();
        Merchant = await Db.Merchants.Where(row => row.Id == merchant).Select(row => row.DisplayName).SingleAsync(cancellationToken);
        return Page();
    }

    /// <summary>Pressed twice, it is ended once.</summary>
    public async Task<IActionResult> OnPostAsync(Guid merchant, CancellationToken cancellationToken)
    {
        await unitOfWork.CommitAsync(
            async (work, token) =>
            {
                var now = Now;
                if (await MerchantSignIn.ForgetAsync(work, Person.CredentialId, merchant, token))
                {
                    var code = await work.Merchants.Where(row => row.Id == merchant).Select(row => row.Code).SingleAsync(token);
                    await MerchantSession.EndAtAsync(work, Person.CredentialId, code, now, token);
                    work.Add(AuditEntry.Of("merchant.disconnected", AuditActor.Credential(Person.UserName), code, now));
                }
                return true;
            },
            cancellationToken);
        return Redirect("/account/grants?disconnected=true");
    }
}
