using System.CommandLine;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>The support desk's cases and disputes, each step in a person's own name.</summary>
internal static class SupportCommands
{
    /// <summary>The most cases that are listed: those that wait longest.</summary>
    private const int MostListed = 200;

    public static IEnumerable<Command> All(CommandRun run, Option<string> by)
    {
        var list = new Command("list-cases", "List the cases that wait for the desk, the longest first.");
        list.SetAction((_, token) => ListAsync(run, token));

        var shown = PublicIdArgument.Of("case", PublicId.SupportCase);
        var show = new Command("show-case", "Show a case with its messages, and its dispute with the stored consent and line proof.") { shown };
        show.SetAction((parsed, token) => ShowAsync(run, PublicIdArgument.KeyOf(PublicId.SupportCase, parsed.GetRequiredValue(shown)), token));

        var id = new Argument<string>("id") { Description = "The ID that the subscriber signs in with: fc and ten digits." };
        var channel = new Option<SupportChannel>("--channel") { Description = "Phone or Mail.", Required = true };
        channel.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<SupportChannel>() is not (SupportChannel.Phone or SupportChannel.Mail))
                result.AddError("A case that the desk notes came by Phone or Mail.");
        });
        var subject = Text("--subject", "What it is about.", SupportCase.LongestSubject);
        var text = Text("--text", "What to write; the subscriber reads it.", SupportMessage.LongestText);
        var note = new Command("note-case", "Note what a subscriber called or wrote about as a case.") { id, channel, subject, text, by };
        note.SetAction((parsed, token) => StepAsync(run, answer => answer.NoteAsync(
            parsed.GetRequiredValue(id), parsed.GetValue(channel), parsed.GetRequiredValue(subject), parsed.GetRequiredValue(text), parsed.GetRequiredValue(by), Guid.CreateVersion7(), token)));
        var answerCase = new Command("answer-case", "Answer a case.") { shown, text, by };
        answerCase.SetAction((parsed, token) => StepAsync(run, answer => answer.ExecuteAsync(
            PublicIdArgument.KeyOf(PublicId.SupportCase, parsed.GetRequiredValue(shown)), parsed.GetRequiredValue(text), parsed.GetRequiredValue(by), Guid.CreateVersion7(), token)));
        var close = new Command("close-case", "Close a case; a message opens it again.") { shown, by };
        close.SetAction((parsed, token) => StepAsync(run, answer => answer.CloseAsync(PublicIdArgument.KeyOf(PublicId.SupportCase, parsed.GetRequiredValue(shown)), parsed.GetRequiredValue(by), token)));
        return [list, show, note, answerCase, close, .. OfDisputes(run, by, text), .. OfEnquiries(run, by)];
    }

    private static IEnumerable<Command> OfDisputes(CommandRun run, Option<string> by, Option<string> text)
    {
        var dispute = PublicIdArgument.Of("dispute", PublicId.Dispute);
        Guid KeyOf(ParseResult parsed) => PublicIdArgument.KeyOf(PublicId.Dispute, parsed.GetRequiredValue(dispute));
        var review = new Command("review-dispute", "Take a dispute, to look into it.") { dispute, by };
        review.SetAction((parsed, token) => MoveAsync(run, decide => decide.ReviewAsync(KeyOf(parsed), parsed.GetRequiredValue(by), token)));
        var uphold = new Command("uphold-dispute", "The subscriber is right: give back what is left of the charge, and answer.") { dispute, text, by };
        uphold.SetAction((parsed, token) => MoveAsync(run, decide => decide.UpholdAsync(KeyOf(parsed), parsed.GetRequiredValue(by), parsed.GetRequiredValue(text), token)));
        var reject = new Command("reject-dispute", "The purchase stands; answer why.") { dispute, text, by };
        reject.SetAction((parsed, token) => MoveAsync(run, decide => decide.RejectAsync(KeyOf(parsed), parsed.GetRequiredValue(by), parsed.GetRequiredValue(text), token)));
        return [review, uphold, reject];
    }

    private static IEnumerable<Command> OfEnquiries(CommandRun run, Option<string> by)
    {
        var list = new Command("list-enquiries", "List the enquiries of businesses that nobody answered, the oldest first.");
        list.SetAction(async (_, token) =>
        {
            var waiting = await run.RunAsync<FletsCollectDbContext, List<Enquiry>>(db =>
                db.Enquiries.AsNoTracking().Where(row => row.AnsweredAt == null).OrderBy(row => row.ReceivedAt).Take(MostListed).ToListAsync(token));
            run.Table(
                "Enquiries that wait for an answer",
                ["Enquiry", "Received (JST)", "Company", "Name", "Contact", "Question"],
                waiting.Select(row => (string[])[row.PublicId, There(row.ReceivedAt), row.Company, row.PersonName, row.Contact, row.Text.ReplaceLineEndings(" ")]));
            return CommandRun.Done;
        });
        var enquiry = PublicIdArgument.Of("enquiry", PublicId.Enquiry);
        var answered = new Command("answered-enquiry", "Note that you answered an enquiry, by mail or phone.") { enquiry, by };
        answered.SetAction(async (parsed, token) =>
        {
            var id = parsed.GetRequiredValue(enquiry);
            if (await run.RunAsync<KeepEnquiries, Enquiry?>(keep => keep.AnswerAsync(PublicIdArgument.KeyOf(PublicId.Enquiry, id), parsed.GetRequiredValue(by), token)) is not { } noted)
                return run.Refuse($"There is no enquiry {id}.", "Check its id with list-enquiries.");
            run.Say($"{id} was answered by {noted.AnsweredBy}.");
            return CommandRun.Done;
        });
        return [list, answered];
    }

    private static Option<string> Text(string name, string description, int longest)
    {
        var option = new Option<string>(name) { Description = description, Required = true };
        option.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()) || result.GetValueOrDefault<string>()!.Length > longest)
                result.AddError($"{name} takes 1 to {longest} characters.");
        });
        return option;
    }

    private static async Task<int> ListAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var waiting = await run.RunAsync<FletsCollectDbContext, List<(SupportCase Case, Dispute? Dispute)>>(async db =>
        {
            var rows = await (
                from supportCase in db.SupportCases.AsNoTracking()
                where supportCase.Status == CaseStatus.Open
                orderby supportCase.LastMessageAt
                join about in db.Disputes.AsNoTracking() on supportCase.Id equals about.CaseId into disputes
                from dispute in disputes.DefaultIfEmpty()
                select new { supportCase, dispute }).Take(MostListed).ToListAsync(cancellationToken);
            return [.. rows.Select(row => (row.supportCase, (Dispute?)row.dispute))];
        });
        run.Table(
            "Cases that wait for the desk",
            ["Case", "By", "Waits since (JST)", "Line", "With", "Dispute", "About"],
            waiting.Select(row => (string[])
            [
                row.Case.PublicId, row.Case.Channel.ToString(), There(row.Case.LastMessageAt), row.Case.Line.Masked, row.Case.AssignedTo ?? "-",
                row.Dispute is { } dispute ? $"{dispute.PublicId} {dispute.Status}" : "-", row.Case.Subject,
            ]));
        return CommandRun.Done;
    }

    private static async Task<int> ShowAsync(CommandRun run, Guid id, CancellationToken cancellationToken)
    {
        var found = await run.RunAsync<FletsCollectDbContext, (SupportCase? Case, List<SupportMessage> Messages, Dispute? Dispute, ChargeGrant? Grant, LineProof? Proof)>(async db =>
        {
            var dispute = await db.Disputes.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == id, cancellationToken);
            var grant = dispute is null ? null : await db.ChargeGrants.AsNoTracking().SingleAsync(row => row.Id == dispute.GrantId, cancellationToken);
            return (
                await db.SupportCases.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
                await db.SupportMessages.AsNoTracking().Where(row => row.CaseId == id).OrderBy(row => row.WrittenAt).ThenBy(row => row.Id).ToListAsync(cancellationToken),
                dispute,
                grant,
                grant?.LineProofId is { } proof ? await db.LineProofs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == proof, cancellationToken) : null);
        });
        if (found.Case is not { } supportCase)
            return run.Refuse($"There is no case {PublicId.Format(PublicId.SupportCase, id)}.", "Check its id with list-cases.");
        run.Say($"{supportCase.PublicId}, by {supportCase.Channel}, {supportCase.Status}, with {supportCase.AssignedTo ?? "nobody"}: {supportCase.Subject}");
        foreach (var message in found.Messages)
            run.Say($"{There(message.WrittenAt)} {message.Author} {message.AuthorName}: {message.Text}");
        if (found is { Dispute: { } disputed, Grant: { } consent })
        {
            run.Say($"{disputed.PublicId} of {PublicId.Format(PublicId.Charge, disputed.ChargeId)} is {disputed.Status}.");
            run.Say($"Approved {There(consent.AuthorisedAt)} JST, {(found.Proof is { } proved ? $"from the line {proved.Line.Masked}, proved {There(proved.ProvedAt)}" : "without a proof of the line")}; the page, word for word (SHA-256 {consent.ConsentHash}):");
            run.Say(consent.ConsentText);
        }
        return CommandRun.Done;
    }

    private static async Task<int> StepAsync(CommandRun run, Func<AnswerCase, Task<Result<SupportCase, AnswerCaseRefusal>>> step)
    {
        if ((await run.RunAsync(step)).Succeeded(out var supportCase, out var refusal))
        {
            run.Say($"{supportCase.PublicId} is {supportCase.Status}.");
            return CommandRun.Done;
        }
        return run.Refuse($"The case was not changed: {refusal}.", refusal switch
        {
            AnswerCaseRefusal.CaseNotFound => "Check its id with list-cases.",
            AnswerCaseRefusal.CredentialNotFound => "Check the ID with the subscriber: fc and ten digits.",
            AnswerCaseRefusal.LineNotFound => "Check the line's number.",
            AnswerCaseRefusal.LineHasAnId => "Note it as a case of that ID.",
            AnswerCaseRefusal.CaseClosed => "It is closed; an answer opens it again.",
            _ => throw new ArgumentOutOfRangeException(nameof(step), refusal, "Unknown refusal."),
        });
    }

    private static async Task<int> MoveAsync(CommandRun run, Func<DecideDispute, Task<Result<Dispute, DisputeRefusal>>> move)
    {
        if ((await run.RunAsync(move)).Succeeded(out var dispute, out var refusal))
        {
            run.Say($"{dispute.PublicId} is {dispute.Status}{(dispute.RefundId is { } refund ? $"; the refund is {PublicId.Format(PublicId.Refund, refund)}" : "")}.");
            return CommandRun.Done;
        }
        return run.Refuse($"The dispute was not moved: {refusal}.", refusal switch
        {
            DisputeRefusal.DisputeNotFound => "Check its id with list-cases.",
            DisputeRefusal.NoSuchMove => "It is over, or nobody took it yet: review-dispute comes first.",
            _ => throw new ArgumentOutOfRangeException(nameof(move), refusal, "Unknown refusal."),
        });
    }

    private static string There(DateTime utc) => BusinessDate.ToJapanTime(utc).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
