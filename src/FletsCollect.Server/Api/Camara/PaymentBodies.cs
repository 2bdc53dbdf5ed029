using System.Text.Json.Serialization;

namespace FletsCollect.Server.Api.Camara;

/// <summary>The body of createPayment and preparePayment.</summary>
public sealed record CreatePaymentBody(AmountTransaction AmountTransaction, string? Sink = null, SinkCredential? SinkCredential = null);

/// <summary>What is paid.</summary>
/// <param name="PaymentAmount">How much and for what.</param>
/// <param name="ReferenceCode">The merchant's order, as the subscriber approved it.</param>
/// <param name="ClientCorrelator">Under which a repeat is answered as the first time.</param>
/// <param name="PhoneNumber">Not to be given: the payer is the subject of the access token.</param>
/// <param name="ResourceURL">Only in answers: where the payment is.</param>
/// <param name="ServerReferenceCode">Only in answers: the charge.</param>
public sealed record AmountTransaction(
    PaymentAmount PaymentAmount,
    string ReferenceCode,
    string? ClientCorrelator = null,
    string? PhoneNumber = null,
    [property: JsonPropertyName("resourceURL")] string? ResourceURL = null,
    string? ServerReferenceCode = null);

/// <summary>An amount with its details.</summary>
public sealed record PaymentAmount(ChargingInformation ChargingInformation, ChargingMetaData? ChargingMetaData = null, IReadOnlyList<PaymentItem>? PaymentDetails = null);

/// <summary>An amount of whole yen.</summary>
/// <param name="Amount">Whole yen; with <c>taxAmount</c> where that is not included, exactly what the subscriber approved.</param>
/// <param name="Currency">Always <c>JPY</c>.</param>
/// <param name="Description">What was bought.</param>
/// <param name="IsTaxIncluded">True when the amount has the tax in it.</param>
/// <param name="TaxAmount">The tax, whole yen.</param>
public sealed record ChargingInformation(decimal Amount, string Currency, string Description, bool IsTaxIncluded = false, decimal? TaxAmount = null);

/// <summary>One thing among those that are paid.</summary>
public sealed record PaymentItem(string Id, decimal Amount, string Currency, string Description, bool IsTaxIncluded = false, decimal? TaxAmount = null);

/// <summary>What an aggregator says of the merchant behind it; kept and shown again.</summary>
public sealed record ChargingMetaData(
    string? MerchantName = null, string? MerchantIdentifier = null, decimal? Fee = null, string? PurchaseCategoryCode = null, string? Channel = null, string? ServiceId = null, string? ProductId = null);

/// <summary>What to show to the sink.</summary>
/// <param name="CredentialType">Always <c>ACCESSTOKEN</c>.</param>
/// <param name="AccessToken">A bearer token.</param>
/// <param name="AccessTokenExpiresUtc">Until when it is good; afterwards nothing more is sent.</param>
/// <param name="AccessTokenType">Always <c>bearer</c>.</param>
public sealed record SinkCredential(
    string CredentialType, string? AccessToken = null, string? AccessTokenExpiresUtc = null, string? AccessTokenType = null,
    string? Identifier = null, string? Secret = null, string? RefreshToken = null, string? RefreshTokenEndpoint = null);

/// <summary>The body of confirmPayment and cancelPayment.</summary>
/// <param name="PhoneNumber">Not to be given: the payer is the subject of the access token.</param>
public sealed record PhoneNumberBody(string? PhoneNumber = null);

/// <summary>The body of validatePayment.</summary>
public sealed record ValidatePaymentBody(string AuthorizationId, string Code);

/// <summary>A payment as CAMARA shows it.</summary>
/// <param name="PaymentId">The charge, <c>ch_…</c>.</param>
/// <param name="AmountTransaction">What is paid.</param>
/// <param name="PaymentStatus"><c>reserved</c>, <c>succeeded</c> or <c>cancelled</c>.</param>
/// <param name="PaymentCreationDate">UTC.</param>
/// <param name="PaymentDate">When it was taken.</param>
/// <param name="Sink">Where notifications go.</param>
public sealed record PaymentResource(
    string PaymentId, AmountTransaction AmountTransaction, string PaymentStatus, DateTime PaymentCreationDate, DateTime? PaymentDate = null, string? Sink = null);

/// <summary>The body of createRefund.</summary>
/// <param name="Type"><c>total</c> for all that is left, <c>partial</c> for an amount.</param>
public sealed record CreateRefundBody(string Type, RefundTransaction AmountTransaction, string? Reason = null, string? Sink = null, SinkCredential? SinkCredential = null);

/// <summary>What is given back.</summary>
public sealed record RefundTransaction(RefundAmount RefundAmount, string ReferenceCode, string? ClientCorrelator = null);

/// <summary>An amount with its details; empty but for metadata when all is given back.</summary>
public sealed record RefundAmount(ChargingInformation? ChargingInformation = null, ChargingMetaData? ChargingMetaData = null, IReadOnlyList<RefundItem>? RefundDetails = null);

/// <summary>One thing among those that are given back.</summary>
public sealed record RefundItem(string PaymentItemId, decimal Amount, string Currency, string Description, bool IsTaxIncluded = false, decimal? TaxAmount = null);

/// <summary>A refund as CAMARA shows it.</summary>
/// <param name="RefundId"><c>re_…</c>.</param>
/// <param name="RefundStatus"><c>processing</c>, <c>succeeded</c> or <c>denied</c>.</param>
/// <param name="Type"><c>total</c> or <c>partial</c>.</param>
/// <param name="AmountTransaction">What is given back.</param>
/// <param name="RefundCreationDate">UTC.</param>
/// <param name="RefundDate">When it had reached the subscriber.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sink">Where notifications go.</param>
public sealed record RefundResource(
    string RefundId, string RefundStatus, string Type, RefundTransaction AmountTransaction, DateTime RefundCreationDate, DateTime? RefundDate = null, string? Reason = null, string? Sink = null);

/// <summary>What can still be given back; refunds in flight count.</summary>
public sealed record PaymentRemainingAmount(long Amount, string Currency, bool IsTaxIncluded);
