using System.Security.Cryptography;
using FletsCollect.Lines;
using Microsoft.AspNetCore.DataProtection;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>
/// What stands for a line in an address of the desk's pages: its number, encrypted. A number in an address would stand in histories and logs, and
/// could be guessed; a line has no other key.
/// </summary>
public sealed class LinePlaces(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.DeskLine");

    public string AddressOf(LineNumber line) => $"/desk/lines/{Of(line)}";

    public string Of(LineNumber line) => protector.Protect(line.Value);

    /// <summary>The line behind what <see cref="Of"/> gave; null for whatever this server did not make.</summary>
    public LineNumber? Read(string place)
    {
        try
        {
            return new LineNumber(protector.Unprotect(place));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
