using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Mail;

namespace FletsCollect.Staff;

/// <summary>Where a staff member stands.</summary>
public enum StaffStatus
{
    /// <summary>Has a link to join by, and nothing to sign in with.</summary>
    Invited,
    Active,

    /// <summary>May not sign in; what was open is closed by the next request.</summary>
    Suspended,
}

/// <summary>What happens to a staff member.</summary>
public enum StaffMove
{
    Join,
    Suspend,

    /// <summary>Invited anew: for who lost the authenticator app, forgot the password, or comes back. The old ones count no more.</summary>
    InviteAgain,
}

/// <summary>The legal moves of a staff member: the one table that code and tests share.</summary>
public static class StaffTransitions
{
    public static readonly IReadOnlyList<(StaffStatus From, StaffMove Move, StaffStatus To)> Edges =
    [
        (StaffStatus.Invited, StaffMove.Join, StaffStatus.Active),
        (StaffStatus.Invited, StaffMove.Suspend, StaffStatus.Suspended),
        (StaffStatus.Active, StaffMove.Suspend, StaffStatus.Suspended),
        (StaffStatus.Invited, StaffMove.InviteAgain, StaffStatus.Invited),
        (StaffStatus.Active, StaffMove.InviteAgain, StaffStatus.Invited),
        (StaffStatus.Suspended, StaffMove.InviteAgain, StaffStatus.Invited),
    ];

    /// <summary>Where a move leads from a status, or null when there is no such edge.</summary>
    public static StaffStatus? Next(StaffStatus from, StaffMove move)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Move == move)
                return edge.To;
        }
        return null;
    }
}

/// <summary>
/// Somebody who works with the product: one of the operator's people, or one of a merchant's. Joins by a link that is good once, chooses a
/// password and adds an authenticator app, without which nobody signs in here.
/// </summary>
public sealed class StaffMember
{
    /// <summary>How long an invitation is good.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(3);

    private StaffMember() { }

    public Guid Id { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.StaffMember, Id);

    /// <summary>What the member signs in with, in lower case; no two have the same.</summary>
    public string MailAddress { get; private set; } = "";

    public string Name { get; private set; } = "";

    public StaffRole Role { get; private set; }

    /// <summary>Whose staff; null for the operator's.</summary>
    public Guid? MerchantId { get; private set; }

    /// <summary>What the member is written to in, <c>ja</c> or <c>en</c>: that of the invitation, then of the latest sign-in.</summary>
    public string Language { get; private set; } = "";

    public StaffStatus Status { get; private set; }

    /// <summary>Identity's hash; null before the member has joined.</summary>
    public string? PasswordHash { get; private set; }

    /// <summary>The authenticator app's key, protected, base64; the one that is offered until the member has joined.</summary>
    public string? AuthenticatorKey { get; private set; }

    /// <summary>SHA-256 of the invitation's token, base64url; null when there is none to be used.</summary>
    public string? InvitationHash { get; private set; }

    public DateTime? InvitationExpiresAt { get; private set; }

    /// <summary>Changes with everything that ends what is signed in.</summary>
    public string SecurityStamp { get; private set; } = "";

    public DateTime InvitedAt { get; private set; }

    public DateTime? JoinedAt { get; private set; }

    /// <summary>Counts the changes of this row: of two at once one is refused.</summary>
    public int Version { get; private set; }

    /// <summary>A new member, with the token of the invitation, which is nowhere else.</summary>
    public static (StaffMember Member, string Token) Invite(string mailAddress, string name, StaffRole role, Guid? merchantId, DateTime now, string language = MailReceiver.FirstLanguage)
    {
        if (role.IsOfMerchant() != merchantId.HasValue)
            throw new ArgumentException($"{role} is {(role.IsOfMerchant() ? "" : "not ")}a role of a merchant's people.", nameof(merchantId));
        var member = new StaffMember { Id = Guid.CreateVersion7(), MailAddress = mailAddress, Name = name, Role = role, MerchantId = merchantId, Language = language, Status = StaffStatus.Invited, InvitedAt = now };
        return (member, member.NewInvitation(now));
    }

    /// <summary>Gives a new invitation in the place of whatever the member signed in with.</summary>
    public string InviteAgain(DateTime now)
    {
        Move(StaffMove.InviteAgain);
        (PasswordHash, AuthenticatorKey, JoinedAt) = (null, null, null);
        return NewInvitation(now);
    }

    /// <summary>True for the token of an invitation that may be used now.</summary>
    public bool IsInvitedBy(string token, DateTime now) => Status == StaffStatus.Invited && InvitationHash == HashOf(token) && now < InvitationExpiresAt;

    /// <summary>Keeps the key that the authenticator app is to scan; it counts once the member has joined with a code of it.</summary>
    public void OfferAuthenticator(string protectedKey) => (AuthenticatorKey, Version) = (protectedKey, Version + 1);

    public void Join(string passwordHash, DateTime now)
    {
        Move(StaffMove.Join);
        (PasswordHash, JoinedAt, InvitationHash, InvitationExpiresAt) = (passwordHash, now, null, null);
    }

    /// <summary>The member used the pages in this language.</summary>
    public void Speak(string language) => (Language, Version) = (language, Version + 1);

    public void Suspend()
    {
        Move(StaffMove.Suspend);
        (InvitationHash, InvitationExpiresAt) = (null, null);
    }

    /// <summary>Counts as a change, for a decision that rests on this member's staying as it is.</summary>
    internal void Touch() => Version++;

    public static string HashOf(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private string NewInvitation(DateTime now)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        (InvitationHash, InvitationExpiresAt) = (HashOf(token), now + InvitationLifetime);
        SecurityStamp = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return token;
    }

    private void Move(StaffMove move)
    {
        Status = StaffTransitions.Next(Status, move) ?? throw new InvalidOperationException($"A staff member who is {Status} cannot {move}.");
        SecurityStamp = RandomNumberGenerator.GetHexString(32, lowercase: true);
        Version++;
    }
}
