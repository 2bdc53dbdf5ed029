using FletsCollect.Server.Hosting.Throttling;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Sites.Docs;

/// <summary>How much a merchant may ask, as this server is set.</summary>
public sealed class LimitsModel(IOptions<ThrottlingOptions> options) : PageModel
{
    public IReadOnlyList<NamedLimit> Limits =>
    [
        new("reads", "APIの参照（GET）", "Reading from the API (GET)", options.Value.MerchantReads),
        new("writes", "APIの書き込み（課金など）", "Writing through the API, charges among it", options.Value.MerchantWrites),
        new("protocol", "PAR、トークン、イントロスペクション、取消し", "Pushed requests, tokens, introspection and revocation", options.Value.MerchantProtocol),
    ];
}

/// <summary>A limit under the name that its headers say.</summary>
public sealed record NamedLimit(string Name, string Japanese, string English, ThrottleLimit Limit);
