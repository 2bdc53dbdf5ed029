using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

/// <summary>Why a merchant was not moved. Nothing was changed.</summary>
public enum SteerMerchantRefusal
{
    MerchantNotFound,

    /// <summary>There is no such move from where it stands now.</summary>
    MoveNotAllowed,

    /// <summary>A reason has 1 to 2000 characters.</summary>
    ReasonUnfit,

    /// <summary>Going live needs the number of a certification run that passed.</summary>
    CertificationMissing,

    /// <summary>Closing waits for the last subscription to end.</summary>
    SubscriptionsRunning,

    /// <summary>Closing waits until the merchant has been paid, and owes nothing.</summary>
    MoneyOpen,
}

/// <summary>
/// Moves a contracted merchant: to the sandbox, live, suspended and back, to its end. Suspending stops charging with the next request that
/// begins and takes nothing away: consents, statements and payouts stay as they are. A subscription whose renewal falls due meanwhile is
/// tried for as long as any that cannot be charged (<c>Renewals:GiveUpAfter</c>), and ends if the merchant is not back by then.
/// </summary>
public sealed class SteerMerchant(UnitOfWork unitOfWork, OnboardingRules rules, TimeProvider clock)
{
    /// <summary>The moves that are made here; those before belong to the application.</summary>
    public static readonly IReadOnlyList<MerchantMove> Moves =
        [MerchantMove.OpenSandbox, MerchantMove.GoLive, MerchantMove.Suspend, MerchantMove.Resume, MerchantMove.Terminate, MerchantMove.Close];

    /// <param name="code">The merchant's code.</param>
    /// <param name="move">One of <see cref="Moves"/>.</param>
    /// <param name="reason">Why, in words that the merchant may read.</param>
    /// <param name="certification">For going live: the number of the run that passed. The sandbox looks it up; production, which has no access to the sandbox's books, keeps what the operator read there.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public Task<Result<Merchant, SteerMerchantRefusal>> ExecuteAsync(string code, MerchantMove move, string reason, string? certification, AuditActor by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<Merchant, SteerMerchantRefusal>>(
            async (db, token) =>
            {
                if (OnboardingRules.NoteOf(reason) is not { } note)
                    return SteerMerchantRefusal.ReasonUnfit;
                if (await db.Merchants.SingleOrDefaultAsync(row => row.Code == code, token) is not { } merchant)
                    return SteerMerchantRefusal.MerchantNotFound;
                if (!Moves.Contains(move) || MerchantTransitions.Next(merchant.Status, move) is null)
                    return SteerMerchantRefusal.MoveNotAllowed;
                if (move == MerchantMove.GoLive && !await IsCertifiedAsync(db, merchant, certification, token))
                    return SteerMerchantRefusal.CertificationMissing;
                if (move == MerchantMove.Close && await OpenAsync(db, merchant, token) is { } open)
                    return open;
                var now = clock.Instant();
                if (move == MerchantMove.GoLive)
                    note = $"{certification!.Trim()} {note}";
                var moved = merchant.Move(move, by, note, BusinessDate.At(now), now);
                db.Add(moved);
                db.Add(AuditEntry.Of($"merchant.{Word(move)}", by, merchant.Code, now, new { from = moved.FromStatus.ToString(), to = moved.ToStatus.ToString(), reason = note }));
                return merchant;
            },
            cancellationToken);

    private async Task<bool> IsCertifiedAsync(FletsCollectDbContext db, Merchant merchant, string? certification, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.CertificationRun, certification?.Trim(), out var run)
        && (rules.Environment == ServiceEnvironment.Production || await db.CertificationRuns.AnyAsync(row => row.Id == run && row.MerchantId == merchant.Id && row.Passed, cancellationToken));

    private static async Task<SteerMerchantRefusal?> OpenAsync(FletsCollectDbContext db, Merchant merchant, CancellationToken cancellationToken)
    {
        if (await db.Subscriptions.AnyAsync(row => row.MerchantId == merchant.Id && row.Status != SubscriptionStatus.Ended && row.Status != SubscriptionStatus.AutoTerminated, cancellationToken))
            return SteerMerchantRefusal.SubscriptionsRunning;
        foreach (var account in ChartOfAccounts.OfMerchant(merchant.Code))
        {
            if ((await TrialBalance.CreditBalanceAsync(db, account, cancellationToken)).Amount != 0)
                return SteerMerchantRefusal.MoneyOpen;
        }
        return null;
    }

    private static string Word(MerchantMove move) => move switch
    {
        MerchantMove.OpenSandbox => "sandbox-opened",
        MerchantMove.GoLive => "went-live",
        MerchantMove.Suspend => "suspended",
        MerchantMove.Resume => "resumed",
        MerchantMove.Terminate => "terminated",
        MerchantMove.Close => "closed",
        _ => throw new ArgumentOutOfRangeException(nameof(move), move, "Not a move of a merchant."),
    };
}
