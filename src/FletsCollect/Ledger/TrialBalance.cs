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

    /// <summary>Sums all transfers, account by account, in the database: as many rows come back as there are lines and merchants.</summary>
    public static Task<TrialBalance> OfAsync(FletsCollectDbContext db, CancellationToken cancellationToken) => SumAsync(db.Transfers, db.Transfers, cancellationToken);

    /// <summary>The same without the accounts of lines, of which there may be millions.</summary>
    public static Task<TrialBalance> WithoutLinesAsync(FletsCollectDbContext db, CancellationToken cancellationToken) => SumAsync(
        db.Transfers.Where(transfer => !transfer.DebitAccount.StartsWith(ChartOfAccounts.OfLines)),
        db.Transfers.Where(transfer => !transfer.CreditAccount.StartsWith(ChartOfAccounts.OfLines)),
        cancellationToken);

    /// <summary>
    /// All kinds of accounts, those of lines and of merchants added up by kind; those of lines by the database itself. Several queries, which
    /// see one state of the books whatever is posted meanwhile.
    /// </summary>
    public static async Task<TrialBalance> ByKindAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        await using var snapshot = await ReadSnapshot.BeginAsync(db, cancellationToken);
        return await SumByKindAsync(db, cancellationToken);
    }

    /// <summary>The same for one who reads in a snapshot already.</summary>
    internal static async Task<TrialBalance> SumByKindAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var kinds = (await WithoutLinesAsync(db, cancellationToken)).ByKind().ToList();
        foreach (var kind in ChartOfAccounts.LineKinds)
        {
            var prefix = kind + "/";
            var debits = await db.Transfers.Where(transfer => transfer.DebitAccount.StartsWith(prefix)).SumAsync(transfer => (long)transfer.Amount, cancellationToken);
            var credits = await db.Transfers.Where(transfer => transfer.CreditAccount.StartsWith(prefix)).SumAsync(transfer => (long)transfer.Amount, cancellationToken);
            if (debits != 0 || credits != 0)
                kinds.Add(new AccountBalance(new LedgerAccount(kind), new Yen(debits), new Yen(credits)));
        }
        return new TrialBalance([.. kinds.OrderBy(kind => kind.Account.Kind, StringComparer.Ordinal)]);
    }

    private static async Task<TrialBalance> SumAsync(IQueryable<Transfer> debited, IQueryable<Transfer> credited, CancellationToken cancellationToken)
    {
        var debits = await debited
            .GroupBy(transfer => transfer.DebitAccount)
            .Select(account => new { Code = account.Key, Sum = account.Sum(transfer => (long)transfer.Amount) })
            .ToDictionaryAsync(account => account.Code, account => account.Sum, cancellationToken);
        var credits = await credited
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
