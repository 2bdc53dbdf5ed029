using FletsCollect.Charges;
using FletsCollect.Subscriptions;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>What the subscriber's pages say of subscriptions and consents.</summary>
internal static class SubscriptionWords
{
    /// <summary>毎月990円, or 990 yen every month.</summary>
    public static string Price(Yen amount, RecurringSchedule schedule) => schedule.Months switch
    {
        1 => T($"毎月{amount}円", $"{amount} yen every month"),
        12 => T($"毎年{amount}円", $"{amount} yen every year"),
        var months => T($"{months}か月ごとに{amount}円", $"{amount} yen every {months} months"),
    };

    public static string Status(Subscription subscription) => subscription.Status switch
    {
        SubscriptionStatus.Active when subscription.FailingSince is not null => T("お支払いできていません", "Payment is failing"),
        SubscriptionStatus.Active => T("継続中", "Active"),
        SubscriptionStatus.Suspended => T("回線の停止により中断中", "Suspended with the line"),
        SubscriptionStatus.CancelScheduled => T("解約手続き済み", "Cancelled"),
        SubscriptionStatus.Ended or SubscriptionStatus.AutoTerminated => T("終了", "Ended"),
        _ => throw new ArgumentOutOfRangeException(nameof(subscription), subscription.Status, "Unknown status."),
    };

    public static string EndReason(SubscriptionEndReason reason) => reason switch
    {
        SubscriptionEndReason.CancelledBySubscriber => T("お客様による解約", "Cancelled by you"),
        SubscriptionEndReason.CancelledByMerchant => T("販売事業者による解約", "Cancelled by the seller"),
        SubscriptionEndReason.CancelledByDesk => T("サポートデスクでの解約", "Cancelled by the support desk"),
        SubscriptionEndReason.TermOver => T("期間の満了", "The term is over"),
        SubscriptionEndReason.GrantRevoked => T("承認の取消し", "The approval was taken back"),
        SubscriptionEndReason.RenewalFailed => T("お支払いができなかったため", "A payment could not be made"),
        SubscriptionEndReason.LineTerminated => T("回線の解約", "The line's contract ended"),
        SubscriptionEndReason.LineTransferred => T("回線の譲渡", "The line was transferred"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };

    public static string Status(ChargeGrant grant, DateTime now) => grant.Status switch
    {
        ChargeGrantStatus.Authorised => grant.IsLiveAt(now) ? T("承認済み（未請求）", "Approved, not charged yet") : T("期限切れ（請求なし）", "Ran out, nothing was charged"),
        ChargeGrantStatus.Active => T("有効（継続課金）", "Active, renews itself"),
        ChargeGrantStatus.Consumed => T("お支払い済み", "Charged"),
        ChargeGrantStatus.Revoked => T("取消し済み", "Taken back"),
        ChargeGrantStatus.Ended => T("終了", "Ended"),
        ChargeGrantStatus.Replaced => T("新しい価格の承認に変更済み", "Replaced by the approval of a new price"),
        _ => throw new ArgumentOutOfRangeException(nameof(grant), grant.Status, "Unknown grant status."),
    };

    /// <summary>What a merchant may do, or did, by a consent.</summary>
    public static string Allows(ChargeDetails details) => details switch
    {
        RecurringDetails monthly => Price(monthly.Amount, monthly.Schedule),
        OnceDetails { Mode: AmountMode.Maximum } once => T($"1回のみ・上限{once.Amount}円", $"Once, at most {once.Amount} yen"),
        OnceDetails once => T($"1回のみ・{once.Amount}円", $"Once, {once.Amount} yen"),
        _ => throw new ArgumentOutOfRangeException(nameof(details), details.Type, "Unknown type of purchase."),
    };
}
