using BlogHost.Monthly;
using FletsCollect.Merchant;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlogHost.Pages;

internal sealed class MonthlyModel(SubscriptionBook subscriptions) : PageModel
{
    public IReadOnlyList<Subscription> Subscriptions { get; private set; } = [];

    public void OnGet() => Subscriptions = Visitor.Known(HttpContext) is { } known ? subscriptions.Of(known) : [];

    public IActionResult OnPost() => FletsPay.Start(subscriptions.Begin(Visitor.Id(HttpContext)).ToPurchase(MonthlyPlan.Standard));
}
