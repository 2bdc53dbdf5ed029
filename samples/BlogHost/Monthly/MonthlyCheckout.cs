using BlogHost.Orders;
using FletsCollect.Merchant;

namespace BlogHost.Monthly;

/// <summary>What the shop does with each outcome of a monthly purchase, and when its buyer cancels.</summary>
internal sealed class MonthlyCheckout(SubscriptionBook subscriptions, Approvals approvals, FletsSubscriptionClient client, ILogger<MonthlyCheckout> logger)
{
    public async Task<IResult> ApprovedAsync(ApprovedPurchase approved)
    {
        var reference = approved.Purchase.MerchantReference;
        if (approved.Purchase.Monthly?.ReplacesGrant is not null)
        {
            // A new price holds by its approval: there is nothing to start.
            subscriptions.Change(reference, subscription => subscription with { GrantId = approved.GrantId, AmountInYen = approved.Purchase.AmountInYen });
            return Results.LocalRedirect($"/subscriptions/{reference}?notice=price-changed");
        }
        subscriptions.Change(reference, subscription => subscription with { SubscriberId = approved.SubscriberId, SessionId = approved.SessionId });
        await StartAsync(approvals.Keep(approved));
        return ToSubscription(reference);
    }

    public IResult Refused(Purchase purchase)
    {
        if (purchase.Monthly?.ReplacesGrant is not null)
            return Results.LocalRedirect($"/subscriptions/{purchase.MerchantReference}?notice=price-kept");
        subscriptions.Change(purchase.MerchantReference, subscription => subscription.IsBought
            ? subscription
            : subscription with { Status = SubscriptionStatus.Refused, Problem = null, Code = null });
        return ToSubscription(purchase.MerchantReference);
    }

    public IResult Failed(Purchase purchase, FailedPurchase failed)
    {
        if (purchase.Monthly?.ReplacesGrant is not null)
            return Results.LocalRedirect($"/subscriptions/{purchase.MerchantReference}?notice=price-kept");
        subscriptions.Change(purchase.MerchantReference, subscription => subscription.IsBought
            ? subscription
            : subscription with { Status = SubscriptionStatus.Failed, Problem = Checkout.ProblemOf(failed), Code = failed.Code });
        return ToSubscription(purchase.MerchantReference);
    }

    /// <summary>Asks again for a start that got no answer. The same approval makes it the same subscription.</summary>
    public async Task ConfirmAsync(Subscription subscription)
    {
        if (subscription.Status is SubscriptionStatus.Unconfirmed && approvals.Find(subscription.Reference) is { } approved)
            await StartAsync(approved);
    }

    /// <summary>Cancels at the end of what was paid. False when nobody knows whether it worked; pressing again is harmless.</summary>
    public async Task<bool> CancelAsync(Subscription subscription)
    {
        try
        {
            // Refused means that it was cancelled or over before, elsewhere; the event that says so is here or on its way.
            if (await client.CancelAsync(subscription.SubscriptionId!) is FletsSubscriptionResult.Done(var cancelled, _))
                subscriptions.Change(subscription.Reference, known => known.As(cancelled));
            return true;
        }
        catch (FletsPayUnavailableException exception)
        {
            logger.LogError(exception, "Subscription {Reference}: the cancellation got no answer", subscription.Reference);
            return false;
        }
    }

    private async Task StartAsync(ApprovedPurchase approved)
    {
        var reference = approved.Purchase.MerchantReference;
        try
        {
            switch (await client.StartAsync(approved))
            {
                case FletsSubscriptionResult.Done(var started, _):
                    // An event may have been quicker, and may know more.
                    subscriptions.Change(reference, known => known.AsOf == default ? known.As(started) : known);
                    break;
                case FletsSubscriptionResult.Refused(var problem):
                    logger.LogWarning("Subscription {Reference} was not started: {Code} {RequestId}", reference, problem.Code, problem.RequestId);
                    subscriptions.Change(reference, known => known with { Status = SubscriptionStatus.Failed, Problem = Checkout.ProblemOf(problem.Code), Code = problem.Code });
                    break;
            }
            approvals.Forget(reference);
        }
        catch (FletsPayUnavailableException exception)
        {
            logger.LogError(exception, "Subscription {Reference}: the start got no answer", reference);
            subscriptions.Change(reference, known => known.AsOf == default ? known with { Status = SubscriptionStatus.Unconfirmed } : known);
        }
    }

    private static IResult ToSubscription(string reference) => Results.LocalRedirect($"/subscriptions/{reference}");
}
