using System.Globalization;
using BlogHost;
using BlogHost.Monthly;
using BlogHost.Orders;
using FletsCollect.Merchant;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.WebEncoders;

var builder = WebApplication.CreateBuilder(args);

// "Pay with FLET'S" is these two lines, MapFletsPay() below, and the FletsPay section of appsettings.json.
builder.Services.AddFletsPay();
builder.Services.AddScoped<IFletsPurchaseHandler, Checkout>();
// Ending what was begun with a sign-in that is over is this line, MapFletsSignOut() below, and the address at the provider.
builder.Services.AddScoped<IFletsSignOutHandler, SignOut>();

builder.Services.AddSingleton<OrderBook>();
builder.Services.AddSingleton<SubscriptionBook>();
builder.Services.AddSingleton<EventBook>();
builder.Services.AddSingleton<Approvals>();
builder.Services.AddScoped<MonthlyCheckout>();
builder.Services.AddScoped<Checkout>();
builder.Services.AddRazorPages();
// Japanese in the page source is readable; the encoder still escapes everything that means something to HTML.
builder.Services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(System.Text.Unicode.UnicodeRanges.All));
builder.Services.Configure<RequestLocalizationOptions>(options =>
{
    options.DefaultRequestCulture = new RequestCulture("ja-JP");
    options.SupportedCultures = options.SupportedUICultures = [new CultureInfo("ja-JP"), new CultureInfo("en-GB")];
    options.SupportedCultures.Add(new CultureInfo("ja"));
    options.SupportedUICultures.Add(new CultureInfo("ja"));
    options.SupportedCultures.Add(new CultureInfo("en"));
    options.SupportedUICultures.Add(new CultureInfo("en"));
    options.RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()];
});

var app = builder.Build();

app.UseRequestLocalization();
app.UseSecurityHeaders();
app.UseExceptionHandler("/Error");
app.UseStatusCodePagesWithReExecute("/Error", "?status={0}");
app.UseStaticFiles();
app.MapRazorPages();
app.MapFletsPay();
app.MapFletsSignOut();
app.MapFletsEvents();
app.MapGet("/readyz", () => "ready");

app.Run();
