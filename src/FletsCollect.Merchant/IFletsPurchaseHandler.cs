using Microsoft.AspNetCore.Http;

namespace FletsCollect.Merchant;

/// <summary>
/// What the merchant does when the subscriber is back. Every answer should redirect to a page of the merchant, so that a reload
/// repeats that page and not the callback.
/// </summary>
public interface IFletsPurchaseHandler
{
    /// <summary>
    /// The subscriber approved. Charge now with <see cref="FletsChargeClient"/>, or start a monthly purchase with
    /// <see cref="FletsSubscriptionClient"/>: approval alone moves no money. Only a new price holds by the approval itself.
    /// </summary>
    Task<IResult> ApprovedAsync(ApprovedPurchase approved, HttpContext context, CancellationToken cancellationToken);

    /// <summary>The subscriber pressed cancel. Nothing was charged; offer to try again with a new reference.</summary>
    Task<IResult> RefusedAsync(Purchase purchase, HttpContext context, CancellationToken cancellationToken);

    /// <summary>No approval came about, also when the purchase could not even be started. Nothing was charged.</summary>
    Task<IResult> FailedAsync(FailedPurchase failed, HttpContext context, CancellationToken cancellationToken);
}
