using BlogHost.Monthly;
using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>Whoever signs out at FLET'S, perhaps on a shared computer, should not leave the orders open here. What is paid every month goes on all the same.</summary>
internal sealed class SignOut(OrderBook orders, SubscriptionBook subscriptions) : IFletsSignOutHandler
{
    public Task SignedOutAsync(FletsSignOut signOut, HttpContext context, CancellationToken cancellationToken)
    {
        orders.SignOut(signOut);
        subscriptions.SignOut(signOut);
        return Task.CompletedTask;
    }
}
