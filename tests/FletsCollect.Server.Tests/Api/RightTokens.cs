using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Api;

/// <summary>A token that each endpoint takes: the merchant's own for all its scopes, or that of a purchase made for it.</summary>
internal sealed class RightTokens(RunningServer server) : IDisposable
{
    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);
    private int keys;

    /// <summary>The demo merchant.</summary>
    public MerchantClient Merchant { get; } = server.NewMerchant();

    /// <summary>The consent behind the last purchase.</summary>
    public string? GrantId { get; private set; }

    public string NewKey() => Merchant.Key(keys++);

    public async Task<string> OfAsync(ApiRoute route)
    {
        var name = route.IsForSubscriber ? route.Template : "own";
        if (!tokens.TryGetValue(name, out var token))
            tokens[name] = token = route.IsForSubscriber ? await BuyAsync(monthly: route.Template == "v1/subscriptions") : await Merchant.GetApiTokenAsync(ApiScopes.All);
        return token;
    }

    public void Dispose() => Merchant.Dispose();

    /// <summary>One order each: the demo merchant's reference of this test may be taken once only.</summary>
    private async Task<string> BuyAsync(bool monthly)
    {
        using var person = await server.NewSubscriberAsync();
        var reference = $"ORD-{Guid.CreateVersion7():N}";
        var details = monthly ? Merchant.Monthly() : Merchant.Details();
        details["merchant_reference"] = reference;
        var pushed = await Merchant.PushAsync(Merchant.PushedRequest(details));
        var bought = await Merchant.RedeemAsync(await person.ApproveAsync(Merchant.AuthorizationAddress(pushed.Text("request_uri")!)));
        GrantId = bought.GrantId;
        return bought.AccessToken;
    }
}
