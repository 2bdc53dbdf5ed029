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

    public void OnGet() => Orders = Visitor.Known(HttpContext) is { } known ? orders.Of(known) : [];

    public IActionResult OnPost() => FletsPay.Start(orders.Begin(Visitor.Id(HttpContext)).ToPurchase());
}
