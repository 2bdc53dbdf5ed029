using FletsCollect.Calendars;
using FletsCollect.Idempotency;
using FletsCollect.Keys;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Charges;

/// <summary>
/// All that the charges of one batch need to know, read at once, with what the batch has decided so far: the second of two charges sees
/// what the first did, though nothing is written yet. What is written in the end is conditional on what was read here.
/// </summary>
internal sealed class OpenBooks
{
    private readonly List<ChargeGrant> consumed = [];
    private readonly Dictionary<LineNumber, (Spender By, Yen Amount)> postedOnLines = [];
    private readonly Dictionary<Guid, (Spender By, Yen Amount)> postedByCredentials = [];
    private readonly HashSet<LineNumber> newLimits = [];
    private readonly HashSet<Guid> newSpendings = [];

    private OpenBooks() { }

    private BillingMonth Month { get; init; }

    private SpendingLimits Limits { get; init; } = new();

    private HashSet<Guid> AliveTokens { get; init; } = [];

    private HashSet<(string IssuedBy, string TokenId)> UsedProofs { get; init; } = [];

    private Dictionary<string, Merchant> Merchants { get; init; } = [];

    private Dictionary<(Guid MerchantId, string Key), IdempotencyRecord> Answers { get; init; } = [];

    private Dictionary<Guid, ChargeGrant> Grants { get; init; } = [];

    /// <summary>Who pays, by the grant.</summary>
    private Dictionary<Guid, Spender> Spenders { get; init; } = [];

    private Dictionary<LineNumber, LineLimit> LineLimits { get; init; } = [];

    private Dictionary<Guid, CredentialSpending> CredentialSpendings { get; init; } = [];

    public static async Task<OpenBooks> ReadAsync(
        FletsCollectDbContext db, IReadOnlyList<PendingCharge> pending, DateTime now, SpendingLimits limits, CancellationToken cancellationToken)
    {
        var month = BillingMonth.At(now);
        var tokenIds = pending.Select(charge => charge.TokenId).Distinct().ToArray();
        var alive = await db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>().AsNoTracking()
            .Where(token => tokenIds.Contains(token.Id) && token.Status == Statuses.Valid && token.Authorization!.Status == Statuses.Valid)
            .Select(token => token.Id).ToListAsync(cancellationToken);

        // By both parts of the key, and so by its index: the table has a row for every recent request.
        var proofKeys = pending.Select(charge => charge.Proof.IssuedBy).Distinct(StringComparer.Ordinal).ToArray();
        var proofIds = pending.Select(charge => charge.Proof.TokenId).ToArray();
        var used = await db.UsedTokenIds.AsNoTracking().Where(proof => proofKeys.Contains(proof.IssuedBy) && proofIds.Contains(proof.TokenId))
            .Select(proof => new { proof.IssuedBy, proof.TokenId }).ToListAsync(cancellationToken);

        var codes = pending.Select(charge => charge.Command.MerchantCode).Distinct(StringComparer.Ordinal).ToArray();
        var merchants = await db.Merchants.AsNoTracking().Where(merchant => codes.Contains(merchant.Code)).ToDictionaryAsync(merchant => merchant.Code, StringComparer.Ordinal, cancellationToken);

        var keys = pending.Select(charge => charge.Command.Idempotency.Key).Distinct(StringComparer.Ordinal).ToArray();
        var merchantIds = merchants.Values.Select(merchant => merchant.Id).ToArray();
        var answers = await db.IdempotencyRecords.AsNoTracking().Where(record => merchantIds.Contains(record.MerchantId) && keys.Contains(record.Key))
            .ToDictionaryAsync(record => (record.MerchantId, record.Key), cancellationToken);

        var grantIds = pending.Select(charge => charge.Command.GrantId).Distinct().ToArray();
        // Who pays by which rules is read at one stroke: a rule that is changed afterwards is then seen by the condition on its version.
        var parties = await (
            from grant in db.ChargeGrants.AsNoTracking()
            where grantIds.Contains(grant.Id)
            join credential in db.Users.AsNoTracking() on grant.CredentialId equals credential.Id
            join line in db.Lines.AsNoTracking() on credential.Line equals line.Number
            join made in db.HouseholdRules.AsNoTracking() on line.Number equals made.Line into kept
            from rules in kept.DefaultIfEmpty()
            from limit in db.LineLimits.AsNoTracking().Where(row => row.Line == line.Number && row.Month == month).DefaultIfEmpty()
            from spending in db.CredentialSpendings.AsNoTracking().Where(row => row.CredentialId == credential.Id && row.Month == month).DefaultIfEmpty()
            select new { grant, credential, line, rules, limit, spending, isBlocked = db.MerchantBlocks.Any(block => block.Line == line.Number && block.MerchantId == grant.MerchantId) })
            .ToListAsync(cancellationToken);

        return new OpenBooks
        {
            Month = month,
            Limits = limits,
            AliveTokens = [.. alive],
            UsedProofs = [.. used.Select(proof => (proof.IssuedBy, proof.TokenId))],
            Merchants = merchants,
            Answers = answers,
            Grants = parties.ToDictionary(party => party.grant.Id, party => party.grant),
            Spenders = parties.ToDictionary(party => party.grant.Id, party => new Spender(party.line, party.credential, party.rules ?? HouseholdRules.NoneOf(party.line.Number), party.isBlocked)),
            LineLimits = parties.Where(party => party.limit is not null).DistinctBy(party => party.line.Number).ToDictionary(party => party.line.Number, party => party.limit!),
            CredentialSpendings = parties.Where(party => party.spending is not null).DistinctBy(party => party.credential.Id).ToDictionary(party => party.credential.Id, party => party.spending!),
        };
    }

    public bool IsAlive(Guid tokenId) => AliveTokens.Contains(tokenId);

    /// <summary>True for the first use of a proof.</summary>
    public bool TryUse(UsedTokenId proof) => UsedProofs.Add((proof.IssuedBy, proof.TokenId));

    public Merchant MerchantOf(CreateChargeCommand command) => Merchants[command.MerchantCode];

    public IdempotencyRecord? EarlierAnswer(Merchant merchant, IdempotencyKey key) => Answers.GetValueOrDefault((merchant.Id, key.Key));

    public void Remember(IdempotencyRecord record) => Answers.Add((record.MerchantId, record.Key), record);

    /// <summary>The grant that the command names; null when it is another merchant's or nobody's.</summary>
    public ChargeGrant? GrantOf(CreateChargeCommand command, Merchant merchant) =>
        Grants.TryGetValue(command.GrantId, out var grant) && grant.MerchantId == merchant.Id ? grant : null;

    public ChargePayer PayerOf(ChargeGrant grant, Merchant merchant) => new(merchant, Spenders[grant.Id]);

    /// <summary>Adds to what is spent this month if the limits allow it; otherwise says which does not.</summary>
    public SpendingRefusal? TryPost(Spender spender, Yen amount)
    {
        var (number, id) = (spender.Line.Number, spender.Credential.Id);
        if (!LineLimits.TryGetValue(number, out var limit))
        {
            LineLimits.Add(number, limit = new LineLimit(number, Month, Limits.For(spender.Line, Month), spender.Rules.Version));
            newLimits.Add(number);
        }
        if (!CredentialSpendings.TryGetValue(id, out var spending))
        {
            CredentialSpendings.Add(id, spending = new CredentialSpending(id, Month));
            newSpendings.Add(id);
        }
        var (onLine, byCredential) = (postedOnLines.GetValueOrDefault(number).Amount, postedByCredentials.GetValueOrDefault(id).Amount);
        var room = spender.RoomIn(limit, spending);
        if (new SpendingRoom(room.OfLine - onLine, room.OfCredential - byCredential).Refusal(amount) is { } refusal)
            return refusal;
        postedOnLines[number] = (spender, onLine + amount);
        postedByCredentials[id] = (spender, byCredential + amount);
        return null;
    }

    public void Consume(ChargeGrant grant)
    {
        grant.Consume();
        consumed.Add(grant);
    }

    /// <summary>Adds the changes of what was read, each on the condition that it is still as it was read.</summary>
    public void WriteTo(WriteSet set)
    {
        foreach (var number in newLimits)
        {
            LineLimits[number].Post(postedOnLines.GetValueOrDefault(number).Amount);
            set.Insert(LineLimits[number]);
        }
        foreach (var id in newSpendings)
        {
            CredentialSpendings[id].Post(postedByCredentials.GetValueOrDefault(id).Amount);
            set.Insert(CredentialSpendings[id]);
        }
        // In the order of their keys: two servers that change the same rows then wait for one another instead of locking each other out.
        set.Change(new ConditionalChange(
            typeof(ChargeGrant),
            "status = 'Consumed', version = v.c1 + 1",
            "t.id = v.c0 AND t.version = v.c1",
            [.. consumed.OrderBy(grant => grant.Id).Select(grant => new object[] { grant.Id, grant.Version - 1 })]));
        set.Change(new ConditionalChange(
            typeof(LineLimit),
            "posted = t.posted + v.c2",
            "t.line = v.c0 AND t.month = v.c1 AND t.rules_version = v.c4 AND t.reserved + t.posted - t.refunded + v.c2 <= t.\"limit\" AND t.reserved + t.posted - t.refunded + v.c2 <= v.c3",
            [.. postedOnLines.Where(line => !newLimits.Contains(line.Key)).OrderBy(line => line.Key.Value, StringComparer.Ordinal)
                .Select(line => new object[] { line.Key.Value, Month.ToString(), line.Value.Amount.Amount, CapOf(line.Value.By.Rules.MonthlyCap), line.Value.By.Rules.Version })]));
        set.Change(new ConditionalChange(
            typeof(CredentialSpending),
            "posted = t.posted + v.c2",
            "t.credential_id = v.c0 AND t.month = v.c1 AND t.reserved + t.posted - t.refunded + v.c2 <= v.c3",
            [.. postedByCredentials.Where(credential => !newSpendings.Contains(credential.Key)).OrderBy(credential => credential.Key)
                .Select(credential => new object[] { credential.Key, Month.ToString(), credential.Value.Amount.Amount, CapOf(credential.Value.By.Credential.MonthlyCap) })]));
    }

    private static long CapOf(Yen? cap) => cap?.Amount ?? long.MaxValue;
}
