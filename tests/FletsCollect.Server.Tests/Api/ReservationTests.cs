using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Api;

/// <summary>Charges in two steps, lists and look-ups over HTTP, with the merchant's own token for all that needs no subscriber.</summary>
public sealed class ReservationTests(RunningServer server)
{
    [Fact]
    public async Task Deferred_purchase_is_held_and_then_confirmed_for_less_with_its_items()
    {
        using var merchant = server.NewMerchant();
        var reserved = await ReserveAsync(merchant, "900");
        Assert.Equal(("reserved", "900", null), (reserved.Text("status"), Value(reserved, "amount"), reserved.Text("confirmed_at")));
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesManage, ApiScopes.ChargesRead);
        var path = $"v1/charges/{reserved.Text("id")}";
        var body = new JsonObject
        {
            ["amount"] = Money("600"),
            ["items"] = new JsonArray(
                new JsonObject { ["description"] = "雑誌", ["amount"] = Money("400"), ["tax_rate"] = 10 },
                new JsonObject { ["description"] = "新聞", ["amount"] = Money("200"), ["tax_rate"] = 8 }),
        };

        var confirmed = await merchant.CallAsync(HttpMethod.Post, path + "/confirm", token, body, merchant.Key(2));
        var again = await merchant.CallAsync(HttpMethod.Post, path + "/confirm", token, body.DeepClone(), merchant.Key(2));
        var other = await merchant.CallAsync(HttpMethod.Post, path + "/confirm", token, null, merchant.Key(2));
        var late = await merchant.CallAsync(HttpMethod.Post, path + "/confirm", token, null, merchant.Key(3));
        var shown = await merchant.CallAsync(HttpMethod.Get, path, token);

        Assert.Equal((HttpStatusCode.OK, "confirmed", "600", "900"), (confirmed.Status, confirmed.Text("status"), Value(confirmed, "amount"), Value(confirmed, "reserved_amount")));
        Assert.Equal(["36", "14"], confirmed.Json["taxes"]!.AsArray().Select(tax => tax!["tax"]!["value"]!.GetValue<string>()));
        Assert.Equal((confirmed.Body, "true"), (again.Body, again.Headers["Idempotent-Replayed"]));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (other.Status, other.Text("code")));
        Assert.Equal((HttpStatusCode.Conflict, "charge_state", "The charge is confirmed already."), (late.Status, late.Text("code"), late.Text("detail")));
        Assert.Equal(confirmed.Body, shown.Body);
    }

    [Fact]
    public async Task Consent_to_an_upper_bound_says_so_and_when_it_is_settled()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var details = Deferred(merchant, "900");
        details["amount"]!["mode"] = "maximum";
        var page = (await person.SignInForAsync(await StartAsync(merchant, details))).Text;

        Assert.Contains("上限 900円", page, StringComparison.Ordinal);
        Assert.Contains("金額を確保し", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00Z")]
    [InlineData("2999-01-01T00:00:00Z")]
    [InlineData("tomorrow")]
    public async Task Impossible_time_of_capture_is_refused(string captureBy)
    {
        using var merchant = server.NewMerchant();
        var details = Deferred(merchant, "900");
        details["capture"]!["capture_by"] = captureBy;

        var answer = await merchant.PushAsync(merchant.PushedRequest(details));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_authorization_details"), (answer.Status, answer.Text("error")));
        Assert.Contains("capture_by", answer.Text("error_description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_charge_cannot_be_confirmed_and_its_order_can_be_paid_again()
    {
        using var merchant = server.NewMerchant();
        var reserved = await ReserveAsync(merchant, "900");
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesManage);
        var path = $"v1/charges/{reserved.Text("id")}";

        var keyless = await merchant.CallAsync(HttpMethod.Post, path + "/cancel", token);
        var cancelled = await merchant.CallAsync(HttpMethod.Post, path + "/cancel", token, null, merchant.Key(2));
        var late = await merchant.CallAsync(HttpMethod.Post, path + "/confirm", token, null, merchant.Key(3));

        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_required"), (keyless.Status, keyless.Text("code")));
        Assert.Equal((HttpStatusCode.OK, "cancelled"), (cancelled.Status, cancelled.Text("status")));
        Assert.Equal((HttpStatusCode.Conflict, "The charge is cancelled."), (late.Status, late.Text("detail")));
    }

    [Fact]
    public async Task Charge_that_is_not_the_merchants_own_is_not_found_and_its_own_needs_the_scope()
    {
        using var merchant = server.NewMerchant();
        var reserved = await ReserveAsync(merchant, "315");
        var reading = await merchant.GetApiTokenAsync(ApiScopes.ChargesRead);
        using var other = await server.NewOtherMerchantAsync();

        var others = await other.CallAsync(HttpMethod.Get, $"v1/charges/{reserved.Text("id")}", await other.GetApiTokenAsync(ApiScopes.ChargesRead));
        var unknown = await merchant.CallAsync(HttpMethod.Get, $"v1/charges/{PublicId.Format(PublicId.Charge, Guid.CreateVersion7())}", reading);
        var garbage = await merchant.CallAsync(HttpMethod.Get, "v1/charges/x", reading);
        var unscoped = await merchant.CallAsync(HttpMethod.Post, $"v1/charges/{reserved.Text("id")}/cancel", reading, null, merchant.Key(2));

        Assert.Equal((HttpStatusCode.NotFound, "charge_not_found"), (others.Status, others.Text("code")));
        Assert.Equal((HttpStatusCode.NotFound, "charge_not_found"), (unknown.Status, unknown.Text("code")));
        Assert.Equal((HttpStatusCode.NotFound, "charge_not_found"), (garbage.Status, garbage.Text("code")));
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (unscoped.Status, unscoped.Text("code")));
    }

    [Fact]
    public async Task Pages_of_a_list_neither_repeat_nor_miss_what_was_there_while_charges_are_added()
    {
        using var merchant = server.NewMerchant();
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesRead);
        var mine = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            using var buyer = server.NewMerchant();
            mine.Add((await ReserveAsync(buyer, "100")).Text("id")!);
        }

        var seen = new List<string>();
        string? cursor = null;
        while (!mine.TrueForAll(seen.Contains))
        {
            var page = await merchant.CallAsync(HttpMethod.Get, "v1/charges?limit=1&status=reserved" + (cursor is null ? "" : "&cursor=" + cursor), token);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            seen.AddRange(page.Json["data"]!.AsArray().Select(charge => charge!["id"]!.GetValue<string>()));
            cursor = page.Text("next_cursor");
            if (seen.Count == 1)
            {
                using var buyer = server.NewMerchant();
                await ReserveAsync(buyer, "100");
            }
        }

        Assert.Equal(seen.Distinct(StringComparer.Ordinal), seen);
        Assert.Equal(mine.AsEnumerable().Reverse(), seen.Where(mine.Contains));
    }

    [Fact]
    public async Task List_is_narrowed_by_order_day_and_state()
    {
        using var merchant = server.NewMerchant();
        var reserved = await ReserveAsync(merchant, "100");
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesRead);
        var list = $"v1/charges?merchant_reference={merchant.Reference}";

        Assert.Equal(reserved.Text("id"), Assert.Single((await merchant.CallAsync(HttpMethod.Get, list, token)).Json["data"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Empty((await merchant.CallAsync(HttpMethod.Get, list + "&status=confirmed", token)).Json["data"]!.AsArray());
        Assert.Empty((await merchant.CallAsync(HttpMethod.Get, list + "&created_to=2020-01-01", token)).Json["data"]!.AsArray());
        Assert.Single((await merchant.CallAsync(HttpMethod.Get, list + "&created_from=2020-01-01", token)).Json["data"]!.AsArray());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("status=paid", "status")]
    [InlineData("cursor=ch_x", "cursor")]
    [InlineData("created_from=yesterday", "created_from")]
    [InlineData("page=2", "page")]
    public async Task Query_that_means_nothing_is_refused_by_its_parameter(string query, string param)
    {
        using var merchant = server.NewMerchant();

        var answer = await merchant.CallAsync(HttpMethod.Get, "v1/charges?" + query, await merchant.GetApiTokenAsync(ApiScopes.ChargesRead));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request", param), (answer.Status, answer.Text("code"), answer.Text("param")));
    }

    private async Task<Answer> ReserveAsync(MerchantClient merchant, string value)
    {
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await StartAsync(merchant, Deferred(merchant, value))));
        var answer = await merchant.ChargeAsync(tokens, merchant.Key(1), value);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body);
        return answer;
    }

    private static async Task<Uri> StartAsync(MerchantClient merchant, JsonObject details)
    {
        var pushed = await merchant.PushAsync(merchant.PushedRequest(details));
        Assert.True(pushed.Status == HttpStatusCode.Created, pushed.Body);
        return merchant.AuthorizationAddress(pushed.Text("request_uri")!);
    }

    private static JsonObject Deferred(MerchantClient merchant, string value)
    {
        var details = merchant.Details(value);
        details["capture"] = new JsonObject { ["mode"] = "deferred", ["capture_by"] = TimeProvider.System.GetUtcNow().AddDays(7).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture) };
        return details;
    }

    private static JsonObject Money(string value) => new() { ["currency"] = "JPY", ["value"] = value };

    private static string? Value(Answer answer, string member) => answer.Json[member]?["value"]?.GetValue<string>();
}
