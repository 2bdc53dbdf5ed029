using System.Globalization;
using System.Security.Claims;
using FletsCollect.Audit;
using FletsCollect.Staff;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>The staff member who is signed in on a request, as its cookie says and the database confirmed.</summary>
/// <param name="Id">The member's key.</param>
/// <param name="Name">As others see it.</param>
/// <param name="Role">What the member may do.</param>
/// <param name="MerchantId">Whose staff; null for the operator's.</param>
/// <param name="Since">When the password and the code were given.</param>
public sealed record StaffIdentity(Guid Id, string Name, StaffRole Role, Guid? MerchantId, DateTimeOffset Since)
{
    internal const string RoleClaim = "role";
    internal const string MerchantClaim = "merchant";
    internal const string StampClaim = "stamp";
    internal const string SinceClaim = "auth_time";

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.StaffMember, Id);

    /// <summary>Who acts, for the audit trail.</summary>
    public AuditActor Actor => AuditActor.Staff(PublicId);

    public bool May(StaffPermission permission) => Role.May(permission);

    /// <summary>Who is signed in; null when it is nobody of the staff.</summary>
    public static StaffIdentity? Of(ClaimsPrincipal principal) =>
        principal.Identities.FirstOrDefault(identity => identity.AuthenticationType == StaffAuthentication.Scheme) is { } identity
        && Guid.TryParse(identity.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var id)
        && Enum.TryParse<StaffRole>(identity.FindFirst(RoleClaim)?.Value, out var role)
        && long.TryParse(identity.FindFirst(SinceClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var since)
            ? new StaffIdentity(
                id, identity.FindFirst(ClaimTypes.Name)?.Value ?? "", role,
                Guid.TryParse(identity.FindFirst(MerchantClaim)?.Value, out var merchant) ? merchant : null, DateTimeOffset.FromUnixTimeSeconds(since))
            : null;

    internal static ClaimsPrincipal PrincipalOf(StaffMember member, DateTimeOffset now)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, member.Id.ToString()),
                new Claim(ClaimTypes.Name, member.Name),
                new Claim(RoleClaim, member.Role.ToString()),
                new Claim(StampClaim, member.SecurityStamp),
                new Claim(SinceClaim, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64),
            ],
            StaffAuthentication.Scheme,
            ClaimTypes.Name,
            RoleClaim);
        if (member.MerchantId is { } merchant)
            identity.AddClaim(new Claim(MerchantClaim, merchant.ToString()));
        return new ClaimsPrincipal(identity);
    }
}
