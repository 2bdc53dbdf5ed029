using System.Net;
using System.Text.RegularExpressions;
using FletsCollect.Server.Database;
using FletsCollect.Server.SignIn;

namespace FletsCollect.Benchmarks;

/// <summary>Somebody's browser after a sign-in: keeps cookies and follows nothing.</summary>
internal sealed partial class SignedInBrowser : IDisposable
{
    private readonly HttpClient http;

    private SignedInBrowser(Uri issuer) =>
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = issuer };

    /// <summary>One of the demo's staff.</summary>
    public static Task<SignedInBrowser> OfStaffAsync(Uri issuer, string mailAddress) => SignInAsync(
        issuer, "staff/sign-in", ("MailAddress", mailAddress), ("Password", DemoData.StaffPassword), ("Code", AuthenticatorCode.At(DemoData.StaffAuthenticatorKey, TimeProvider.System.GetUtcNow())));

    /// <summary>A subscriber by an ID.</summary>
    public static Task<SignedInBrowser> OfSubscriberAsync(Uri issuer, string userName, string password) => SignInAsync(issuer, "sign-in", ("UserName", userName), ("Password", password));

    public async Task<string> OpenAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : throw new InvalidOperationException($"{path} was answered {answer.StatusCode}.");
    }

    /// <summary>What protects the forms of a page against other sites.</summary>
    public async Task<string> FormTokenAsync(string path) => FormToken().Match(await OpenAsync(path)).Groups["token"].Value;

    /// <summary>Posts a form; gives the page, or where it leads.</summary>
    public async Task<string> PostAsync(string path, string formToken, params IEnumerable<(string Name, string Value)> fields)
    {
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", formToken)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        return answer.Headers.Location is { } next ? next.ToString() : await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public void Dispose() => http.Dispose();

    private static async Task<SignedInBrowser> SignInAsync(Uri issuer, string path, params (string Name, string Value)[] fields)
    {
        var browser = new SignedInBrowser(issuer);
        var next = await browser.PostAsync(path, await browser.FormTokenAsync(path), fields);
        return next.StartsWith('/') ? browser : throw new InvalidOperationException($"Nobody was signed in under {path}: {next}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FormToken();
}
