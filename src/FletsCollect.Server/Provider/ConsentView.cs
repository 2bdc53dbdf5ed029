using FletsCollect.Charges;
using FletsCollect.Server.Localization;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Provider;

/// <summary>What the subscriber is shown before a yes, the same on the page that a merchant leads to and on the one for a device's code.</summary>
/// <param name="MerchantName">Who asks.</param>
/// <param name="Details">The purchase; null when only a sign-in is asked for.</param>
/// <param name="Consent">The purchase's terms.</param>
/// <param name="Refusal">Why the purchase cannot be approved now.</param>
/// <param name="Replacement">What the purchase takes the place of, when a price changes.</param>
/// <param name="Factors">What can stand in for the line's proof, where something must.</param>
public sealed record ConsentView(
    string MerchantName, ChargeDetails? Details, Consent? Consent, ApprovalRefusal? Refusal, GrantReplacement? Replacement = null, SecondFactorChoice? Factors = null)
{
    /// <summary>True when a yes can be given on the page: nothing is in the way, or only what the yes itself, or a PIN with it, takes away.</summary>
    public bool HasButton => Refusal is not { } refusal || (refusal.LeavesTheButton() && Factors is null or { HasPin: true });

    /// <summary>What the button says on this page.</summary>
    public string Yes => Refusal?.AsksTheContractor() == true ? T("契約者に承認を依頼する", "Ask the contractor") : YesTo(Details, Replacement);

    /// <summary>What the button says: the obligation and its price (特定商取引法 12条の6).</summary>
    public static string YesTo(ChargeDetails? details, GrantReplacement? replacement = null) => details switch
    {
        RecurringDetails monthly when replacement is not null => T($"価格の変更を承認する（{RecurringTerms.Every(monthly.Schedule)}{monthly.Amount}円）", $"Agree to {monthly.Amount} yen {RecurringTerms.Every(monthly.Schedule)}"),
        null => T("ログインする", "Sign in"),
        RecurringDetails monthly => T($"申込みを確定する（{RecurringTerms.Every(monthly.Schedule)}{monthly.Amount}円）", $"Confirm and pay {monthly.Amount} yen {RecurringTerms.Every(monthly.Schedule)}"),
        OnceDetails { Mode: AmountMode.Maximum } once => T($"申込みを確定する（上限{once.Amount}円）", $"Confirm and pay at most {once.Amount} yen"),
        { } once => T($"申込みを確定する（{once.Amount}円）", $"Confirm and pay {once.Amount} yen"),
    };
}
