using FletsCollect.Calendars;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>What the household may spend, and who changed that. The contractor sees every ID of the line, everybody else the own one.</summary>
public sealed class LimitsModel(FletsCollectDbContext db, ChangeHousehold household, SpendingLimits limits, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    /// <summary>More than a household blocks; lifting one shows the next.</summary>
    private const int MostBlocks = 200;

    public sealed record CredentialRow(Credential Credential, Yen Used);

    public sealed record BlockRow(MerchantBlock Block, string Merchant);

    public SpendingRoom OwnRoom { get; private set; }

    public HouseholdRules Rules { get; private set; } = null!;

    /// <summary>What age and tenure allow this month.</summary>
    public Yen Allowed { get; private set; }

    public Yen LineUsed { get; private set; }

    public IReadOnlyList<CredentialRow> Credentials { get; private set; } = [];

    public IReadOnlyList<BlockRow> Blocks { get; private set; } = [];

    /// <summary>Why what was asked for was not done.</summary>
    public HouseholdRefusal? Refusal { get; private set; }

    /// <summary>What is wrong with a cap that was typed, in which field, and what was typed.</summary>
    public string? CapError { get; private set; }

    public string? CapField { get; private set; }

    public string? CapText { get; private set; }

    [BindProperty(SupportsGet = true), FromQuery(Name = "done")]
    public string? Done { get; set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    public async Task<IActionResult> OnPostCapLineAsync([FromForm] string? cap, CancellationToken cancellationToken) =>
        await CapAsync("LineCap", cap, yen => new HouseholdChange.CapLine(yen), cancellationToken);

    public async Task<IActionResult> OnPostCapCredentialAsync([FromForm] string? userName, [FromForm] string? cap, CancellationToken cancellationToken)
    {
        if (await FindAsync(userName, cancellationToken) is not { } id)
            return NotFound();
        return await CapAsync("Cap-" + userName, cap, yen => new HouseholdChange.CapCredential(id, yen), cancellationToken);
    }

    public async Task<IActionResult> OnPostUnfreezeAsync([FromForm] string? userName, CancellationToken cancellationToken) =>
        await FindAsync(userName, cancellationToken) is { } id ? await ChangeAsync(new HouseholdChange.UnfreezeCredential(id), cancellationToken) : NotFound();

    public async Task<IActionResult> OnPostUnblockAsync([FromForm] Guid merchant, CancellationToken cancellationToken) =>
        await ChangeAsync(new HouseholdChange.UnblockMerchant(merchant), cancellationToken);

    public async Task<IActionResult> OnPostAllowAsync(CancellationToken cancellationToken) => await ChangeAsync(new HouseholdChange.AllowPurchases(), cancellationToken);

    private async Task<IActionResult> CapAsync(string field, string? typed, Func<Yen?, HouseholdChange> change, CancellationToken cancellationToken)
    {
        (CapField, CapText) = (field, typed);
        if (TypedYen.TryReadFromZero(typed, out var cap))
            return await ChangeAsync(change(cap), cancellationToken);
        return await RefuseCapAsync(cancellationToken);
    }

    private async Task<IActionResult> ChangeAsync(HouseholdChange change, CancellationToken cancellationToken)
    {
        var refusal = await household.ExecuteAsync(Person.CredentialId, HttpContext.Connection.RemoteIpAddress, change, cancellationToken);
        if (refusal is null)
            return Redirect("/account/limits?done=changed");
        if (refusal == HouseholdRefusal.NotAStep && CapField is not null)
            return await RefuseCapAsync(cancellationToken);
        Refusal = refusal;
        await ReadAsync(cancellationToken);
        return Page();
    }

    private async Task<IActionResult> RefuseCapAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        CapError = T($"上限は0円から{Allowed}円まで、1,000円きざみの数字で入力してください。", $"Enter a cap from 0 to {Allowed} yen in steps of 1,000.");
        return Page();
    }

    /// <summary>An ID of the own line by its name; the use case decides who may do what with it.</summary>
    private Task<Guid?> FindAsync(string? userName, CancellationToken cancellationToken) =>
        Db.Users.Where(row => row.UserName == userName && row.Line == Credential.Line).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var month = BillingMonth.At(Now);
        var line = await Db.Lines.AsNoTracking().SingleAsync(row => row.Number == Credential.Line, cancellationToken);
        Rules = await Db.HouseholdRules.AsNoTracking().SingleOrDefaultAsync(row => row.Line == line.Number, cancellationToken) ?? HouseholdRules.NoneOf(line.Number);
        Allowed = limits.For(line, month);
        OwnRoom = await Spending.RoomAsync(Db, new Spender(line, Credential, Rules, IsMerchantBlocked: false), month, limits, cancellationToken);
        if (!IsContractor)
            return;
        LineUsed = (await Db.LineLimits.AsNoTracking().SingleOrDefaultAsync(row => row.Line == line.Number && row.Month == month, cancellationToken))?.Used ?? Yen.Zero;
        var credentials = await (
            from credential in Db.Users.AsNoTracking()
            where credential.Line == line.Number && credential.Status != CredentialStatus.Revoked
            from spending in Db.CredentialSpendings.AsNoTracking().Where(row => row.CredentialId == credential.Id && row.Month == month).DefaultIfEmpty()
            orderby credential.IssuedAt, credential.Id
            select new { credential, spending }).ToListAsync(cancellationToken);
        Credentials = [.. credentials.Select(row => new CredentialRow(row.credential, row.spending?.Used ?? Yen.Zero))];
        var blocks = await (
            from block in Db.MerchantBlocks.AsNoTracking()
            where block.Line == line.Number
            join merchant in Db.Merchants on block.MerchantId equals merchant.Id
            orderby block.BlockedAt descending
            select new { block, merchant.DisplayName }).Take(MostBlocks).ToListAsync(cancellationToken);
        Blocks = [.. blocks.Select(row => new BlockRow(row.block, row.DisplayName))];
    }
}

/// <summary>A cap to type.</summary>
/// <param name="Id">The field's id on the page.</param>
/// <param name="Label">Whose cap it is.</param>
/// <param name="Present">The cap that holds.</param>
/// <param name="Allowed">The highest that may be set.</param>
/// <param name="Text">What was typed, when it was wrong.</param>
/// <param name="Error">What is wrong with it.</param>
public sealed record CapFields(string Id, string Label, Yen? Present, Yen Allowed, string? Text, string? Error);
