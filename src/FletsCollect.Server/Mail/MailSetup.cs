using FletsCollect.Server.Jobs;

namespace FletsCollect.Server.Mail;

/// <summary>What sends mails, where a mail server is named.</summary>
public static class MailSetup
{
    public static WebApplicationBuilder AddMail(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(MailOptions.Section);
        builder.Services.AddOptions<MailOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<SmtpMailer>();
        if (section.Get<MailOptions>()?.IsOn == true)
            builder.Services.AddJob<SendMailJob>();
        return builder;
    }
}
