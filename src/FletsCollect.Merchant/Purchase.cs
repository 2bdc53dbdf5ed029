using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace FletsCollect.Merchant;

/// <summary>One thing that a subscriber is asked to buy at one price: once, or every month if it is <see cref="Monthly"/>.</summary>
public sealed record Purchase
{
    /// <summary>Describes a purchase; throws when the provider would refuse it.</summary>
    /// <param name="merchantReference">The merchant's order reference: 1-64 of <c>A-Z a-z 0-9 . _ : -</c>, a new one for every order or subscription.</param>
    /// <param name="description">What is bought, as the subscriber reads it on the approval page: 1-100 characters, plain text.</param>
    /// <param name="amountInYen">The price in whole yen, tax included, 1 to 999,999,999.</param>
    [JsonConstructor]
    public Purchase(string merchantReference, string description, long amountInYen)
    {
        if (merchantReference.Length is < 1 or > 64 || !merchantReference.All(IsReferenceCharacter))
            throw new ArgumentException("A merchant reference has 1-64 characters of A-Z a-z 0-9 . _ : -", nameof(merchantReference));
        // The provider shows the text as it stands; control characters and bidi overrides could make it read differently.
        if (description.Length is < 1 or > 100 || !description.IsNormalized(NormalizationForm.FormC) || description.Any(IsHidden))
            throw new ArgumentException("A description has 1-100 characters in NFC without control or bidi characters.", nameof(description));
        ArgumentOutOfRangeException.ThrowIfLessThan(amountInYen, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amountInYen, 999_999_999);

        (MerchantReference, Description, AmountInYen) = (merchantReference, description, amountInYen);
    }

    /// <summary>The merchant's order reference. It is also the default idempotency key of the charge.</summary>
    public string MerchantReference { get; }

    /// <summary>What is bought, as the subscriber reads it.</summary>
    public string Description { get; }

    /// <summary>The price in whole yen, tax included; of one month if it is <see cref="Monthly"/>.</summary>
    public long AmountInYen { get; }

    /// <summary>That it is bought every month until it is cancelled; null for once.</summary>
    public MonthlyTerms? Monthly { get; init; }

    private static bool IsReferenceCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or ':' or '-';

    private static bool IsHidden(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

/// <summary>
/// Calendar months: the first one from <paramref name="Start"/> to its end, charged in full, then each from its 1st. The provider makes
/// every charge by itself.
/// </summary>
/// <param name="Start">The first day, in Japan: <see cref="Today"/> or later. Keep it: a new price keeps it too.</param>
/// <param name="ReplacesGrant">The grant whose price changes; set by <see cref="FletsPay.ChangePrice"/>.</param>
public sealed record MonthlyTerms(DateOnly Start, string? ReplacesGrant = null)
{
    /// <summary>Today in Japan, which has one time zone and no summer time.</summary>
    public static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime.AddHours(9));
}

/// <summary>
/// A purchase that the subscriber approved. It may be charged, once, until it expires; a monthly one may be started, and one at a new
/// price holds already.
/// </summary>
/// <param name="Purchase">What was asked for; the approval was checked to be for exactly this.</param>
/// <param name="GrantId">The provider's name of the approval.</param>
/// <param name="SubscriberId">The subscriber as this merchant knows them: a pairwise subject, never a name, address or line number.</param>
/// <param name="AccessToken">Allows the charge. A secret: keep it out of logs, pages and cookies.</param>
/// <param name="ExpiresAt">After this instant the access token no longer charges, if the provider said so.</param>
/// <param name="SessionId">The subscriber's sign-in at the provider, by which <see cref="IFletsSignOutHandler"/> learns of its end.</param>
public sealed record ApprovedPurchase(Purchase Purchase, string GrantId, string SubscriberId, string AccessToken, DateTimeOffset? ExpiresAt, string? SessionId = null)
{
    /// <summary>Leaves the token out, because records are printed into logs.</summary>
    public override string ToString() => $"{Purchase.MerchantReference} approved as {GrantId}";
}

/// <summary>A purchase that came to no approval for a reason other than the subscriber's refusal. Nothing was charged.</summary>
/// <param name="Purchase">What was asked for, or null when the answer could not be tied to a request of ours; then change no order.</param>
/// <param name="Reason">Where it failed.</param>
/// <param name="Code">The OAuth error code or our own, for logs and support.</param>
/// <param name="Description">A sentence for the engineer, not for the subscriber.</param>
public sealed record FailedPurchase(Purchase? Purchase, FletsPayFailure Reason, string Code, string? Description);

/// <summary>Where a purchase failed.</summary>
public enum FletsPayFailure
{
    /// <summary>The provider could not be reached or answered with an error of its own. Trying again later may work.</summary>
    ProviderUnavailable,

    /// <summary>The provider refused the request or could not let this subscriber approve it; the code says why.</summary>
    RequestRefused,

    /// <summary>The browser came back with an answer that belongs to no request of this browser, or that another party made.</summary>
    AnswerNotTrusted,

    /// <summary>The provider granted something other than what was asked. Tell the provider's merchant desk.</summary>
    ApprovalDiffers,
}
