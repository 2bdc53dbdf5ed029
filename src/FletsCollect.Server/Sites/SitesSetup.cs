using System.Text.Encodings.Web;
using System.Text.Unicode;
using FletsCollect.Server.Sites.Desk;
using FletsCollect.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;

namespace FletsCollect.Server.Sites;

/// <summary>The pages. Each stands in the folder of its task, beside the code that it shows.</summary>
public static class SitesSetup
{
    public static WebApplicationBuilder AddSites(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorPages(options => options.RootDirectory = "/");
        // Japanese as itself in the pages, not six bytes of entity for each character; what is special to HTML is still encoded.
        builder.Services.Configure<WebEncoderOptions>(encoder => encoder.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        builder.Services.AddOptions<DeskRules>().Bind(builder.Configuration.GetSection(DeskRules.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IOptions<DeskRules>>().Value);
        builder.Services.AddSingleton<LinePlaces>();
        builder.Services.AddScoped<DeskSearch>();
        builder.Services.AddScoped<Merchants.KeepClient>();
        builder.Services.AddSingleton<Operator.MonthRuns>();
        return builder;
    }
}
