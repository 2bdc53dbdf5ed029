using BlogHost.Monthly;
using FletsCollect.Merchant;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlogHost.Pages;

internal sealed class SubscriptionModel(SubscriptionBook subscriptions, MonthlyCheckout checkout) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Notice { get; set; }

    public Subscription Subscription { get; private set; } = null!;

    /// <summary>A subscription is shown to the browser that made it; to any other it does not exist.</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var subscription = subscriptions.Find((string)RouteData.Values["reference"]!);
        if (subscription is null || subscription.VisitorId != Visitor.Known(HttpContext))
            context.Result = NotFound();
        else if (subscription.SignedOut)
            context.Result = LocalRedirect("/");
        else
            Subscription = subscription;
    }

    public void OnGet() => Response.Headers.CacheControl = "no-store";

    public async Task<IActionResult> OnPostCancelAsync() => Here(
        Subscription.SubscriptionId is null || await checkout.CancelAsync(Subscription) ? null : "not-cancelled");

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        await checkout.ConfirmAsync(Subscription);
        return Here();
    }

    public IActionResult OnPostChangePrice() => Subscription is { Status: SubscriptionStatus.Active, GrantId: { } grant }
        ? FletsPay.ChangePrice(Subscription.ToPurchase(Subscription.Plan.Other), grant)
        : Here("price-kept");

    public static string Label(Subscription subscription) => subscription.Status switch
    {
        SubscriptionStatus.Waiting => Text.Of("承認を待っています", "Waiting for approval"),
        SubscriptionStatus.Unconfirmed => Text.Of("お申込みを確認中です", "Checking the subscription"),
        SubscriptionStatus.Active when subscription.PaymentFails => Text.Of("お支払いできていません", "Payment is failing"),
        SubscriptionStatus.Active => Text.Of("ご利用中です", "Active"),
        SubscriptionStatus.Suspended => Text.Of("休止中です", "Suspended"),
        SubscriptionStatus.CancelScheduled => Text.Of("解約を受け付けました", "Cancelled"),
        SubscriptionStatus.Ended => Text.Of("終了しました", "Ended"),
        SubscriptionStatus.Refused => Text.Of("お申込みは取り消されました", "Not subscribed"),
        SubscriptionStatus.Failed => Text.Of("お申込みを完了できませんでした", "Subscription not completed"),
        _ => throw new ArgumentOutOfRangeException(nameof(subscription), subscription.Status, "This status has no label."),
    };

    public static string Explain(Subscription subscription) => subscription.Status switch
    {
        SubscriptionStatus.Waiting => Text.Of("フレッツの画面での承認を待っています。まだ料金は発生していません。", "Waiting for your approval at FLET'S. You have not been charged."),
        SubscriptionStatus.Unconfirmed => Text.Of("お申込みの結果をまだ確認できていません。もう一度確認しても、二重に請求されることはありません。", "We do not know the outcome yet. Checking again cannot charge you twice."),
        SubscriptionStatus.Active when subscription.PaymentFails => Text.Of("今月分をお支払いいただけませんでした。フレッツが数日のあいだ再試行し、できなければ終了します。", "This month could not be charged. FLET'S tries again for some days; if that fails too, the plan ends."),
        SubscriptionStatus.Active => Text.Of("ありがとうございます。広告なしでお使いいただけます。", "Thank you. Your blog is free of ads."),
        SubscriptionStatus.Suspended => Text.Of("フレッツ回線が停止しているため休止しています。回線が再開すると続きから使えます。停止中の月の料金はかかりません。", "Your FLET'S line is suspended, and the plan with it. It goes on when the line is back; months in between are not charged."),
        SubscriptionStatus.CancelScheduled => Text.Of(
            $"{Day(subscription.EndsOn)}までお使いいただけます。次回のお支払いはありません。それまでは、フレッツの「継続中のご契約」の画面で解約を取り消せます。",
            $"You can use it until {Day(subscription.EndsOn)}; there is no next charge. Until then you can take that back at FLET'S, under “My subscriptions”."),
        SubscriptionStatus.Ended => Text.Of("今後のお支払いはありません。", "Nothing more is charged."),
        SubscriptionStatus.Refused or SubscriptionStatus.Failed => Text.Of("料金は発生していません。", "You have not been charged."),
        _ => throw new ArgumentOutOfRangeException(nameof(subscription), subscription.Status, "This status has no words."),
    };

    public static string EffectOfCancelling(Subscription subscription) => subscription is { Status: SubscriptionStatus.Active, PaymentFails: false }
        ? Text.Of($"{Day(subscription.PaidThrough)}まで使えて、次回のお支払いはありません。返金はありません。", $"You can use it until {Day(subscription.PaidThrough)}, and there is no next charge. Nothing is given back.")
        : Text.Of("すぐに終了し、今後のお支払いはありません。", "It ends at once, and nothing more is charged.");

    /// <summary>What a redirect to the page has to say; null for nothing.</summary>
    public static string? Explain(string? notice) => notice switch
    {
        "price-changed" => Text.Of("新しい価格を承認いただきました。次回のお支払いから変わります。", "You agreed to the new price. It holds from the next charge on."),
        "price-kept" => Text.Of("価格は変わっていません。", "The price has not changed."),
        "not-cancelled" => Text.Of("解約できたか確認できませんでした。しばらくしてからもう一度お試しください。", "We could not tell whether it was cancelled. Please try again in a while."),
        _ => null,
    };

    private static string Day(DateOnly? day) => day is { } known ? Text.Date(known) : Text.Of("月末", "the end of the month");

    private LocalRedirectResult Here(string? notice = null) =>
        LocalRedirect($"/subscriptions/{Subscription.Reference}{(notice is null ? "" : $"?notice={notice}")}");
}
