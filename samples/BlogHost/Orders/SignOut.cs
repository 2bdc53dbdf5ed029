using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>Whoever signs out at FLET'S, perhaps on a shared computer, should not leave the orders open here.</summary>
internal sealed class SignOut(OrderBook orders) : IFletsSignOutHandler
{
    public Task SignedOutAsync(FletsSignOut signOut, HttpContext context, CancellationToken cancellationToken)
    {
        orders.SignOut(signOut);
        return Task.CompletedTask;
    }
}
