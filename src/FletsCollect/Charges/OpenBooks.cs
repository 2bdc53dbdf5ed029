using FletsCollect.Calendars;
using FletsCollect.Idempotency;
using FletsCollect.Keys;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Charges;

/// <summary>
/// All that the charges of one batch need to know, read at once, with what the batch has decided so far: the second of two charges sees
/// what the first did, though nothing is written yet. What is written in the end is conditional on what was read here.
/// </summary>
internal sealed class OpenBooks
{
    /// <summary>
    /// What a charge depends on, by its merchant's code, idempotency key, access token, proof, grant, and the month. Who pays by which rules
    /// is read at one stroke: a rule that is changed afterwards is then seen by the condition on its version. What no rule of a charge asks
    /// is left out, because every column of every row costs both sides of the connection.
    /// </summary>
    internal static readonly LookUp Facts = new LookUp()
        .Row<Merchant>(
            "m", "m.code = k.c0",
            nameof(Merchant.Channel), nameof(Merchant.DisplayName), nameof(Merchant.LegalName), nameof(Merchant.Industry), nameof(Merchant.PostalAddress), nameof(Merchant.SupportContact),
            nameof(Merchant.OfferedSince), nameof(Merchant.LargestCharge), nameof(Merchant.MayChargeMonthly), nameof(Merchant.Version))
        .Row<IdempotencyRecord>("i", "i.merchant_id = m.id AND i.\"key\" = k.c1")
        .Presence<OpenIddictEntityFrameworkCoreToken<Guid>>("t", $"t.id = k.c2 AND t.status = '{Statuses.Valid}'")
        .Presence<OpenIddictEntityFrameworkCoreAuthorization<Guid>>("a", $"a.id = t.authorization_id AND a.status = '{Statuses.Valid}'")
        .Presence<UsedTokenId>("u", "u.issued_by = k.c3 AND u.token_id = k.c4")
        .Row<ChargeGrant>(
            "g", "g.id = k.c5",
            nameof(ChargeGrant.ConsentText), nameof(ChargeGrant.ConsentHash), nameof(ChargeGrant.AuthorisedAt), nameof(ChargeGrant.LineProofId), nameof(ChargeGrant.SecondFactor),
            nameof(ChargeGrant.LiveReference), nameof(ChargeGrant.ReplacesGrantId))
        .Row<Credential>(
            "c", "c.id = g.credential_id",
            nameof(Credential.PasswordHash), nameof(Credential.SecurityStamp), nameof(Credential.ConcurrencyStamp), nameof(Credential.UserName), nameof(Credential.NormalizedUserName),
            nameof(Credential.Email), nameof(Credential.NormalizedEmail), nameof(Credential.EmailConfirmed), nameof(Credential.PhoneNumber), nameof(Credential.PhoneNumberConfirmed),
            nameof(Credential.TwoFactorEnabled), nameof(Credential.LockoutEnabled), nameof(Credential.LockoutEnd), nameof(Credential.AccessFailedCount),
            nameof(Credential.Role), nameof(Credential.StoppedBy), nameof(Credential.IssuedAt))
        .Row<Line>("l", "l.number = c.line", nameof(Line.CustomerNumber), nameof(Line.Site), nameof(Line.ReproofBy))
        .Row<HouseholdRules>("h", "h.line = l.number")
        .Presence<MerchantBlock>("b", "b.line = l.number AND b.merchant_id = g.merchant_id")
        .Row<LineLimit>("s", "s.line = l.number AND s.month = k.c6")
        .Row<CredentialSpending>("p", "p.credential_id = c.id AND p.month = k.c6");

    private readonly BillingMonth month;
    private readonly SpendingLimits limits;
    private readonly HashSet<Guid> aliveTokens = [];
    private readonly HashSet<(string IssuedBy, string TokenId)> usedProofs = [];
    private readonly Dictionary<string, Merchant> merchants = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid MerchantId, string Key), IdempotencyRecord> answers = [];
    private readonly Dictionary<Guid, ChargeGrant> grants = [];

    /// <summary>Who pays, by the grant.</summary>
    private readonly Dictionary<Guid, Spender> spenders = [];
    private readonly Dictionary<LineNumber, LineLimit> lineLimits = [];
    private readonly Dictionary<Guid, CredentialSpending> credentialSpendings = [];
    private readonly List<ChargeGrant> consumed = [];
    private readonly Dictionary<LineNumber, (Spender By, Yen Amount)> postedOnLines = [];

    /// <summary>
    /// What is posted, and how much of it there is up to and with the last charge that the ID's cap holds for: what comes after that may
    /// pass the cap.
    /// </summary>
    private readonly Dictionary<Guid, (Spender By, Yen Amount, Yen Capped)> postedByCredentials = [];

    private readonly HashSet<LineNumber> newLimits = [];
    private readonly HashSet<Guid> newSpendings = [];

    private OpenBooks(BillingMonth month, SpendingLimits limits)
    {
        this.month = month;
        this.limits = limits;
    }

    public static async Task<OpenBooks> ReadAsync(
        FletsCollectDbContext db, ISetReader reader, IReadOnlyList<PendingCharge> pending, DateTime now, SpendingLimits limits, CancellationToken cancellationToken)
    {
        var books = new OpenBooks(BillingMonth.At(now), limits);
        var periodKey = books.month.ToString();
        var keys = pending.Select(charge => new object[]
        {
            charge.Command.MerchantCode, charge.Command.Idempotency.Key, charge.TokenId, charge.Proof?.IssuedBy ?? "", charge.Proof?.TokenId ?? "", charge.Command.GrantId, periodKey,
        }).ToList();
        await reader.ReadAsync(db, Facts, keys, (position, found) => books.Take(pending[position], found), cancellationToken);
        return books;
    }

    private void Take(PendingCharge charge, IFoundRows found)
    {
        if (found.Has<OpenIddictEntityFrameworkCoreAuthorization<Guid>>())
            aliveTokens.Add(charge.TokenId);
        if (charge.Proof is { } proof && found.Has<UsedTokenId>())
            usedProofs.Add((proof.IssuedBy, proof.TokenId));
        if (!merchants.ContainsKey(charge.Command.MerchantCode) && found.Row<Merchant>() is { } merchant)
            merchants.Add(merchant.Code, merchant);
        if (found.Row<IdempotencyRecord>() is { } answer)
            answers.TryAdd((answer.MerchantId, answer.Key), answer);
        // Two that ask for one grant decide on the same object: the second sees what the first did.
        if (grants.ContainsKey(charge.Command.GrantId) || found.Row<ChargeGrant>() is not { } grant)
            return;
        grants.Add(grant.Id, grant);
        var (credential, line) = (found.Row<Credential>()!, found.Row<Line>()!);
        spenders.Add(grant.Id, new Spender(line, credential, found.Row<HouseholdRules>() ?? HouseholdRules.NoneOf(line.Number), found.Has<MerchantBlock>()));
        if (!lineLimits.ContainsKey(line.Number) && found.Row<LineLimit>() is { } limit)
            lineLimits.Add(line.Number, limit);
        if (!credentialSpendings.ContainsKey(credential.Id) && found.Row<CredentialSpending>() is { } spending)
            credentialSpendings.Add(credential.Id, spending);
    }

    public bool IsAlive(Guid tokenId) => aliveTokens.Contains(tokenId);

    /// <summary>True for the first use of a proof.</summary>
    public bool TryUse(UsedTokenId proof) => usedProofs.Add((proof.IssuedBy, proof.TokenId));

    public Merchant MerchantOf(CreateChargeCommand command) => merchants[command.MerchantCode];

    public IdempotencyRecord? EarlierAnswer(Merchant merchant, IdempotencyKey key) => answers.GetValueOrDefault((merchant.Id, key.Key));

    public void Remember(IdempotencyRecord record) => answers.Add((record.MerchantId, record.Key), record);

    /// <summary>The grant that the command names; null when it is another merchant's or nobody's.</summary>
    public ChargeGrant? GrantOf(CreateChargeCommand command, Merchant merchant) =>
        grants.TryGetValue(command.GrantId, out var grant) && grant.MerchantId == merchant.Id ? grant : null;

    public ChargePayer PayerOf(ChargeGrant grant, Merchant merchant) => new(merchant, spenders[grant.Id]);

    /// <summary>Adds to what is spent this month if the limits allow it; otherwise says which does not.</summary>
    public SpendingRefusal? TryPost(Spender spender, Yen amount)
    {
        var (number, id) = (spender.Line.Number, spender.Credential.Id);
        if (!lineLimits.TryGetValue(number, out var limit))
        {
            lineLimits.Add(number, limit = new LineLimit(number, month, limits.For(spender.Line, month), spender.Rules.Version));
            newLimits.Add(number);
        }
        if (!credentialSpendings.TryGetValue(id, out var spending))
        {
            credentialSpendings.Add(id, spending = new CredentialSpending(id, month));
            newSpendings.Add(id);
        }
        var onLine = postedOnLines.GetValueOrDefault(number).Amount;
        var (_, byCredential, capped) = postedByCredentials.GetValueOrDefault(id);
        var room = spender.RoomIn(limit, spending);
        if (new SpendingRoom(room.OfLine - onLine, room.OfCredential - byCredential).Refusal(amount) is { } refusal)
            return refusal;
        postedOnLines[number] = (spender, onLine + amount);
        postedByCredentials[id] = (spender, byCredential + amount, spender.PassesCap ? capped : byCredential + amount);
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
            lineLimits[number].Post(postedOnLines.GetValueOrDefault(number).Amount);
            set.Insert(lineLimits[number]);
        }
        foreach (var id in newSpendings)
        {
            credentialSpendings[id].Post(postedByCredentials.GetValueOrDefault(id).Amount);
            set.Insert(credentialSpendings[id]);
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
                .Select(line => new object[] { line.Key.Value, month.ToString(), line.Value.Amount.Amount, CapOf(line.Value.By.Rules.MonthlyCap), line.Value.By.Rules.Version })]));
        set.Change(new ConditionalChange(
            typeof(CredentialSpending),
            "posted = t.posted + v.c2",
            "t.credential_id = v.c0 AND t.month = v.c1 AND t.reserved + t.posted - t.refunded + v.c4 <= v.c3",
            [.. postedByCredentials.Where(credential => !newSpendings.Contains(credential.Key)).OrderBy(credential => credential.Key)
                .Select(credential => new object[]
                {
                    credential.Key, month.ToString(), credential.Value.Amount.Amount,
                    CapOf(credential.Value.Capped.IsPositive ? credential.Value.By.Credential.MonthlyCap : null), credential.Value.Capped.Amount,
                })]));
    }

    private static long CapOf(Yen? cap) => cap?.Amount ?? long.MaxValue;
}
