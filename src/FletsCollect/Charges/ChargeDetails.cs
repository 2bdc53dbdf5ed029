namespace FletsCollect.Charges;

/// <summary>
/// The purchase that a merchant asks for: one element of <c>authorization_details</c> (RFC 9396) after every check, in the product's own
/// types (provider.md, "Charge details").
/// </summary>
/// <param name="MerchantReference">The merchant's own name of the order, <c>[A-Za-z0-9._:-]{1,64}</c>.</param>
/// <param name="Description">What is bought, 1 to 100 characters, shown as text.</param>
/// <param name="Amount">The tax-included price.</param>
public sealed record ChargeDetails(string MerchantReference, string Description, Yen Amount)
{
    /// <summary>The only type so far: one charge of exactly this amount.</summary>
    public const string OnceType = "urn:fletscollect:charge-once:v1";
}
