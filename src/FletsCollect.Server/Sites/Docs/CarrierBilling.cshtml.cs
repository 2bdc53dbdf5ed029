using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Docs;

/// <summary>What CAMARA's Carrier Billing is here, and where it differs.</summary>
public sealed class CarrierBillingModel(Issuer issuer) : PageModel
{
    public Uri Payments => issuer.Under("carrier-billing/v0.5/payments");

    public Uri Refunds => issuer.Under("carrier-billing-refund/v0.3/payments/{paymentId}/refunds");
}
