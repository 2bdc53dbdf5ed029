using System.Security.Cryptography;
using FletsCollect.Mail;

namespace FletsCollect.Subscribers;

/// <summary>
/// Where an ID is told by mail what happens to it. Notices alone go there: nobody gets in by it, so it may be changed from anywhere, and the
/// address before is told. It counts once its holder has typed the code that was sent there.
/// </summary>
public sealed class NotificationAddress
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(30);

    /// <summary>The least time between two codes, so that nobody fills another's mailbox.</summary>
    public static readonly TimeSpan CodeEvery = TimeSpan.FromMinutes(1);

    /// <summary>Wrong codes after which another one must be asked for.</summary>
    public const int MostWrongCodes = 5;

    private NotificationAddress() { }

    public NotificationAddress(Guid credentialId)
    {
        CredentialId = credentialId;
    }

    public Guid CredentialId { get; private set; }

    /// <summary>Where notices go; null before the first address is confirmed.</summary>
    public string? Address { get; private set; }

    /// <summary><c>ja</c> or <c>en</c>: the language of the pages when it was asked for.</summary>
    public string Language { get; private set; } = "";

    public DateTime? ConfirmedAt { get; private set; }

    /// <summary>The address whose code is awaited; null when there is none.</summary>
    public string? AskedAddress { get; private set; }

    /// <summary>The code, protected.</summary>
    public string? AskedCode { get; private set; }

    public string? AskedLanguage { get; private set; }

    public DateTime? AskedAt { get; private set; }

    public int WrongCodes { get; private set; }

    /// <summary>Counts the changes of this row; of two at once one is refused.</summary>
    public int Version { get; private set; }

    public bool IsAskedTooSoon(DateTime now) => AskedAt + CodeEvery > now;

    /// <summary>Waits for the code of a new address; the present one stays until then.</summary>
    /// <returns>The code, which goes into the mail and nowhere else.</returns>
    public string Ask(MailReceiver receiver, Func<string, string> protect, DateTime now)
    {
        var code = RandomNumberGenerator.GetString("0123456789", 6);
        (AskedAddress, AskedLanguage, AskedCode, AskedAt, WrongCodes) = (receiver.Address, receiver.Language, protect(code), now, 0);
        Version++;
        return code;
    }

    /// <summary>Takes a code; null when the address counts from now on.</summary>
    public NotificationAddressRefusal? Confirm(string code, Func<string, string> read, DateTime now)
    {
        if (AskedCode is null || now >= AskedAt + CodeLifetime || WrongCodes >= MostWrongCodes)
            return NotificationAddressRefusal.CodeIsOver;
        Version++;
        if (code != read(AskedCode))
        {
            WrongCodes++;
            return NotificationAddressRefusal.CodeIsWrong;
        }
        (Address, Language, ConfirmedAt) = (AskedAddress, AskedLanguage!, now);
        (AskedAddress, AskedLanguage, AskedCode) = (null, null, null);
        return null;
    }
}

/// <summary>Why a notice address was not taken.</summary>
public enum NotificationAddressRefusal
{
    NotAMailAddress,

    /// <summary>A code was sent less than <see cref="NotificationAddress.CodeEvery"/> ago.</summary>
    TooSoon,
    CodeIsWrong,

    /// <summary>No code is awaited, its time is over, or too many were wrong.</summary>
    CodeIsOver,
}
