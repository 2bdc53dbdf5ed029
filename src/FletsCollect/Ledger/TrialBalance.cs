using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Ledger;

/// <summary>
/// Every account with what was debited and credited to it. Debits equal credits in total by the shape of a transfer; the trial balance
/// shows it.
/// </summary>
public sealed record TrialBalance(IReadOnlyList<AccountBalance> Accounts)
{
    public Yen Debits => Accounts.Aggregate(Yen.Zero, (sum, account) => sum + account.Debits);

    public Yen Credits => Accounts.Aggregate(Yen.Zero, (sum, account) => sum + account.Credits);

    /// <summary>Sums all transfers, account by account, in the database.</summary>
    public static async Task<TrialBalance> OfAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var debits = await db.Transfers
            .GroupBy(transfer => transfer.DebitAccount)
            .Select(account => new { Code = account.Key, Sum = account.Sum(transfer => (long)transfer.Amount) })
            .ToDictionaryAsync(account => account.Code, account => account.Sum, cancellationToken);
        var credits = await db.Transfers
            .GroupBy(transfer => transfer.CreditAccount)
            .Select(account => new { Code = account.Key, Sum = account.Sum(transfer => (long)transfer.Amount) })
            .ToDictionaryAsync(account => account.Code, account => account.Sum, cancellationToken);
        return new TrialBalance(
        [
            .. debits.Keys.Union(credits.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(code => new AccountBalance(LedgerAccount.Of(code), new Yen(debits.GetValueOrDefault(code)), new Yen(credits.GetValueOrDefault(code)))),
        ]);
    }

    /// <summary>What an account that is normally in credit holds: credits less debits.</summary>
    public static async Task<Yen> CreditBalanceAsync(FletsCollectDbContext db, LedgerAccount account, CancellationToken cancellationToken)
    {
        var code = account.Code;
        var credits = await db.Transfers.Where(transfer => transfer.CreditAccount == code).SumAsync(transfer => (long)transfer.Amount, cancellationToken);
        var debits = await db.Transfers.Where(transfer => transfer.DebitAccount == code).SumAsync(transfer => (long)transfer.Amount, cancellationToken);
        return new Yen(credits - debits);
    }

    /// <summary>The same with the accounts of all lines, and of all merchants, added up by kind.</summary>
    public IReadOnlyList<AccountBalance> ByKind() =>
    [
        .. Accounts.GroupBy(account => account.Account.Kind, StringComparer.Ordinal)
            .OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => new AccountBalance(
                new LedgerAccount(kind.Key),
                kind.Aggregate(Yen.Zero, (sum, account) => sum + account.Debits),
                kind.Aggregate(Yen.Zero, (sum, account) => sum + account.Credits))),
    ];
}

/// <summary>What was debited and credited to an account.</summary>
public sealed record AccountBalance(LedgerAccount Account, Yen Debits, Yen Credits)
{
    /// <summary>Debits less credits: positive for what is owed to us, negative for what we owe.</summary>
    public Yen Balance => Debits - Credits;
}
