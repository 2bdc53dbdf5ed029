using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace FletsCollect.Samples.Network;

/// <summary>Accounting records in the JSON that FreeRADIUS' rlm_rest posts: every attribute with its type and an array of values.</summary>
internal sealed class AccountingClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly IPAddress _accessServer;
    private readonly TimeProvider _clock;

    public AccountingClient(Uri provider, string aaaKey, IPAddress accessServer, TimeProvider clock)
    {
        (_accessServer, _clock) = (accessServer, clock);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = provider, Timeout = TimeSpan.FromSeconds(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", aaaKey);
    }

    public Task SendAsync(string status, string line, string sessionId, IPAddress address, CancellationToken cancellationToken) =>
        PostAsync(Record(status, new JsonObject
        {
            // The access concentrator writes the name as the line's equipment does, in lower case, and the calling station as registered.
            ["User-Name"] = Attribute("string", line.ToLowerInvariant()),
            ["Calling-Station-Id"] = Attribute("string", line),
            ["Acct-Session-Id"] = Attribute("string", sessionId),
            ["Framed-IP-Address"] = Attribute("ipaddr", address.ToString()),
            ["NAS-Port-Id"] = Attribute("string", "olt1/1/1"),
        }), cancellationToken);

    public async Task SendRestartAsync(CancellationToken cancellationToken)
    {
        await PostAsync(Record("Accounting-Off", []), cancellationToken);
        await PostAsync(Record("Accounting-On", []), cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private JsonObject Record(string status, JsonObject attributes)
    {
        attributes["Acct-Status-Type"] = Attribute("integer", status);
        attributes["NAS-IP-Address"] = Attribute("ipaddr", _accessServer.ToString());
        attributes["Event-Timestamp"] = Attribute(
            "date", _clock.GetUtcNow().UtcDateTime.ToString("MMM dd yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        return attributes;
    }

    private async Task PostAsync(JsonObject record, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("network/accounting", record, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"The provider answered {(int)response.StatusCode} to an accounting record. 401 or 403: compare the AAA key with the provider's.",
                inner: null, response.StatusCode);
        }
    }

    private static JsonObject Attribute(string type, string value) => new() { ["type"] = type, ["value"] = new JsonArray(value) };
}
