using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What an account should hold, or part of it; the parts of an account are added up.</summary>
internal sealed class ExpectedBalance
{
    /// <summary>The account's code.</summary>
    public required string Account { get; init; }

    /// <summary>Yen, debits less credits.</summary>
    public required long Amount { get; init; }
}

/// <summary>An account that holds something else than it should; yen, debits less credits.</summary>
internal sealed record BalanceDifference(LedgerAccount Account, Yen Posted, Yen Expected);

/// <summary>
/// Holds all accounts of a kind, of which there are as many as lines, against what they should hold. The database adds up and compares, so
/// only the accounts that differ come into memory.
/// </summary>
internal static class LedgerComparison
{
    public static async Task<IReadOnlyList<BalanceDifference>> DifferencesAsync(
        FletsCollectDbContext db, string kind, IQueryable<ExpectedBalance> expected, CancellationToken cancellationToken)
    {
        var prefix = kind + "/";
        var debits = db.Transfers.AsNoTracking().Where(transfer => transfer.DebitAccount.StartsWith(prefix))
            .Select(transfer => new { Account = transfer.DebitAccount, Posted = (long)transfer.Amount, Expected = 0L });
        var credits = db.Transfers.AsNoTracking().Where(transfer => transfer.CreditAccount.StartsWith(prefix))
            .Select(transfer => new { Account = transfer.CreditAccount, Posted = -(long)transfer.Amount, Expected = 0L });
        var differing = await debits.Concat(credits)
            .Concat(expected.Select(part => new { part.Account, Posted = 0L, Expected = part.Amount }))
            .GroupBy(part => part.Account)
            .Select(account => new { Account = account.Key, Posted = account.Sum(part => part.Posted), Expected = account.Sum(part => part.Expected) })
            .Where(account => account.Posted != account.Expected)
            .ToListAsync(cancellationToken);
        return [.. differing.OrderBy(account => account.Account, StringComparer.Ordinal).Select(account => new BalanceDifference(LedgerAccount.Of(account.Account), new Yen(account.Posted), new Yen(account.Expected)))];
    }
}
