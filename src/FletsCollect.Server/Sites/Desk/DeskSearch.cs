using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Mail;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <param name="Kind">What it is, in words.</param>
/// <param name="Label">What tells it from others.</param>
/// <param name="Address">Its page.</param>
/// <param name="Subject">Its name in the audit trail, which holds no whole line number.</param>
public sealed record Found(string Kind, string Label, string Address, string Subject);

/// <summary>
/// Finds what a subscriber names on the phone or in a letter. Whole and exact only, each by an index of the database and no more than
/// <see cref="Most"/>, so nobody browses; every search is in the audit trail with what it found.
/// </summary>
public sealed class DeskSearch(FletsCollectDbContext reading, UnitOfWork unitOfWork, LinePlaces places, TimeProvider clock)
{
    /// <summary>The longest text that is looked for.</summary>
    public const int LongestText = MailAddresses.Longest;

    /// <summary>The most of each kind.</summary>
    public const int Most = 20;

    /// <summary>Everything that may be asked for; another kind of thing is another row here.</summary>
    private IReadOnlyList<Func<string, CancellationToken, Task<IReadOnlyList<Found>>>> Ways => [ByIdAsync, ByMailAsync, ByLineAsync, ByChargeAsync, ByReferenceAsync, BySubscriptionAsync, ByCaseAsync, ByDisputeAsync];

    /// <summary>Looks for it among everything, and notes who did.</summary>
    public async Task<IReadOnlyList<Found>> FindAsync(string typed, StaffIdentity member, CancellationToken cancellationToken)
    {
        var text = OneForm.Of(typed);
        var found = new List<Found>();
        foreach (var way in Ways)
            found.AddRange(await way(text, cancellationToken));
        // What was typed may be a whole line or customer number, so the trail has what was found instead.
        var subject = found.Count == 1 ? found[0].Subject : member.PublicId;
        await unitOfWork.CommitAsync(
            (db, _) => Task.FromResult(db.Add(AuditEntry.Of("desk.searched", member.Actor, subject, clock.Instant(), new { found = found.Select(row => row.Subject).Take(Most) }))), cancellationToken);
        return found;
    }

    private async Task<IReadOnlyList<Found>> ByIdAsync(string text, CancellationToken cancellationToken)
    {
        var name = text.ToUpperInvariant();
        return [.. (await reading.Users.AsNoTracking().Where(row => row.NormalizedUserName == name).ToListAsync(cancellationToken)).Select(Of)];
    }

    /// <summary>By the address at which an ID is told what happens to it; a household may share one.</summary>
    private async Task<IReadOnlyList<Found>> ByMailAsync(string text, CancellationToken cancellationToken)
    {
        if (MailAddresses.Of(text) is not { } address)
            return [];
        var ids = await (
            from row in reading.NotificationAddresses.AsNoTracking()
            where row.Address == address
            join credential in reading.Users.AsNoTracking() on row.CredentialId equals credential.Id
            orderby credential.Id
            select credential).Take(Most).ToListAsync(cancellationToken);
        return [.. ids.Select(Of)];
    }

    /// <summary>By the number of the line or of its customer, with hyphens or without.</summary>
    private async Task<IReadOnlyList<Found>> ByLineAsync(string text, CancellationToken cancellationToken)
    {
        var digits = string.Concat(text.Where(character => char.GetUnicodeCategory(character) is not UnicodeCategory.DashPunctuation && character is not (' ' or '−' or 'ー')));
        var lines = LineNumber.TryParse(digits, out var number) ? reading.Lines.Where(row => row.Number == number) : reading.Lines.Where(row => row.CustomerNumber == digits);
        var rows = await lines.AsNoTracking().OrderBy(row => row.Number).Take(Most).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new Found(T("回線", "Line"), row.Number.Masked, places.AddressOf(row.Number), row.Number.Masked))];
    }

    private async Task<IReadOnlyList<Found>> ByChargeAsync(string text, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.Charge, text, out var key) ? [.. (await reading.Charges.AsNoTracking().Where(row => row.Id == key).ToListAsync(cancellationToken)).Select(Of)] : [];

    /// <summary>Through the index that a merchant's references have: one look for each merchant, none over all charges.</summary>
    private async Task<IReadOnlyList<Found>> ByReferenceAsync(string text, CancellationToken cancellationToken)
    {
        var charges = await (
            from merchant in reading.Merchants
            join grant in reading.ChargeGrants on new { MerchantId = merchant.Id, LiveReference = (string?)text } equals new { grant.MerchantId, grant.LiveReference }
            join charge in reading.Charges.AsNoTracking() on grant.Id equals charge.GrantId
            orderby charge.Id descending
            select charge).Take(Most).ToListAsync(cancellationToken);
        return [.. charges.Select(Of)];
    }

    private async Task<IReadOnlyList<Found>> BySubscriptionAsync(string text, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.Subscription, text, out var key)
            ? [.. (await reading.Subscriptions.AsNoTracking().Where(row => row.Id == key).ToListAsync(cancellationToken))
                .Select(row => new Found(T("継続課金", "Subscription"), row.Description, $"/desk/subscriptions/{row.PublicId}", row.PublicId))]
            : [];

    private async Task<IReadOnlyList<Found>> ByCaseAsync(string text, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.SupportCase, text, out var key)
            ? [.. (await reading.SupportCases.AsNoTracking().Where(row => row.Id == key).ToListAsync(cancellationToken))
                .Select(row => new Found(T("お問い合わせ", "Case"), row.Subject, $"/desk/cases/{row.PublicId}", row.PublicId))]
            : [];

    private async Task<IReadOnlyList<Found>> ByDisputeAsync(string text, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.Dispute, text, out var key)
            ? [.. (await reading.Disputes.AsNoTracking().Where(row => row.Id == key).ToListAsync(cancellationToken))
                .Select(row => new Found(T("異議申立て", "Dispute"), row.PublicId, $"/desk/disputes/{row.PublicId}", row.PublicId))]
            : [];

    private static Found Of(Credential credential) => new("ID", credential.UserName ?? "", IdDetailModel.AddressOf(credential.Id), credential.UserName ?? "");

    private static Found Of(Charge charge) => new(T("ご利用", "Charge"), $"{charge.Description} {charge.MerchantReference}", $"/desk/charges/{charge.PublicId}", charge.PublicId);
}
