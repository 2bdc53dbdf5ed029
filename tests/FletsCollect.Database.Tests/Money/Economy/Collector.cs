using FletsCollect.Billing;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Money.Economy;

/// <summary>
/// The telco's collection, by file: most lines pay, some in part, some too much, some late, some only after it was given up, and some never;
/// now and then money comes that nobody knows.
/// </summary>
internal sealed class Collector(BackOffice office, Dice dice, Action<string> count)
{
    private int strangers;

    /// <summary>A month's attempt at everything that is owed.</summary>
    public async Task CollectAsync(BillingMonth month)
    {
        var owed = await office.Database.ReadAsync(db => db.LineInvoices.AsNoTracking().Where(invoice => LineInvoiceTransitions.Owed.Contains(invoice.Status)).OrderBy(invoice => invoice.Month).ThenBy(invoice => invoice.Line).ToListAsync());
        var results = owed.Select(invoice => ResultOf(invoice, month)).OfType<string>().ToList();
        results.Add($"R\tstranger-{++strangers}\t{dice.Between(1, 5_000)}\t{PublicId.Format(PublicId.LineInvoice, Guid.CreateVersion7())}\tpaid");
        var import = await office.ImportCollectionAsync(await TelcoOffice.ResultsAsync(office, month, results));
        Assert.True(import.Accepted, string.Join("; ", import.File.Faults));
    }

    private string? ResultOf(LineInvoice invoice, BillingMonth month)
    {
        var owes = invoice.Outstanding.Amount;
        var draw = dice.Below(100);
        // What is first due is mostly paid; what was given up mostly stays so.
        var (amount, outcome) = (invoice.Status, draw) switch
        {
            (_, _) when owes == 0 => (0, "paid"),
            (LineInvoiceStatus.Issued, < 72) => (owes, "paid"),
            (LineInvoiceStatus.Issued, < 75) => (owes + dice.Between(1, 500), "paid"),
            (LineInvoiceStatus.Issued, < 83) when owes > 1 => (dice.Between(1, owes), "partly"),
            (LineInvoiceStatus.Issued, < 93) => (0, "unpaid"),
            (LineInvoiceStatus.Issued, _) => (0, "given-up"),
            (LineInvoiceStatus.Delinquent, < 25) => (owes, "paid"),
            (LineInvoiceStatus.Delinquent, < 40) when owes > 1 => (dice.Between(1, owes), "partly"),
            (LineInvoiceStatus.Delinquent, _) => (0, ""),
            (_, < 30) => (owes, "paid"),
            (_, < 45) when owes > 1 => (dice.Between(1, owes), "partly"),
            (_, < 95) => (0, "unpaid"),
            _ => (0L, "given-up"),
        };
        if (outcome.Length == 0)
            return null;
        count($"{outcome} of {invoice.Status}");
        return $"R\t{month}-{invoice.PublicId}\t{amount}\t{invoice.PublicId}\t{outcome}";
    }
}
