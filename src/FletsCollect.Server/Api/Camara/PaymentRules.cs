using System.Text.RegularExpressions;
using FletsCollect.Calendars;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Api.Camara;

/// <summary>What CAMARA's schema leaves open and this operator does not: whole yen, and sinks on the public Internet with bearer tokens.</summary>
internal static partial class PaymentRules
{
    private const long Most = 999_999_999;

    /// <summary>What is wrong with a payment; null when nothing is.</summary>
    public static CamaraError? FaultOf(AmountTransaction transaction)
    {
        if (transaction.PhoneNumber is not null)
            return CamaraError.UnnecessaryIdentifier;
        if (transaction.ResourceURL is not null || transaction.ServerReferenceCode is not null)
            return CamaraError.InvalidArgument("resourceURL and serverReferenceCode are the server's to give; leave them out.");
        if (FaultOf(transaction.ReferenceCode, transaction.ClientCorrelator, transaction.PaymentAmount.ChargingMetaData) is { } fault)
            return fault;
        var asked = transaction.PaymentAmount.ChargingInformation;
        if (FaultOf("chargingInformation", asked.Amount, asked.TaxAmount, asked.Currency, asked.Description) is { } wrong)
            return wrong;
        var items = transaction.PaymentAmount.PaymentDetails;
        if (items is null)
            return null;
        if (items.Count is 0 or > 50 || items.Select(item => item.Id).Distinct(StringComparer.Ordinal).Count() != items.Count)
            return CamaraError.InvalidArgument("paymentDetails must hold 1 to 50 items with ids of their own.");
        foreach (var item in items)
        {
            if (FaultOf($"paymentDetails '{item.Id}'", item.Amount, item.TaxAmount, item.Currency, item.Description) is { } inItem)
                return inItem;
        }
        return items.Sum(item => TotalOf(item.Amount, item.TaxAmount, item.IsTaxIncluded)) == TotalOf(asked)
            ? null
            : CamaraError.InvalidArgument("The amounts of paymentDetails must add up to the amount of chargingInformation.");
    }

    /// <summary>The same for what names a request.</summary>
    public static CamaraError? FaultOf(string referenceCode, string? clientCorrelator, ChargingMetaData? metaData)
    {
        if (!Reference().IsMatch(referenceCode))
            return CamaraError.InvalidArgument("referenceCode must be 1 to 64 of A-Z a-z 0-9 . _ : -.");
        if (clientCorrelator is not null && !Correlator().IsMatch(clientCorrelator))
            return CamaraError.InvalidArgument("clientCorrelator must be 1 to 200 visible ASCII characters.");
        return metaData?.MerchantIdentifier is { Length: 0 or > 100 } ? CamaraError.InvalidArgument("merchantIdentifier must be 1 to 100 characters.") : null;
    }

    /// <summary>The same for one amount.</summary>
    public static CamaraError? FaultOf(string where, decimal amount, decimal? taxAmount, string currency, string description)
    {
        if (currency != "JPY")
            return CamaraError.InvalidArgument($"Currency is unknown or not authorized: {where} must be in JPY.");
        if (amount is < 1 or > Most || taxAmount is < 0 or > Most || decimal.Truncate(amount) != amount || (taxAmount is { } tax && decimal.Truncate(tax) != tax))
            return CamaraError.InvalidArgument($"{where}: amount must be whole yen from 1 to {Most}, and taxAmount whole yen; the yen has no decimals.");
        return WireJson.IsShowable(description)
            ? null
            : CamaraError.InvalidArgument($"{where}: description must be 1 to 100 characters in normalization form C, without control or direction characters.");
    }

    /// <summary>What is asked for in all, the tax with it.</summary>
    public static decimal TotalOf(ChargingInformation asked) => TotalOf(asked.Amount, asked.TaxAmount, asked.IsTaxIncluded);

    public static decimal TotalOf(decimal amount, decimal? taxAmount, bool isTaxIncluded) => isTaxIncluded ? amount : amount + (taxAmount ?? 0);

    /// <summary>Where to notify, or what is wrong with that; neither when nobody wants to be told.</summary>
    public static (EventSink? Sink, CamaraError? Error) SinkOf(HttpContext http, string? sink, SinkCredential? credential)
    {
        if (sink is null)
            return credential is null ? (null, null) : (null, CamaraError.InvalidArgument("sinkCredential is for a sink; give one."));
        var services = http.RequestServices;
        if (sink.Length > WebhookEndpoint.LongestUrl || !Uri.TryCreate(sink, UriKind.Absolute, out var address) || services.GetRequiredService<PublicAddressRule>().Problem(address) is not null)
            return (null, new CamaraError(400, "INVALID_SINK", "sink not valid for the specified protocol: it must be an https address on the public Internet."));
        var now = services.GetRequiredService<TimeProvider>().Instant();
        var correlator = CamaraSetup.CorrelatorOf(http);
        if (credential is null)
            return (new EventSink(sink, null, now + EventSinks.Longest, correlator), null);
        if (credential.CredentialType != "ACCESSTOKEN")
            return (null, new CamaraError(400, "INVALID_CREDENTIAL", "Only Access token is supported"));
        if (credential.AccessTokenType != "bearer")
            return (null, new CamaraError(400, "INVALID_TOKEN", "Only bearer token is supported"));
        if (credential.AccessToken is not { Length: <= 4096 } token || !Bearer().IsMatch(token))
            return (null, CamaraError.InvalidArgument("sinkCredential.accessToken must be a bearer token of at most 4096 characters."));
        if (!WireTime.TryParse(credential.AccessTokenExpiresUtc, out var end) || end <= now)
            return (null, CamaraError.InvalidArgument("sinkCredential.accessTokenExpiresUtc must be an instant to come, with a time zone."));
        return (new EventSink(sink, services.GetRequiredService<EventSinks>().Protect(token), end, correlator), null);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A[\x21-\x7E]{1,200}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Correlator();

    // RFC 6750 §2.1.
    [GeneratedRegex(@"\A[A-Za-z0-9._~+/-]+=*\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bearer();
}
