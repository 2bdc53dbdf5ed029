using System.ComponentModel.DataAnnotations;
using FletsCollect.Mail;

namespace FletsCollect.Server.Mail;

/// <summary>The mail server that takes our mails; configuration section <c>Mail</c>.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>The SMTP server. Without it no mail is sent, and no page offers any.</summary>
    public string? Host { get; init; }

    /// <summary>Default 587, the port of submission (RFC 6409).</summary>
    [Range(1, 65_535, ErrorMessage = "Mail:Port must lie between 1 and 65535.")]
    public int Port { get; init; } = 587;

    /// <summary>Default <see cref="MailSecurity.StartTls"/>.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    /// <summary>Null when the server asks for none.</summary>
    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>The sender's address.</summary>
    public string? From { get; init; }

    /// <summary>The sender's name.</summary>
    [StringLength(100, ErrorMessage = "Mail:FromName has at most 100 characters.")]
    public string FromName { get; init; } = "FletsCollect";

    /// <summary>How long a step of the conversation with the server may take. Default 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00", ErrorMessage = "Mail:Timeout must lie between one second and two minutes.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    public bool IsOn => !string.IsNullOrWhiteSpace(Host);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && MailAddresses.Of(From) is null)
            yield return new ValidationResult("Mail:From must be the mail address that our mails come from, as Mail:Host is set.", [nameof(From)]);
    }
}

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>Not at all: for a server on the same machine.</summary>
    None,

    /// <summary>TLS after STARTTLS (RFC 3207), or nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,
}
