using System.CommandLine;
using FletsCollect.Audit;
using FletsCollect.Mail;
using FletsCollect.Server.Hosting;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>Who works for the operator and, at first, for a merchant: the link that lets somebody join is printed here and shown nowhere else.</summary>
internal static class StaffCommands
{
    public static IEnumerable<Command> All(CommandRun run, Option<string> by)
    {
        var mailAddress = new Argument<string>("mail-address") { Description = "What the member signs in with." };
        var name = new Option<string>("--name") { Description = "How others see the member.", Required = true };
        var role = new Option<StaffRole>("--role") { Description = "Operator, Approver or Desk; of a merchant: Owner, Developer, Bookkeeper or Viewer.", Required = true };
        var merchant = new Option<string?>("--merchant") { Description = "The merchant's code, for its own people." };

        var invite = new Command("invite-staff", "Invite somebody to the operator's or a merchant's staff, or anew who lost the password or the app; prints a link that is good once, for three days.") { mailAddress, name, role, merchant, by };
        invite.SetAction((parsed, token) => InviteAsync(
            run,
            new InviteStaffCommand(
                parsed.GetRequiredValue(mailAddress), parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), parsed.GetValue(merchant), AuditActor.Person(parsed.GetRequiredValue(by))),
            token));
        var suspend = new Command("suspend-staff", "End what a staff member may do, at once.") { mailAddress, by };
        suspend.SetAction((parsed, token) => SuspendAsync(run, parsed.GetRequiredValue(mailAddress), parsed.GetRequiredValue(by), token));
        return [invite, suspend];
    }

    private static async Task<int> InviteAsync(CommandRun run, InviteStaffCommand command, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<InviteStaff, Result<StaffInvitation, InviteStaffRefusal>>(invite => invite.ExecuteAsync(command, cancellationToken));
        if (!outcome.Succeeded(out var invitation, out var refusal))
        {
            return run.Refuse($"{command.MailAddress} was not invited: {refusal}.", refusal switch
            {
                InviteStaffRefusal.NotAMailAddress => "Give a mail address of at most 254 characters.",
                InviteStaffRefusal.NotAName => "Give a --name of 1 to 100 characters.",
                InviteStaffRefusal.MerchantNotFound => "Check the code after --merchant.",
                InviteStaffRefusal.RoleOfOthers => "Operator, Approver and Desk are the operator's own; Owner, Developer, Bookkeeper and Viewer need --merchant.",
                InviteStaffRefusal.AddressTaken => "Somebody has this address with another role or elsewhere; one address is one member.",
                InviteStaffRefusal.MemberNotFound => throw new InvalidOperationException("Who is invited by address is not looked for."),
                _ => throw new ArgumentOutOfRangeException(nameof(command), refusal, "Unknown refusal."),
            });
        }
        var link = await run.RunAsync<Issuer, Uri>(issuer => Task.FromResult(issuer.Joining(invitation.Token)));
        run.Say($"{invitation.Member.MailAddress} is invited as {invitation.Member.Role}. The link is good once, until {invitation.Member.InvitationExpiresAt:yyyy-MM-dd HH:mm} UTC; hand it to nobody else:");
        run.Say(link.AbsoluteUri);
        return CommandRun.Done;
    }

    private static async Task<int> SuspendAsync(CommandRun run, string typed, string by, CancellationToken cancellationToken)
    {
        var mailAddress = MailAddresses.Of(typed);
        var member = await run.RunAsync<FletsCollectDbContext, StaffMember?>(db => db.StaffMembers.AsNoTracking().SingleOrDefaultAsync(row => row.MailAddress == mailAddress, cancellationToken));
        if (member is null)
            return run.Refuse($"there is no staff member with the address {typed}.", "Check the address.");
        var outcome = await run.RunAsync<SuspendStaff, Result<StaffMember, SuspendStaffRefusal>>(
            suspend => suspend.ExecuteAsync(member.Id, member.MerchantId, AuditActor.Person(by), cancellationToken));
        if (outcome.Succeeded(out _, out var refusal))
        {
            run.Say($"{member.MailAddress} is suspended and signed out.");
            return CommandRun.Done;
        }
        return run.Refuse($"{member.MailAddress} was not suspended: {refusal}.", refusal switch
        {
            SuspendStaffRefusal.SuspendedAlready => "It was done before.",
            SuspendStaffRefusal.LastInCharge => "Nobody else may look after this staff; invite another first.",
            SuspendStaffRefusal.MemberNotFound => "The member is gone.",
            _ => throw new ArgumentOutOfRangeException(nameof(typed), refusal, "Unknown refusal."),
        });
    }
}
