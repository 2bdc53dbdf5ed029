using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>Where the operator's and the merchants' people join and sign in, with the authenticator app that they have.</summary>
public sealed class StaffPages(IPage page, Uri provider)
{
    private byte[] key = [];

    public ILocator InvitationOver => page.Locator("#invitation-over");

    public ILocator PasswordError => page.Locator("#Password-error");

    public ILocator MailAddress => page.Locator("#MailAddress");

    public ILocator Failure => page.Locator("#sign-in-error");

    public Task OpenAsync(string path) => page.GotoAsync(new Uri(provider, path).AbsoluteUri);

    /// <summary>Follows an invitation and scans its key.</summary>
    public async Task FollowAsync(string invitation)
    {
        await OpenAsync($"staff/join?invitation={invitation}");
        key = FromBase32(await page.Locator("#app-key").InnerTextAsync());
    }

    public async Task JoinAsync(string password)
    {
        await page.Locator("#Password").FillAsync(password);
        await page.Locator("#Code").FillAsync(Code(0));
        await page.Locator("main form button[type=submit]").ClickAsync();
    }

    /// <summary>Signs in with the app's next code: the present one may have been used to join, and a code is good once.</summary>
    public async Task SignInAsync(string mailAddress, string password, string? code = null)
    {
        await MailAddress.FillAsync(mailAddress);
        await page.Locator("#Password").FillAsync(password);
        await page.Locator("#Code").FillAsync(code ?? Code(1));
        await page.Locator("main form button[type=submit]").ClickAsync();
    }

    /// <summary>What the app shows now; good once, so <see cref="Surroundings.Town.ForgetCodesAsync"/> comes first where it was used to join or to sign in.</summary>
    public string StepUpCode() => Code(0);

#pragma warning disable CA5350 // RFC 6238 says SHA-1 unless both sides agree on another.
    /// <summary>The code of so many steps ahead (RFC 6238).</summary>
    private string Code(int ahead)
    {
        var counter = BitConverter.GetBytes(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + ahead);
        Array.Reverse(counter);
        var hash = HMACSHA1.HashData(key, counter);
        var at = hash[^1] & 15;
        var number = (hash[at] & 0x7F) << 24 | hash[at + 1] << 16 | hash[at + 2] << 8 | hash[at + 3];
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2))];
    }
}
