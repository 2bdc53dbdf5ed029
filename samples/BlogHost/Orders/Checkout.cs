using BlogHost.Monthly;
using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>What the shop does with each outcome; with a monthly one <see cref="MonthlyCheckout"/> does it. Every answer is a redirect to the order's page, so reloading it repeats nothing.</summary>
internal sealed class Checkout(OrderBook orders, Approvals approvals, MonthlyCheckout monthly, FletsChargeClient charges, ILogger<Checkout> logger) : IFletsPurchaseHandler
{
    public async Task<IResult> ApprovedAsync(ApprovedPurchase approved, HttpContext context, CancellationToken cancellationToken)
    {
        if (approved.Purchase.Monthly is not null)
            return await monthly.ApprovedAsync(approved);
        orders.Change(approved.Purchase.MerchantReference, order => order with { SubscriberId = approved.SubscriberId, SessionId = approved.SessionId });
        // Not the request's token: a visitor who closes the browser now has approved, and the shop wants to know how it ended.
        await ChargeAsync(approvals.Keep(approved), CancellationToken.None);
        return ToOrder(approved.Purchase);
    }

    public Task<IResult> RefusedAsync(Purchase purchase, HttpContext context, CancellationToken cancellationToken)
    {
        if (purchase.Monthly is not null)
            return Task.FromResult(monthly.Refused(purchase));
        orders.Change(purchase.MerchantReference, order => order.Status is OrderStatus.Unconfirmed
            ? order
            : order with { Status = OrderStatus.Refused, Problem = null, Code = null });
        return Task.FromResult(ToOrder(purchase));
    }

    public Task<IResult> FailedAsync(FailedPurchase failed, HttpContext context, CancellationToken cancellationToken)
    {
        // An answer that belongs to no purchase of this browser changes no order.
        if (failed.Purchase is not { } purchase)
            return Task.FromResult(Results.LocalRedirect("/?notice=unknown-answer"));
        if (purchase.Monthly is not null)
            return Task.FromResult(monthly.Failed(purchase, failed));

        orders.Change(purchase.MerchantReference, order => order.Status is OrderStatus.Unconfirmed
            ? order
            : order with { Status = OrderStatus.Failed, Problem = ProblemOf(failed), Code = failed.Code });
        return Task.FromResult(ToOrder(purchase));
    }

    /// <summary>Asks again for an order whose charge got no answer. The same key makes it the same charge.</summary>
    public async Task ConfirmAsync(Order order)
    {
        if (order.Status is OrderStatus.Unconfirmed && approvals.Find(order.Reference) is { } approved)
            await ChargeAsync(approved, CancellationToken.None);
    }

    private async Task ChargeAsync(ApprovedPurchase approved, CancellationToken cancellationToken)
    {
        var reference = approved.Purchase.MerchantReference;
        if (orders.Find(reference) is not { Status: not OrderStatus.Paid })
            return;

        try
        {
            switch (await charges.ChargeAsync(approved, cancellationToken: cancellationToken))
            {
                case FletsChargeResult.Confirmed(var charge, _):
                    orders.Change(reference, order => order with
                    {
                        Status = OrderStatus.Paid, ChargeId = charge.Id, PaidOn = charge.BusinessDate, Problem = null, Code = null,
                    });
                    break;
                case FletsChargeResult.Refused(var problem):
                    logger.LogWarning("Order {Reference} was not charged: {Code} {RequestId}", reference, problem.Code, problem.RequestId);
                    orders.Change(reference, order => order with { Status = OrderStatus.Failed, Problem = ProblemOf(problem.Code), Code = problem.Code });
                    break;
            }

            approvals.Forget(reference);
        }
        catch (FletsPayUnavailableException exception)
        {
            logger.LogError(exception, "Order {Reference}: the charge got no answer", reference);
            orders.Change(reference, order => order with { Status = OrderStatus.Unconfirmed });
        }
    }

    public static OrderProblem ProblemOf(FailedPurchase failed) => failed.Reason switch
    {
        FletsPayFailure.ProviderUnavailable => OrderProblem.ProviderUnavailable,
        FletsPayFailure.RequestRefused => ProblemOf(failed.Code),
        FletsPayFailure.AnswerNotTrusted or FletsPayFailure.ApprovalDiffers => OrderProblem.NotTrusted,
        _ => throw new ArgumentOutOfRangeException(nameof(failed), failed.Reason, "This failure has no words."),
    };

    /// <summary>The provider's codes are many and grow; what a buyer can do about them is little.</summary>
    public static OrderProblem ProblemOf(string code) => code switch
    {
        "unmet_authentication_requirements" or "insufficient_user_authentication" => OrderProblem.NotOnTheLine,
        "grant_ended" or "invalid_token" or "invalid_grant" => OrderProblem.ApprovalOver,
        "grant_consumed" => OrderProblem.AlreadyPaid,
        "limit_exceeded" => OrderProblem.OverLimit,
        "payer_unavailable" => OrderProblem.PayerUnavailable,
        "temporarily_unavailable" or "server_error" or "busy" => OrderProblem.ProviderUnavailable,
        _ => OrderProblem.Ours,
    };

    private static IResult ToOrder(Purchase purchase) => Results.LocalRedirect($"/orders/{purchase.MerchantReference}");
}
