using FletsCollect;
using FletsCollect.Server.Api;
using FletsCollect.Server.Api.Camara;
using FletsCollect.Server.Api.ChargePath;
using FletsCollect.Server.Commands;
using FletsCollect.Server.Database;
using FletsCollect.Server.Documents;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Hosting.Throttling;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.Localization;
using FletsCollect.Server.Mail;
using FletsCollect.Server.Network;
using FletsCollect.Server.Provider;
using FletsCollect.Server.Provider.ChargePath;
using FletsCollect.Server.SignIn;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites;
using FletsCollect.Server.Sites.Merchants;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Server.Webhooks;

// Cron starts a command in any directory; the settings beside the program count there too.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ContentRootPath = File.Exists("appsettings.json") ? null : AppContext.BaseDirectory,
});
builder.Services.AddFletsCollect();
builder.AddServiceEnvironment();
builder.Services.AddFletsCollectDatabase(builder.Configuration);
builder.AddNetwork();
builder.AddSecurityHeaders();
builder.AddThrottling();
builder.AddPublicHttp();
builder.AddLanguages();
builder.AddSignIn();
builder.AddStaff();
builder.AddProvider();
builder.AddApi();
builder.AddApiDocument();
builder.AddCamaraDocument();
builder.AddSites();
builder.AddBackOffice();
builder.AddDocuments();
builder.AddJobs();
builder.AddWebhooks();
builder.AddMail();
builder.AddRenewals();

var app = builder.Build();
if (OperatorCommands.IsCommand(args))
    return await OperatorCommands.RunAsync(args, app.Services, Console.Out, Console.Error, app.Lifetime.ApplicationStopping);

app.UseRequestId();
app.UseClientAddress();
app.UseSecurityHeaders();
app.UseServiceEnvironment();
app.UseRequestLocalization();
app.UseErrors();
app.UseLocalTokens();
app.UseChargePath();
app.UseCamara();
app.UseRouting();
app.UseThrottling();
app.UseAuthentication();
app.UseRequestedLanguage();
app.UseAuthorization();
app.UseMerchantThrottling();
app.UseAcceptedForm();
app.UseAntiforgery();

app.MapStaticAssets();
app.MapRazorPages().WithStaticAssets();
app.MapLanguages();
app.MapCharges();
app.MapRefunds();
app.MapCamaraPayments();
app.MapCamaraRefunds();
app.MapApprovals();
app.MapSubscriptions();
app.MapPlans();
app.MapGrantManagement();
app.MapWebhookEndpoints();
app.MapEvents();
app.MapWebhookDeliveries();
app.MapApiDocument();
app.MapNetwork();
app.MapHealth();
app.MapInvoicePdf();
app.MapMerchantExports();

await app.PrepareAsync();
await app.RunAsync();
return 0;

/// <summary>Named so that tests can start the very same server.</summary>
public sealed partial class Program;
