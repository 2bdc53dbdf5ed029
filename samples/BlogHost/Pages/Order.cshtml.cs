using BlogHost.Orders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlogHost.Pages;

internal sealed class OrderModel(OrderBook orders, Checkout checkout) : PageModel
{
    public Order Order { get; private set; } = null!;

    /// <summary>An order is shown to the browser that made it; to any other it does not exist.</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var order = orders.Find((string)RouteData.Values["reference"]!);
        if (order is null || order.VisitorId != Visitor.Known(HttpContext))
            context.Result = NotFound();
        else if (order.SignedOut)
            context.Result = LocalRedirect("/");
        else
            Order = order;
    }

    public void OnGet() => Response.Headers.CacheControl = "no-store";

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        await checkout.ConfirmAsync(Order);
        return LocalRedirect($"/orders/{Order.Reference}");
    }

    public static string Label(OrderStatus status) => status switch
    {
        OrderStatus.Waiting => Text.Of("承認を待っています", "Waiting for approval"),
        OrderStatus.Unconfirmed => Text.Of("お支払いを確認中です", "Checking the payment"),
        OrderStatus.Paid => Text.Of("お支払いが完了しました", "Paid"),
        OrderStatus.Refused => Text.Of("お支払いは取り消されました", "Payment cancelled"),
        OrderStatus.Failed => Text.Of("お支払いを完了できませんでした", "Payment not completed"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This status has no label."),
    };

    public static string Explain(OrderProblem problem) => problem switch
    {
        OrderProblem.NotOnTheLine => Text.Of(
            "ご契約のフレッツ回線からの接続を確認できませんでした。ご自宅の回線（Wi-Fi）につないで、もう一度お試しください。",
            "FLET'S could not tell that you are on your own line. Connect at home, by your own Wi-Fi, and try again."),
        OrderProblem.ApprovalOver => Text.Of("承認からお支払いまでに時間がかかりすぎたか、承認が取り消されました。もう一度お支払いに進んでください。", "Your approval ran out or was taken back before the payment. Please pay once more."),
        OrderProblem.AlreadyPaid => Text.Of("このご注文はすでにお支払い済みです。ご注文の履歴をお確かめください。", "This order was paid before. Look at your orders."),
        OrderProblem.OverLimit => Text.Of("回線の今月のご利用限度額を超えるため、お支払いできません。来月もう一度お試しください。", "It is above what your line may still spend this month. Try again next month."),
        OrderProblem.PayerUnavailable => Text.Of("お使いの回線またはIDでは、いまお支払いできません。フレッツのお客様窓口へお問い合わせください。", "Your line or ID cannot pay at present. Please ask the FLET'S support desk."),
        OrderProblem.ProviderUnavailable => Text.Of("フレッツのシステムにつながりませんでした。しばらくしてからもう一度お試しください。", "FLET'S could not be reached. Please try again in a while."),
        OrderProblem.NotTrusted => Text.Of("フレッツからの答えを確かめられなかったため、お支払いをやめました。はじめからもう一度お試しください。", "The answer from FLET'S could not be trusted, so nothing was paid. Please start again."),
        OrderProblem.Ours => Text.Of("当店の不具合でお支払いできませんでした。ご注文番号を添えてお問い合わせください。", "This is our fault. Please write to us with the number of your order."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "This problem has no words."),
    };
}
