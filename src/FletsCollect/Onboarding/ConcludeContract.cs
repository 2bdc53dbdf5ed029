using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Mail;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

/// <summary>Why an application became no contract. Nothing was changed.</summary>
public enum ConcludeContractRefusal
{
    ApplicationNotFound,

    /// <summary>It is not being screened (now or any more).</summary>
    NotInScreening,

    /// <summary>No terms were offered, or no second person has approved them yet.</summary>
    TermsNotApproved,

    /// <summary>Somebody of another staff has the contact person's mail address, so nobody can be invited as owner by it.</summary>
    AddressTaken,
}

/// <summary>A merchant that was just made, and the invitation of its owner, whose token is shown once.</summary>
public sealed record ContractedMerchant(Merchant Merchant, StaffInvitation Owner);

/// <summary>
/// Makes a merchant of a company whose terms a second person approved: with its payout account, and with its contact person invited as the
/// owner, all in one transaction.
/// </summary>
public sealed class ConcludeContract(UnitOfWork unitOfWork, MailSecrets secrets, OnboardingRules rules, TimeProvider clock)
{
    public Task<Result<ContractedMerchant, ConcludeContractRefusal>> ExecuteAsync(Guid applicationId, AuditActor by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<ContractedMerchant, ConcludeContractRefusal>>(
            async (db, token) =>
            {
                if (await db.MerchantApplications.SingleOrDefaultAsync(row => row.Id == applicationId, token) is not { } application)
                    return ConcludeContractRefusal.ApplicationNotFound;
                if (MerchantTransitions.Next(application.Status, MerchantMove.Contract) is null)
                    return ConcludeContractRefusal.NotInScreening;
                var approved = await (
                    from contract in db.MerchantContracts
                    join decision in db.TermsDecisions on contract.Id equals decision.SubjectId
                    where contract.MerchantId == applicationId && decision.Approved
                    select contract).AnyAsync(token);
                if (!approved || application.MerchantCode is not { } code)
                    return ConcludeContractRefusal.TermsNotApproved;
                if (await db.StaffMembers.AnyAsync(row => row.MailAddress == application.MailAddress, token))
                    return ConcludeContractRefusal.AddressTaken;
                var now = clock.Instant();
                var merchant = Merchant.Contracted(application.Id, code, application.Channel, application.Names, application.Monthly, rules.Environment);
                var (owner, secret) = StaffMember.Invite(application.MailAddress, application.PersonName, StaffRole.Owner, merchant.Id, now, application.Language);
                db.AddRange(merchant, new MerchantBankAccount(merchant, application.Account, now), owner);
                db.Add(application.Move(MerchantMove.Contract, by, "", now));
                db.Add(AuditEntry.Of("merchant-application.contracted", by, application.PublicId, now, new { merchant = code }));
                db.Add(AuditEntry.Of("merchant-bank-account.registered", by, code, now, new { before = (string?)null, after = application.Account.Masked }));
                db.Add(AuditEntry.Of("staff.invited", by, owner.PublicId, now, new { role = owner.Role.ToString(), until = owner.InvitationExpiresAt }));
                var invitation = new StaffInvitation(owner, secret);
                db.Add(invitation.ToMail(secrets, now));
                return new ContractedMerchant(merchant, invitation);
            },
            cancellationToken);
}
