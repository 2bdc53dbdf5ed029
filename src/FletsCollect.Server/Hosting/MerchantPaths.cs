namespace FletsCollect.Server.Hosting;

/// <summary>Where merchants' back ends call: the API itself, and the same in the words of CAMARA's Carrier Billing.</summary>
public static class MerchantPaths
{
    private const string Payments = "/carrier-billing";
    private const string Refunds = "/carrier-billing-refund";

    public static bool IsApi(PathString path) => path.StartsWithSegments("/v1", StringComparison.Ordinal);

    /// <summary>True for CAMARA's paths, whose errors and names are CAMARA's.</summary>
    public static bool IsCamara(PathString path) => path.StartsWithSegments(Payments, StringComparison.Ordinal) || path.StartsWithSegments(Refunds, StringComparison.Ordinal);

    /// <summary>True for either.</summary>
    public static bool IsMerchants(PathString path) => IsApi(path) || IsCamara(path);
}
