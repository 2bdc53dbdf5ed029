using System.Text.Json.Serialization;

namespace FletsCollect.Merchant.Protocol;

internal sealed record ChargeRequest(string GrantId, string MerchantReference, FletsAmount Amount);

internal sealed record SubscriptionRequest(string GrantId);

/// <summary>How the provider's API writes what this package sends and reads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChargeRequest))]
[JsonSerializable(typeof(SubscriptionRequest))]
[JsonSerializable(typeof(FletsCharge))]
[JsonSerializable(typeof(FletsSubscription))]
[JsonSerializable(typeof(FletsPayProblem))]
internal sealed partial class ApiJson : JsonSerializerContext;
