using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>
/// Finds what a line was billed and what came of collecting it. The line's number is sent in a form and is in no address; who looked is in the
/// audit trail.
/// </summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class InvoicesModel(FletsCollectDbContext db, UnitOfWork unitOfWork, TimeProvider clock) : OperatorPage(db)
{
    /// <summary>The most invoices of one line that are shown, the latest first: five years.</summary>
    public const int Most = 60;

    /// <summary>A line's number, or an invoice's.</summary>
    [BindProperty]
    public string? Sought { get; set; }

    public string? Error { get; private set; }

    /// <summary>The line that was found; null before anything was looked for.</summary>
    public LineNumber? Line { get; private set; }

    public IReadOnlyList<LineInvoice> Rows { get; private set; } = [];

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var text = OneForm.Of(Sought);
        if (PublicId.TryParse(PublicId.LineInvoice, text, out var invoice) && await Db.LineInvoices.AnyAsync(row => row.Id == invoice, cancellationToken))
            return Redirect($"/operator/invoices/{PublicId.Format(PublicId.LineInvoice, invoice)}");
        if (!LineNumber.TryParse(text, out var number) || !await Db.Lines.AnyAsync(row => row.Number == number, cancellationToken))
        {
            Error = T("見つかりません。回線番号（CAFと10桁）か請求の番号（inv_…）の全体を入力してください。", "Nothing was found. Enter a whole line number or an invoice's number (inv_…).");
            return Page();
        }
        await unitOfWork.CommitAsync((unit, _) => Task.FromResult(unit.Add(AuditEntry.Of("line.invoices-viewed", Me.Actor, number.Masked, clock.Instant()))), cancellationToken);
        Line = number;
        Rows = await Db.LineInvoices.AsNoTracking().Where(row => row.Line == number).OrderByDescending(row => row.Month).Take(Most).ToListAsync(cancellationToken);
        return Page();
    }
}
