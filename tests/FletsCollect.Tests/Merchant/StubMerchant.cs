using System.Net;
using FletsCollect.Database.Tests;
using FletsCollect.Merchant;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FletsCollect.Tests.Merchant;

/// <summary>A merchant on real HTTP that sells one thing and remembers what the package told it.</summary>
internal sealed class StubMerchant : IFletsPurchaseHandler, IFletsSignOutHandler, IAsyncDisposable
{
    private WebApplication _app = null!;

    public required string Origin { get; init; }
    public List<object> Outcomes { get; } = [];
    public List<FletsSignOut> SignOuts { get; } = [];

    /// <summary>True while this merchant cannot end sessions.</summary>
    public bool FailsToSignOut { get; set; }

    public IServiceProvider Services => _app.Services;

    public static readonly Purchase Purchase = new("ORD-0001", "有料オプション 30日", 315);
    public static readonly Purchase Monthly = Purchase with { Monthly = new MonthlyTerms(new DateOnly(2026, 11, 22)) };

    public static async Task<StubMerchant> StartAsync(StubProvider provider, Action<FletsPayOptions>? change = null)
    {
        var port = LoopbackPort.Free();
        var merchant = new StubMerchant { Origin = $"http://localhost:{port}" };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services.AddSingleton<IFletsPurchaseHandler>(merchant);
        builder.Services.AddSingleton<IFletsSignOutHandler>(merchant);
        builder.Services.AddFletsPay(options =>
        {
            options.Issuer = provider.Issuer;
            options.ClientId = StubProvider.ClientId;
            options.RedirectUri = $"{merchant.Origin}/flets/callback";
            options.SigningKeyId = StubProvider.KeyId;
            options.SigningKey = provider.MerchantKey.ExportPkcs8PrivateKeyPem();
            change?.Invoke(options);
        });

        merchant._app = builder.Build();
        merchant._app.MapFletsPay();
        merchant._app.MapFletsSignOut();
        merchant._app.MapPost("/buy", () => FletsPay.Start(Purchase));
        merchant._app.MapPost("/subscribe", () => FletsPay.Start(Monthly));
        merchant._app.MapPost("/change-price", () => FletsPay.ChangePrice(Monthly, "gr_before"));
        await merchant._app.StartAsync();
        return merchant;
    }

    /// <summary>Buys like a browser does, up to the merchant's last page, and answers the outcome that the merchant was told.</summary>
    public async Task<object> BuyAsync(string path = "buy")
    {
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        using var response = await browser.PostAsync(new Uri($"{Origin}/{path}"), content: null);
        var page = await response.Content.ReadAsStringAsync();
        Assert.True(page == "done", $"{(int)response.StatusCode} {response.RequestMessage?.RequestUri?.AbsolutePath}: {page}");
        return Assert.Single(Outcomes);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public Task<IResult> ApprovedAsync(ApprovedPurchase approved, HttpContext context, CancellationToken cancellationToken) => Note(approved);

    public Task<IResult> RefusedAsync(Purchase purchase, HttpContext context, CancellationToken cancellationToken) => Note(purchase);

    public Task<IResult> FailedAsync(FailedPurchase failed, HttpContext context, CancellationToken cancellationToken) => Note(failed);

    public Task SignedOutAsync(FletsSignOut signOut, HttpContext context, CancellationToken cancellationToken)
    {
        if (FailsToSignOut)
            throw new IOException("The sessions' database is away.");
        SignOuts.Add(signOut);
        return Task.CompletedTask;
    }

    private Task<IResult> Note(object outcome)
    {
        Outcomes.Add(outcome);
        return Task.FromResult(Results.Text("done"));
    }
}
