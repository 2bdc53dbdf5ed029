namespace FletsCollect.Server.Hosting;

/// <summary>
/// The address under which the world knows this server, ending in a slash: the issuer of its tokens, the source of its events, and where
/// its public documents stand.
/// </summary>
public sealed record Issuer(Uri Address)
{
    public Uri Under(string path) => new(Address, path);

    /// <summary>Where somebody joins the staff who was given the token of an invitation.</summary>
    public Uri Joining(string invitationToken) => Under($"staff/join?invitation={invitationToken}");
}
