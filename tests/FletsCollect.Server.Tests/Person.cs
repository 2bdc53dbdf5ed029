using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FletsCollect.Lines;

namespace FletsCollect.Server.Tests;

/// <summary>
/// Somebody with a browser without JavaScript: keeps cookies, follows links and sends forms as the pages give them. A redirect to another
/// site is not followed but returned.
/// </summary>
public sealed class Person(Uri issuer) : IDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), UseCookies = true }) { BaseAddress = issuer };

    public string? UserName { get; init; }

    /// <summary>The line that this person is on alone; null when it is the one of the loopback address.</summary>
    public LineNumber? Line { get; init; }

    /// <summary>Headers that a hostile or unusual browser adds to every request.</summary>
    public IDictionary<string, string> ExtraHeaders { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public Task<Seen> OpenAsync(Uri address) => SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address));

    public Task<Seen> OpenAsync(string path) => OpenAsync(new Uri(path, UriKind.Relative));

    /// <summary>Sends the first form of the page's main part with the given fields, and the button that was pressed.</summary>
    public Task<Seen> SubmitAsync(Seen page, params (string Name, string Value)[] fields)
    {
        var form = page.Document!.QuerySelector<IHtmlFormElement>("main form") ?? throw new InvalidOperationException("There is no form on the page: " + page.Text);
        var values = form.QuerySelectorAll<IHtmlInputElement>("input")
            .Where(input => input.Name is not null && (input.Type != "checkbox" || input.IsChecked) && !fields.Any(field => field.Name == input.Name))
            .Select(input => KeyValuePair.Create(input.Name!, input.Value))
            .Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))
            .ToList();
        var action = form.GetAttribute("action") is { Length: > 0 } named ? new Uri(page.Address, named) : page.Address;
        return SendAsync(() => new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(values) });
    }

    /// <summary>Presses a button: sends its form to where the page itself has it lead.</summary>
    public Task<Seen> PressButtonAsync(Seen page, string button)
    {
        var pressed = page.Document!.QuerySelector<IHtmlButtonElement>(button) ?? throw new InvalidOperationException($"There is no {button} on the page: {page.Text}");
        var target = new Uri(page.Address, pressed.GetAttribute("formaction") ?? throw new InvalidOperationException($"{button} leads nowhere of its own."));
        return SubmitToAsync(page, target.PathAndQuery);
    }

    /// <summary>Sends the fields of a page's first form, its token too, to another address.</summary>
    public Task<Seen> SubmitToAsync(Seen page, string path, params (string Name, string Value)[] fields)
    {
        var token = page.Document!.QuerySelector<IHtmlInputElement>("main form input[name=__RequestVerificationToken]")?.Value ?? throw new InvalidOperationException("There is no form on the page: " + page.Text);
        return PostAsync(path, [("__RequestVerificationToken", token), .. fields]);
    }

    /// <summary>Sends a file with the page's first form, and other fields.</summary>
    public Task<Seen> UploadAsync(Seen page, string field, string fileName, byte[] file, params (string Name, string Value)[] fields)
    {
        var token = page.Document!.QuerySelector<IHtmlInputElement>("main form input[name=__RequestVerificationToken]")?.Value ?? throw new InvalidOperationException("There is no form on the page: " + page.Text);
        return SendAsync(() =>
        {
            var content = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(file), field, fileName } };
            foreach (var (name, value) in fields)
                content.Add(new StringContent(value), name);
            return new HttpRequestMessage(HttpMethod.Post, page.Address) { Content = content };
        });
    }

    /// <summary>Posts just these fields.</summary>
    public Task<Seen> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(() => new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
    {
        Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
    });

    /// <summary>Opens a page of the account, and signs in for it where that is asked.</summary>
    public async Task<Seen> SignInAtAsync(string path)
    {
        var page = await OpenAsync(path);
        return page.Document?.QuerySelector("#Password") is null ? page : await SubmitAsync(page, ("UserName", UserName!), ("Password", Password));
    }

    /// <summary>Gets an ID on this line.</summary>
    public async Task<string> GetIssuedAsync(string customerNumber = "0000000001")
    {
        var done = await SubmitAsync(await OpenAsync("/issue"), ("CustomerNumber", customerNumber), ("Password", Password));
        return done.Document?.QuerySelector("#issued-id")?.TextContent ?? throw new InvalidOperationException("No ID was issued: " + done.Text);
    }

    /// <summary>Opens a purchase and signs in for it; gives the consent page.</summary>
    public async Task<Seen> SignInForAsync(Uri authorization)
    {
        var page = await OpenAsync(authorization);
        return page.Document?.QuerySelector("#Password") is null ? page : await SubmitAsync(page, ("UserName", UserName!), ("Password", Password));
    }

    /// <summary>Signs in, approves, and gives the address that leads back to the merchant.</summary>
    public async Task<Uri> ApproveAsync(Uri authorization)
    {
        var answer = await SubmitAsync(await SignInForAsync(authorization), ("decision", "approve"));
        return answer.Elsewhere ?? throw new InvalidOperationException($"The approval was not accepted: {answer.Status} {answer.Text}");
    }

    /// <summary>A file as it arrives, byte order mark and all.</summary>
    public async Task<string> DownloadAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        response.EnsureSuccessStatusCode();
        return System.Text.Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => http.Dispose();

    private async Task<Seen> SendAsync(Func<HttpRequestMessage> make)
    {
        var request = make();
        for (var hop = 0; hop < 10; hop++)
        {
            foreach (var (name, value) in ExtraHeaders)
                request.Headers.TryAddWithoutValidation(name, value);
            using var response = await http.SendAsync(request);
            var address = request.RequestUri!.IsAbsoluteUri ? request.RequestUri : new Uri(issuer, request.RequestUri);
            if (response.Headers.Location is { } location)
            {
                var next = new Uri(address, location);
                if (next.Authority != issuer.Authority)
                    return new Seen(address, response.StatusCode, null, next, response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
                request = new HttpRequestMessage(HttpMethod.Get, next);
                continue;
            }
            var document = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());
            return new Seen(address, response.StatusCode, document, null, response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
        }
        throw new InvalidOperationException("The server redirects in a circle.");
    }
}

/// <summary>What a person sees: a page, or the way to another site.</summary>
public sealed record Seen(Uri Address, HttpStatusCode Status, IHtmlDocument? Document, Uri? Elsewhere, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => Document?.QuerySelector("main")?.TextContent ?? "";

    /// <summary>A parameter of the address that leads to the other site.</summary>
    public string? Answered(string parameter) =>
        Elsewhere is null ? null : System.Web.HttpUtility.ParseQueryString(Elsewhere.Query)[parameter];
}
