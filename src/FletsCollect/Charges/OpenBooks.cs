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
    private readonly Dictionary<LineNumber, Yen> posted = [];
    private readonly List<ChargeGrant> consumed = [];
    private readonly HashSet<LineNumber> newLimits = [];

    private OpenBooks() { }

    private BillingMonth Month { get; init; }

    private SpendingLimits Limits { get; init; } = new();

    private HashSet<Guid> AliveTokens { get; init; } = [];

    private HashSet<(string IssuedBy, string TokenId)> UsedProofs { get; init; } = [];

    private Dictionary<string, Merchant> Merchants { get; init; } = [];

    private Dictionary<(Guid MerchantId, string Key), IdempotencyRecord> Answers { get; init; } = [];

    private Dictionary<Guid, ChargeGrant> Grants { get; init; } = [];

    private Dictionary<Guid, Credential> Credentials { get; init; } = [];

    private Dictionary<LineNumber, Line> Lines { get; init; } = [];

    private Dictionary<LineNumber, LineLimit> LineLimits { get; init; } = [];

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
        var grants = await db.ChargeGrants.AsNoTracking().Where(grant => grantIds.Contains(grant.Id)).ToDictionaryAsync(grant => grant.Id, cancellationToken);

        var credentialIds = grants.Values.Select(grant => grant.CredentialId).Distinct().ToArray();
        var credentials = await db.Users.AsNoTracking().Where(credential => credentialIds.Contains(credential.Id)).ToDictionaryAsync(credential => credential.Id, cancellationToken);
        var numbers = credentials.Values.Select(credential => credential.Line).Distinct().ToArray();
        var lines = await db.Lines.AsNoTracking().Where(line => numbers.Contains(line.Number)).ToDictionaryAsync(line => line.Number, cancellationToken);
        var lineLimits = await db.LineLimits.AsNoTracking().Where(limit => numbers.Contains(limit.Line) && limit.Month == month).ToDictionaryAsync(limit => limit.Line, cancellationToken);

        return new OpenBooks
        {
            Month = month,
            Limits = limits,
            AliveTokens = [.. alive],
            UsedProofs = [.. used.Select(proof => (proof.IssuedBy, proof.TokenId))],
            Merchants = merchants,
            Answers = answers,
            Grants = grants,
            Credentials = credentials,
            Lines = lines,
            LineLimits = lineLimits,
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

    public ChargePayer PayerOf(ChargeGrant grant, Merchant merchant)
    {
        var credential = Credentials[grant.CredentialId];
        return new ChargePayer(merchant, credential, Lines[credential.Line]);
    }

    /// <summary>Adds to what the line spends this month, if its limit allows it.</summary>
    public bool TryPost(Line line, Yen amount)
    {
        if (!LineLimits.TryGetValue(line.Number, out var limit))
        {
            LineLimits.Add(line.Number, limit = new LineLimit(line.Number, Month, Limits.For(line, Month)));
            newLimits.Add(line.Number);
        }
        var already = posted.GetValueOrDefault(line.Number, Yen.Zero);
        if (already + amount > limit.Remaining)
            return false;
        posted[line.Number] = already + amount;
        return true;
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
            LineLimits[number].Post(posted.GetValueOrDefault(number, Yen.Zero));
            set.Insert(LineLimits[number]);
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
            "t.line = v.c0 AND t.month = v.c1 AND t.reserved + t.posted - t.refunded + v.c2 <= t.\"limit\"",
            [.. posted.Where(line => !newLimits.Contains(line.Key)).OrderBy(line => line.Key.Value, StringComparer.Ordinal).Select(line => new object[] { line.Key.Value, Month.ToString(), line.Value.Amount })]));
    }
}
