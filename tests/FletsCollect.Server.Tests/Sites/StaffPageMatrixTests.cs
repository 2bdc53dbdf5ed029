using System.Net;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>
/// Who may open which page of the staff's sites, as a matrix of every route and every role: a new page cannot escape it, because each route
/// of the table has to stand here.
/// </summary>
public sealed class StaffPageMatrixTests(RunningServer server)
{
    /// <summary>What each page asks for; null where any staff member may come. The matrix is what the roles' own table makes of it.</summary>
    private static readonly Dictionary<string, StaffPermission?> Pages = new(StringComparer.Ordinal)
    {
        ["staff"] = null,
        ["desk"] = StaffPermission.ServeSubscribers,
        ["desk/find"] = StaffPermission.ServeSubscribers,
        ["desk/lines/{id}"] = StaffPermission.ServeSubscribers,
        ["desk/ids/{id}"] = StaffPermission.ServeSubscribers,
        ["desk/ids/{id}/{step}"] = StaffPermission.ServeSubscribers,
        ["desk/charges/{id}"] = StaffPermission.ServeSubscribers,
        ["desk/subscriptions/{id}"] = StaffPermission.ServeSubscribers,
        ["desk/cases"] = StaffPermission.ServeSubscribers,
        ["desk/cases/new"] = StaffPermission.ServeSubscribers,
        ["desk/cases/{id}"] = StaffPermission.ServeSubscribers,
        ["desk/disputes"] = StaffPermission.ServeSubscribers,
        ["desk/disputes/{id}"] = StaffPermission.ServeSubscribers,
        ["desk/enquiries"] = StaffPermission.ServeSubscribers,
        ["desk/hours"] = StaffPermission.ServeSubscribers,
        ["merchant"] = StaffPermission.ViewSales,
        ["merchant/usage"] = StaffPermission.ViewSales,
        ["merchant/usage.{form:regex(^(csv|json)$)}"] = StaffPermission.ViewSales,
        ["merchant/charges"] = StaffPermission.ViewSales,
        ["merchant/charges/{id}"] = StaffPermission.ViewSales,
        ["merchant/charges.{form:regex(^(csv|json)$)}"] = StaffPermission.ViewSales,
        ["merchant/subscriptions"] = StaffPermission.ViewSales,
        ["merchant/subscriptions/{id}"] = StaffPermission.ViewSales,
        ["merchant/subscriptions.{form:regex(^(csv|json)$)}"] = StaffPermission.ViewSales,
        ["merchant/refunds"] = StaffPermission.ViewSales,
        ["merchant/statements"] = StaffPermission.ViewMoney,
        ["merchant/statements/{id}"] = StaffPermission.ViewMoney,
        ["merchant/statements/{id}.{form:regex(^(pdf|csv|json)$)}"] = StaffPermission.ViewMoney,
        ["merchant/webhooks"] = StaffPermission.ManageIntegration,
        ["merchant/integration"] = StaffPermission.ManageIntegration,
        ["merchant/certification"] = StaffPermission.ManageIntegration,
        ["merchant/staff"] = StaffPermission.ManageMerchantStaff,
    };

    private static readonly string[] Open = ["staff/sign-in", "staff/join"];

    [Fact]
    public async Task Every_page_opens_to_the_roles_that_may_and_to_nobody_else()
    {
        var routes = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => route.RoutePattern.RawText?.TrimStart('/') ?? "")
            .Where(route => route.Split('/')[0].Split('.')[0] is "staff" or "merchant" or "desk")
            .Except(Open, StringComparer.Ordinal).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Pages.Keys.Order(StringComparer.Ordinal), routes);

        using var nobody = new Person(server.Issuer);
        foreach (var route in routes)
            Assert.Equal("/staff/sign-in", (await nobody.OpenAsync(PathOf(route))).Address.AbsolutePath);

        foreach (var role in Enum.GetValues<StaffRole>())
        {
            using var member = await StaffBrowser.JoinedAsync(server, role, role.IsOfMerchant() ? "hatena-demo" : null);
            foreach (var route in routes)
            {
                var status = (await member.Browser.OpenAsync(PathOf(route))).Status;
                var may = Pages[route] is not { } needed || role.May(needed);
                // Whoever may, finds that there is no such row.
                var expected = !may ? HttpStatusCode.Forbidden : route.Contains("{id}", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK;
                Assert.True(status == expected, $"{role} at {route}: {status} instead of {expected}.");
            }
        }
    }

    private static string PathOf(string route) => "/" + route
        .Replace("{id}", "none", StringComparison.Ordinal)
        .Replace("{step}", "freeze", StringComparison.Ordinal)
        .Replace("{form:regex(^(csv|json)$)}", "csv", StringComparison.Ordinal)
        .Replace("{form:regex(^(pdf|csv|json)$)}", "json", StringComparison.Ordinal);
}
