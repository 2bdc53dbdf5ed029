using BlogHost.Orders;
using FletsCollect.Merchant;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlogHost.Pages;

internal sealed class IndexModel(OrderBook orders) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Notice { get; set; }

    public IReadOnlyList<Order> Orders { get; private set; } = [];

    /// <summary>True when orders of this browser are hidden, because their buyer signed out at FLET'S.</summary>
    public bool SignedOut { get; private set; }

    public void OnGet()
    {
        var all = Visitor.Known(HttpContext) is { } known ? orders.Of(known) : [];
        Orders = [.. all.Where(order => !order.SignedOut)];
        SignedOut = Orders.Count < all.Count;
    }

    public IActionResult OnPost() => FletsPay.Start(orders.Begin(Visitor.Id(HttpContext)).ToPurchase());
}
