using System.ComponentModel.DataAnnotations;
using System.Text;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using QRCoder;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Turns an authenticator app on and off. The picture that the app scans is made here: no third party learns the key.</summary>
public sealed class AppModel(FletsCollectDbContext db, AuthenticatorApp app, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    [BindProperty]
    [StringLength(20)]
    public string? Code { get; set; }

    /// <summary>The key to type where a picture cannot be scanned.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The dark squares of the QR code, as an SVG path, and how many squares it is wide.</summary>
    public (string Path, int Size) Picture { get; private set; }

    public SecondFactorRefusal? Refusal { get; private set; }

    protected override bool NeedsFreshSignIn => true;

    public Task OnGetAsync(CancellationToken cancellationToken) => Credential.TwoFactorEnabled ? Task.CompletedTask : ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Refusal = await app.ConfirmAsync(Credential, HttpContext.Connection.RemoteIpAddress, Code ?? "", cancellationToken);
        if (Refusal is null)
            return RedirectToPage();
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken)
    {
        await app.RemoveAsync(Credential, cancellationToken);
        return RedirectToPage();
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        Key = await app.ProposeAsync(Credential, cancellationToken);
        Picture = Draw($"otpauth://totp/FletsCollect:{Person.UserName}?secret={Key}&issuer=FletsCollect&digits=6&period=30");
    }

    private static (string Path, int Size) Draw(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < data.ModuleMatrix.Count; x++)
            {
                if (data.ModuleMatrix[y][x])
                    path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }
        return (path.ToString(), data.ModuleMatrix.Count);
    }
}
