using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between consents, charges, their history, the answers that were given, the limits and the ledger.</summary>
internal static partial class ChargeInvariants
{
    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, DateTime now, CancellationToken cancellationToken) =>
    [
        .. await PostingsAsync(db, cancellationToken),
        .. await StatesAsync(db, cancellationToken),
        .. await ConsentsAsync(db, cancellationToken),
        .. await ProofsAsync(db, cancellationToken),
        .. await AnswersAsync(db, now, cancellationToken),
        .. await LimitsAsync(db, cancellationToken),
    ];

    private static async Task<List<Finding>> PostingsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var merchants = await db.Merchants.AsNoTracking().ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, cancellationToken);
        var confirmed = db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == JournalEntryKind.ChargeConfirmed);
        var captures = db.ChargeEvents.AsNoTracking().Where(happened => happened.Kind == ChargeEventKind.Capture);

        foreach (var id in await captures.Where(captured => !confirmed.Any(posted => posted.SourceId == captured.Id)).Select(captured => captured.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.ChargePosting, $"charge event {id}", "The capture posted nothing."));
        foreach (var id in await confirmed.Where(posted => !captures.Any(captured => captured.Id == posted.SourceId)).Select(posted => posted.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.ChargePosting, $"transfer {id}", "It posts a confirmed charge, and there is no such capture."));

        var pairs = from captured in captures
                    join posted in confirmed on captured.Id equals posted.SourceId
                    select new { captured, posted };
        await foreach (var pair in pairs.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var (captured, posted) = (pair.captured, pair.posted);
            var expected = merchants.TryGetValue(captured.MerchantId, out var code) ? ChargePostings.Captured(captured, code).Postings[0] : null;
            if (expected is null
                || posted.Sequence != 0
                || posted.Amount != expected.Amount
                || posted.DebitAccount != expected.Debit.Code
                || posted.CreditAccount != expected.Credit.Code
                || posted.BusinessDate != captured.BusinessDate)
            {
                findings.Add(new Finding(Invariant.ChargePosting, $"charge event {captured.Id}", $"The capture of {captured.Amount} yen and its transfer {posted.Id} of {posted.Amount} yen disagree on amount, line, merchant or day."));
            }
        }
        findings.AddRange(await CancellationsAsync(db, merchants, cancellationToken));
        return findings;
    }

    /// <summary>A charge that was taken and cancelled has reversed exactly what it posted, and no other has.</summary>
    private static async Task<List<Finding>> CancellationsAsync(FletsCollectDbContext db, Dictionary<Guid, string> merchants, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var reversals = db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == JournalEntryKind.ChargeCancelled);
        var cancelled = from charge in db.Charges.AsNoTracking()
                        where charge.Status == ChargeStatus.Cancelled
                        join captured in db.ChargeEvents.AsNoTracking() on charge.Id equals captured.ChargeId
                        where captured.Kind == ChargeEventKind.Capture
                        select captured;
        var pairs = from captured in cancelled
                    join row in reversals on captured.Id equals row.SourceId into rows
                    from posted in rows.DefaultIfEmpty()
                    select new { captured, posted };
        await foreach (var pair in pairs.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var (captured, posted) = (pair.captured, pair.posted);
            var expected = merchants.TryGetValue(captured.MerchantId, out var code) ? ChargePostings.Cancelled(captured, code, default).Postings[0] : null;
            if (posted is null
                || expected is null
                || (posted.DebitAccount, posted.CreditAccount, posted.Amount) != (expected.Debit.Code, expected.Credit.Code, expected.Amount))
            {
                findings.Add(new Finding(Invariant.ChargePosting, $"charge event {captured.Id}", $"The charge is cancelled, and its {captured.Amount} yen are not reversed."));
            }
        }
        foreach (var id in await reversals.Where(posted => !cancelled.Any(captured => captured.Id == posted.SourceId)).Select(posted => posted.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.ChargePosting, $"transfer {id}", "It reverses a charge that is not cancelled."));
        return findings;
    }

    private static async Task<List<Finding>> StatesAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var id in await db.ChargeEvents.AsNoTracking().Where(happened => !db.Charges.Any(charge => charge.Id == happened.ChargeId)).Select(happened => happened.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.ChargeState, $"charge event {id}", "There is no such charge."));
        var histories = from charge in db.Charges.AsNoTracking()
                        join row in db.ChargeEvents.AsNoTracking() on charge.Id equals row.ChargeId into rows
                        from happened in rows.DefaultIfEmpty()
                        orderby charge.Id
                        select new { charge, happened };
        Charge? present = null;
        var history = new List<ChargeEvent>();
        await foreach (var row in histories.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (present is not null && present.Id != row.charge.Id)
            {
                findings.AddRange(StateOf(present, history));
                history.Clear();
            }
            present = row.charge;
            if (row.happened is not null)
                history.Add(row.happened);
        }
        if (present is not null)
            findings.AddRange(StateOf(present, history));
        return findings;
    }

    private static IEnumerable<Finding> StateOf(Charge charge, IEnumerable<ChargeEvent> history)
    {
        ChargeStatus? state = ChargeStatus.Authorised;
        foreach (var happened in history.OrderBy(row => row.RecordedAt).ThenBy(row => row.Id.ToString("N"), StringComparer.Ordinal))
        {
            state = state is { } from ? ChargeTransitions.Next(from, happened.Kind) : null;
            var expected = happened.Kind == ChargeEventKind.Reserve ? charge.ReservedAmount : charge.Amount;
            if (happened.Amount != expected || happened.Line != charge.Line || happened.MerchantId != charge.MerchantId)
                yield return new Finding(Invariant.ChargeState, charge.PublicId, $"The charge is of {charge.Amount} yen, its {happened.Kind} {happened.Id} of {happened.Amount} yen, or they differ in line or merchant.");
        }
        if (state != charge.Status)
            yield return new Finding(Invariant.ChargeState, charge.PublicId, $"The charge says {charge.Status}, its history leads to {state?.ToString() ?? "no legal state"}.");
    }

    private static async Task<List<Finding>> ConsentsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var id in await db.Charges.AsNoTracking().Where(charge => !db.ChargeGrants.Any(grant => grant.Id == charge.GrantId)).Select(charge => charge.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.ChargeConsent, PublicId.Format(PublicId.Charge, id), "The charge has no consent."));
        var unused = db.ChargeGrants.AsNoTracking().Where(grant => grant.Status == ChargeGrantStatus.Consumed && !db.Charges.Any(charge => charge.GrantId == grant.Id));
        foreach (var id in await unused.Select(grant => grant.Id).ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.ChargeConsent, PublicId.Format(PublicId.Grant, id), "The consent is used up and there is no charge."));

        var pairs = from charge in db.Charges.AsNoTracking()
                    join grant in db.ChargeGrants.AsNoTracking() on charge.GrantId equals grant.Id
                    select new { charge, grant };
        await foreach (var pair in pairs.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var (charge, grant) = (pair.charge, pair.grant);
            if (grant.Status is ChargeGrantStatus.Authorised || (grant.Details is not RecurringDetails && grant.Status != ChargeGrantStatus.Consumed)
                || grant.MerchantId != charge.MerchantId
                || grant.CredentialId != charge.CredentialId
                || grant.Line != charge.Line
                || !Allows(grant, charge)
                || charge.CreatedAt < grant.AuthorisedAt)
            {
                findings.Add(new Finding(Invariant.ChargeConsent, charge.PublicId, $"The charge is not what consent {grant.PublicId} allows, or that consent is {grant.Status}."));
            }
            if (Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(grant.ConsentText))) != grant.ConsentHash)
                findings.Add(new Finding(Invariant.ChargeConsent, grant.PublicId, "The kept text of the consent is not the text that was hashed."));
        }
        return findings;
    }

    /// <summary>At first exactly what was approved, or at most that; later perhaps less.</summary>
    private static bool Allows(ChargeGrant grant, Charge charge)
    {
        var first = charge.ReservedAmount.IsPositive ? charge.ReservedAmount : charge.Amount;
        return charge.Amount <= first && (grant.Details is OnceDetails { Mode: AmountMode.Maximum } ? first <= grant.Amount : first == grant.Amount);
    }

    private static async Task<List<Finding>> ProofsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var rows = from charge in db.Charges.AsNoTracking()
                   join grant in db.ChargeGrants.AsNoTracking() on charge.GrantId equals grant.Id
                   join row in db.LineProofs.AsNoTracking() on grant.LineProofId equals row.Id into proofs
                   from proof in proofs.DefaultIfEmpty()
                   select new { charge.Id, charge.Line, grant.ConsentHash, grant.SecondFactor, proof };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var fault = row.proof switch
            {
                // On a line that could not be proved at the purchase; what type it is now says nothing of then.
                null when row.SecondFactor is not null => null,
                null => "There is no proof of the line, and no second factor in its place.",
                { UsedAt: null } => $"Proof {row.proof.Id} was never used.",
                { Purpose: not LineProofPurpose.Purchase } => $"Proof {row.proof.Id} is not for a purchase.",
                _ when row.proof.Line != row.Line => $"Proof {row.proof.Id} is of another line.",
                _ when row.proof.BoundTo != row.ConsentHash => $"Proof {row.proof.Id} is bound to another consent.",
                _ => null,
            };
            if (fault is not null)
                findings.Add(new Finding(Invariant.ChargeLineProof, PublicId.Format(PublicId.Charge, row.Id), fault));
        }
        var shared = db.ChargeGrants.Where(grant => grant.LineProofId != null).GroupBy(grant => grant.LineProofId).Where(ofProof => ofProof.Count() > 1).Select(ofProof => ofProof.Key);
        foreach (var proof in await shared.ToListAsync(cancellationToken))
            findings.Add(new Finding(Invariant.ChargeLineProof, $"line proof {proof}", "Several consents rest on it."));
        return findings;
    }

    /// <summary>
    /// The stored answer is the interface's text, of which this reads one thing: the public id of the charge that it names. Answers are
    /// kept for a time only, so a charge from before it need not have one.
    /// </summary>
    private static async Task<List<Finding>> AnswersAsync(FletsCollectDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var kept = now - IdempotencyRecord.KeptFor;
        var findings = new List<Finding>();
        if (await EveryChargeWasAnsweredOnceAsync(db, kept, cancellationToken))
            return findings;
        // Something is wrong: only now is it worth the memory to say what.
        var charges = await db.Charges.AsNoTracking().Select(charge => new { charge.Id, charge.MerchantId, charge.CreatedAt }).ToDictionaryAsync(charge => charge.Id, cancellationToken);
        var unanswered = charges.Keys.ToHashSet();
        await foreach (var record in db.IdempotencyRecords.AsNoTracking().Where(record => record.Operation == CreateCharge.Operation && record.Status >= 200 && record.Status < 300).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!PublicId.TryParse(PublicId.Charge, ChargeId().Match(record.Body).Value, out var charge)
                || !charges.TryGetValue(charge, out var made)
                || made.MerchantId != record.MerchantId)
            {
                findings.Add(new Finding(Invariant.Idempotency, $"idempotency key {record.Key}", "The merchant was told of a charge that is not there."));
            }
            else if (!unanswered.Remove(charge))
            {
                findings.Add(new Finding(Invariant.Idempotency, PublicId.Format(PublicId.Charge, charge), "Two idempotency keys made the same charge."));
            }
        }
        // What the renewal charged by itself answered nobody.
        unanswered.ExceptWith(await db.SubscriptionCycles.AsNoTracking().Select(cycle => cycle.ChargeId).ToListAsync(cancellationToken));
        findings.AddRange(unanswered.Where(id => charges[id].CreatedAt > kept).Select(id => new Finding(Invariant.Idempotency, PublicId.Format(PublicId.Charge, id), "No answer was kept for the charge.")));
        return findings;
    }

    /// <summary>
    /// True when the charges since an instant and the answers that name a charge are the same, each once: both sides are read as streams
    /// and summed up in a hash that does not depend on the order, so memory does not grow with them.
    /// </summary>
    private static async Task<bool> EveryChargeWasAnsweredOnceAsync(FletsCollectDbContext db, DateTime since, CancellationToken cancellationToken)
    {
        var (answered, charged) = (new SetHash(), new SetHash());
        var answers = db.IdempotencyRecords.AsNoTracking()
            .Where(record => record.Operation == CreateCharge.Operation && record.Status >= 200 && record.Status < 300 && record.RecordedAt > since)
            .Select(record => new { record.MerchantId, record.Body });
        await foreach (var answer in answers.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!PublicId.TryParse(PublicId.Charge, ChargeId().Match(answer.Body).Value, out var charge))
                return false;
            answered.Add(charge, answer.MerchantId);
        }
        // What the renewal charged by itself answered nobody.
        var charges = db.Charges.AsNoTracking()
            .Where(charge => charge.CreatedAt > since && !db.SubscriptionCycles.Any(cycle => cycle.ChargeId == charge.Id))
            .Select(charge => new { charge.Id, charge.MerchantId });
        await foreach (var charge in charges.AsAsyncEnumerable().WithCancellation(cancellationToken))
            charged.Add(charge.Id, charge.MerchantId);
        return answered.Equals(charged);
    }

    /// <summary>Stands for a multiset of pairs: their count and the sum of their hashes.</summary>
    private sealed record SetHash
    {
        public long Count { get; private set; }

        public UInt128 Sum { get; private set; }

        public void Add(Guid first, Guid second)
        {
            Span<byte> pair = stackalloc byte[32];
            first.TryWriteBytes(pair);
            second.TryWriteBytes(pair[16..]);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(pair, hash);
            Count++;
            Sum = unchecked(Sum + BinaryPrimitives.ReadUInt128LittleEndian(hash));
        }
    }

    /// <summary>What the rows of each line, each ID and month count, added up again from the charges of that month.</summary>
    private static async Task<List<Finding>> LimitsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        // Month by month, so that years need no more memory than one.
        var findings = new List<Finding>();
        var months = (await db.Charges.AsNoTracking().Select(charge => charge.LimitMonth).Distinct().ToListAsync(cancellationToken))
            .Union(await db.LineLimits.AsNoTracking().Select(limit => limit.Month).Distinct().ToListAsync(cancellationToken))
            .Union(await db.CredentialSpendings.AsNoTracking().Select(spending => spending.Month).Distinct().ToListAsync(cancellationToken));
        foreach (var month in months.Order())
            findings.AddRange(await LimitsAsync(db, month, cancellationToken));
        return findings;
    }

    private static async Task<List<Finding>> LimitsAsync(FletsCollectDbContext db, BillingMonth month, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        // A refund that waits for a person is claimed of its charge, and given back to the limit once it is made.
        var waiting = await (
            from refund in db.Refunds.AsNoTracking()
            where refund.Status == RefundStatus.Requested
            join charge in db.Charges.AsNoTracking() on refund.ChargeId equals charge.Id
            where charge.LimitMonth == month
            group refund by new { charge.Line, charge.CredentialId } into refunds
            select new { refunds.Key.Line, refunds.Key.CredentialId, Sum = refunds.Sum(refund => (long)refund.Amount) })
            .ToDictionaryAsync(row => (row.Line, row.CredentialId), row => row.Sum, cancellationToken);
        var used = (await db.Charges.AsNoTracking()
            .Where(charge => charge.LimitMonth == month)
            .GroupBy(charge => new { charge.Line, charge.CredentialId, charge.LimitMonth })
            .Select(ofMonth => new
            {
                ofMonth.Key.Line,
                ofMonth.Key.CredentialId,
                Month = ofMonth.Key.LimitMonth,
                Reserved = ofMonth.Sum(charge => charge.Status == ChargeStatus.Reserved ? (long)charge.ReservedAmount : 0),
                Posted = ofMonth.Sum(charge => charge.ConfirmedAt != null ? (long)charge.Amount : 0),
                GivenBack = ofMonth.Sum(charge => charge.ConfirmedAt == null ? 0 : charge.Status == ChargeStatus.Cancelled ? (long)charge.Amount : (long)charge.Refunded),
            })
            .ToListAsync(cancellationToken))
            .ConvertAll(row => row with { GivenBack = row.GivenBack - waiting.GetValueOrDefault((row.Line, row.CredentialId)) });
        var byLine = used.GroupBy(row => $"{row.Line.Value} {row.Month}", StringComparer.Ordinal)
            .ToDictionary(rows => rows.Key, rows => new Counted(rows.Sum(row => row.Reserved), rows.Sum(row => row.Posted), rows.Sum(row => row.GivenBack)), StringComparer.Ordinal);
        await foreach (var limit in db.LineLimits.AsNoTracking().Where(limit => limit.Month == month).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Compare($"{limit.Line.Value} {limit.Month}", $"{limit.Line.Masked} {limit.Month}", byLine, new Counted((long)limit.Reserved, (long)limit.Posted, (long)limit.Refunded));
            if (limit.Used > limit.Limit)
                findings.Add(new Finding(Invariant.LineLimit, $"{limit.Line.Masked} {limit.Month}", $"The limit of {limit.Limit} yen is passed."));
        }
        var byCredential = used.GroupBy(row => $"{row.CredentialId} {row.Month}", StringComparer.Ordinal)
            .ToDictionary(rows => rows.Key, rows => new Counted(rows.Sum(row => row.Reserved), rows.Sum(row => row.Posted), rows.Sum(row => row.GivenBack)), StringComparer.Ordinal);
        await foreach (var spending in db.CredentialSpendings.AsNoTracking().Where(spending => spending.Month == month).AsAsyncEnumerable().WithCancellation(cancellationToken))
            Compare($"{spending.CredentialId} {spending.Month}", $"credential {spending.CredentialId} {spending.Month}", byCredential, new Counted((long)spending.Reserved, (long)spending.Posted, (long)spending.Refunded));
        findings.AddRange(byLine.Keys.Select(key => new Finding(Invariant.LineLimit, new LineNumber(key.Split(' ')[0]).Masked, $"There are charges and no limit row: {key.Split(' ')[1]}.")));
        findings.AddRange(byCredential.Keys.Select(key => new Finding(Invariant.LineLimit, $"credential {key}", "There are charges and no row that counts them.")));
        return findings;

        void Compare(string key, string subject, Dictionary<string, Counted> charges, Counted counted)
        {
            charges.Remove(key, out var charged);
            if (charged != counted)
                findings.Add(new Finding(Invariant.LineLimit, subject, $"The row says {counted}; the charges say {charged}."));
        }
    }

    /// <summary>Yen of a month: held, taken, given back.</summary>
    private readonly record struct Counted(long Reserved, long Posted, long Refunded);

    [GeneratedRegex("ch_[0-9A-Za-z]{26}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChargeId();
}
