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
}
