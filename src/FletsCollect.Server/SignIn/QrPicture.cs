using System.Globalization;
using System.Text;
using QRCoder;

namespace FletsCollect.Server.SignIn;

/// <summary>A QR code that is drawn here, so that no third party learns what is in it.</summary>
/// <param name="Path">Its dark squares as an SVG path.</param>
/// <param name="Size">How many squares it is wide.</param>
public sealed record QrPicture(string Path, int Size)
{
    /// <summary>What an authenticator app scans to take a key (the otpauth scheme).</summary>
    public static QrPicture OfAuthenticator(string account, string key) =>
        Of($"otpauth://totp/FletsCollect:{Uri.EscapeDataString(account)}?secret={key}&issuer=FletsCollect&digits=6&period=30");

    private static QrPicture Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < data.ModuleMatrix.Count; x++)
            {
                if (data.ModuleMatrix[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }
        return new QrPicture(path.ToString(), data.ModuleMatrix.Count);
    }
}
