using System.Globalization;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Refunds;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>A purchase as the desk talks about it, and money of it given back: within the desk's bound at once, above it by a second person's approval.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class ChargeDetailModel(
    FletsCollectDbContext db, AnswerCase answers, IdempotentWork idempotent, RefundOnBehalf refund, DeskRules rules, LinePlaces places, TimeProvider clock) : OnBehalfPage(db, answers, clock)
{
    private const int MostRefunds = 100;

    /// <summary>How much; all that is left when it is empty.</summary>
    [BindProperty]
    public string? Amount { get; set; }

    public string? AmountError { get; private set; }

    public Charge Charge { get; private set; } = null!;

    public Merchant Merchant { get; private set; } = null!;

    public string UserName { get; private set; } = "";

    public Dispute? Dispute { get; private set; }

    public IReadOnlyList<Refund> Refunds { get; private set; } = [];

    public string LineAddress => places.AddressOf(Charge.Line);

    public Yen Most => new(rules.MostRefunded);

    /// <summary>What the desk may still give back of it alone.</summary>
    public Yen Left => Charge.Refunded >= Most ? Yen.Zero : Charge.Remaining < Most - Charge.Refunded ? Charge.Remaining : Most - Charge.Refunded;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        Begin();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (FormToken == Guid.Empty)
            return BadRequest();
        if (!TypedYen.TryRead(Amount, out var amount))
            AmountError = RefundFormWords.NotAnAmount;
        if (!HasGround() || AmountError is not null)
            return Page();
        var command = new RefundOnBehalfCommand(Charge.Id, amount, TypedReason, Ground, Me.Actor);
        var once = await idempotent.CommitAsync(
            Merchant.Code,
            new IdempotencyKey($"desk-{FormToken:N}", RefundOnBehalf.Operation, $"{Charge.Id:N}|{amount?.Amount}"),
            async (unit, _, token) => (await refund.ExecuteAsync(unit, command, token)).Succeeded(out var made, out var refused)
                ? new StoredAnswer(made.Status == RefundStatus.Requested ? StatusCodes.Status202Accepted : StatusCodes.Status201Created, made.Amount.Amount.ToString(CultureInfo.InvariantCulture))
                : new StoredAnswer(StatusCodes.Status409Conflict, refused.ToString()),
            cancellationToken);
        if (once.Succeeded(out var answer, out var notTried) && answer.Answer.Status is StatusCodes.Status201Created or StatusCodes.Status202Accepted)
        {
            var given = new Yen(long.Parse(answer.Answer.Body, CultureInfo.InvariantCulture));
            var waits = answer.Answer.Status == StatusCodes.Status202Accepted;
            await NoteInCaseAsync(
                waits ? T($"{Charge.PublicId}の{given}円の返金について、承認を依頼しました。", $"{given} yen of {Charge.PublicId} wait for approval.") : T($"{Charge.PublicId}を{given}円返金しました。", $"{given} yen of {Charge.PublicId} were given back."),
                cancellationToken);
            Tell(waits ? T($"{given}円の返金の承認を依頼しました。承認担当が判断します。", $"{given} yen wait for the operator's approver.") : T($"{given}円を返金しました。", $"{given} yen are given back."));
            return Redirect($"/desk/charges/{Charge.PublicId}");
        }
        AmountError = answer is null ? RefundFormWords.Of(notTried) : DeskWords.Of(Enum.Parse<RefundRefusal>(answer.Answer.Body));
        await FindAsync(id, cancellationToken);
        // What was refused is kept under its name, so another try needs another.
        Begin();
        return Page();
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Charge, id, out var key) || await Db.Charges.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        Charge = found;
        Merchant = await Db.Merchants.AsNoTracking().SingleAsync(row => row.Id == found.MerchantId, cancellationToken);
        UserName = await Db.Users.Where(row => row.Id == found.CredentialId).Select(row => row.UserName ?? "").SingleAsync(cancellationToken);
        Dispute = await Db.Disputes.AsNoTracking().Where(row => row.ChargeId == key).OrderByDescending(row => row.OpenedAt).FirstOrDefaultAsync(cancellationToken);
        Refunds = await Db.Refunds.AsNoTracking().Where(row => row.ChargeId == key).OrderByDescending(row => row.CreatedAt).Take(MostRefunds).ToListAsync(cancellationToken);
        await ReadCasesAsync(found.CredentialId, cancellationToken);
        return true;
    }
}
